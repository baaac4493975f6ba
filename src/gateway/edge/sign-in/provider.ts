// The identity provider, as far as people sign in there: authorization code flow with PKCE, refresh, revocation, sign-out.
// Invariant: "does not answer" and "says no" never look alike, for the one is waited out and the other ends a session.
import type { JWTPayload } from 'jose';
import * as oidc from 'openid-client';
import { type Client, discovering } from './discovery.ts';
import { createSignatureCheck } from './id-tokens.ts';
import { ProviderAway, ProviderRefused, providerFault } from './provider-fault.ts';

export interface ProviderOptions extends Client {
  scopes: string;
  prompt: string | undefined;
  /** The provider said less of somebody than it might; their session goes on with that. */
  onFault: (error: unknown) => void;
}

type Tokens = oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers;

/** What protects one attempt: all of it is known to the browser that began it alone. */
export interface Checks {
  state: string;
  nonce: string;
  verifier: string;
}

/** What the provider gave. */
export interface Grant {
  /** What it says of the person; undefined where a renewal said nothing new. */
  claims: JWTPayload | undefined;
  refreshToken: string | undefined;
  idToken: string | undefined;
  /** When what it gave ends, milliseconds since 1970; undefined where it does not say. */
  endsAt: number | undefined;
}

export interface Provider {
  /** Where the browser goes. */
  authorizationUrl: (redirectUri: string, checks: Checks) => Promise<URL>;
  /** `returned`: the redirect URI with the query that the provider gave it. */
  exchange: (returned: URL, checks: Checks) => Promise<Grant>;
  refresh: (refreshToken: string) => Promise<Grant>;
  revoke: (refreshToken: string) => Promise<void>;
  /** Where somebody signs out at the provider; undefined where that is not to be had. */
  signOutUrl: (
    idToken: string | undefined,
    returnTo: string | undefined,
  ) => Promise<URL | undefined>;
}

/** Nobody is sent to a provider that did not answer just now: a browser has no words for that. */
const ALIVE_MS = 1_000;
export const newChecks = (): Checks => ({
  state: oidc.randomState(),
  nonce: oidc.randomNonce(),
  verifier: oidc.randomPKCECodeVerifier(),
});

/** Every method rejects with {@link ProviderAway} or {@link ProviderRefused}. */
export function createProvider(options: ProviderOptions): Provider {
  const { scopes, prompt, onFault } = options;
  const configuration = discovering(options);
  const checkSignature = createSignatureCheck();
  const ask = async <T>(
    what: (config: oidc.Configuration) => Promise<T> | T,
    maxAgeMs = Number.POSITIVE_INFINITY,
  ): Promise<T> => {
    try {
      return await what(await configuration(maxAgeMs));
    } catch (error) {
      const fault = await providerFault(error);
      // Where it is may have changed with what it offers.
      if (fault instanceof ProviderAway) configuration.forget();
      throw fault;
    }
  };
  /** Many providers keep names and roles out of ID tokens and say them here. */
  const userInfo = async (config: oidc.Configuration, accessToken: string, subject: string) => {
    if (config.serverMetadata().userinfo_endpoint === undefined) return {};
    try {
      return await oidc.fetchUserInfo(config, accessToken, subject);
    } catch (error) {
      const fault = await providerFault(error);
      if (fault instanceof ProviderAway) throw fault;
      // It may be kept for tokens of another kind: the ID token's word counts.
      onFault(fault);
      return {};
    }
  };
  const claimsOf = async (
    config: oidc.Configuration,
    tokens: Tokens,
  ): Promise<JWTPayload | undefined> => {
    const said = tokens.claims();
    if (said === undefined || tokens.id_token === undefined) return undefined;
    await checkSignature(config, tokens.id_token);
    const more = await userInfo(config, tokens.access_token, said.sub);
    return { ...more, ...said };
  };
  /** What it said before goes on. */
  const kept = async (error: unknown): Promise<undefined> => {
    onFault(await providerFault(error));
  };
  const grantOf = (tokens: Tokens, claims: JWTPayload | undefined): Grant => {
    const { refresh_token: refreshToken, id_token: idToken } = tokens;
    const seconds = tokens.expiresIn();
    const idEnds = tokens.claims()?.exp;
    const ends = seconds === undefined ? idEnds : Date.now() / 1_000 + seconds;
    const endsAt = ends === undefined ? undefined : ends * 1_000;
    return { claims, refreshToken, idToken, endsAt };
  };
  return {
    authorizationUrl: (redirectUri, { state, nonce, verifier }) =>
      ask(
        async (config) =>
          oidc.buildAuthorizationUrl(config, {
            redirect_uri: redirectUri,
            scope: scopes,
            state,
            nonce,
            code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
            code_challenge_method: 'S256',
            ...(prompt !== undefined && { prompt }),
          }),
        ALIVE_MS,
      ),
    exchange: (returned, { state, nonce, verifier }) =>
      ask(async (config) => {
        const tokens = await oidc.authorizationCodeGrant(config, returned, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        const claims = await claimsOf(config, tokens);
        if (claims === undefined) throw new ProviderRefused('no_id_token');
        return grantOf(tokens, claims);
      }),
    refresh: (refreshToken) =>
      ask(async (config) => {
        const tokens = await oidc.refreshTokenGrant(config, refreshToken);
        // From here on the old refresh token may be used up: nothing may lose the new one.
        return grantOf(tokens, await claimsOf(config, tokens).catch(kept));
      }),
    revoke: (refreshToken) =>
      ask(async (config) => {
        if (config.serverMetadata().revocation_endpoint === undefined) return;
        await oidc.tokenRevocation(config, refreshToken, { token_type_hint: 'refresh_token' });
      }),
    signOutUrl: (idToken, returnTo) =>
      ask((config) => {
        if (config.serverMetadata().end_session_endpoint === undefined) return undefined;
        return oidc.buildEndSessionUrl(config, {
          ...(returnTo !== undefined && { post_logout_redirect_uri: returnTo }),
          ...(idToken !== undefined && { id_token_hint: idToken }),
        });
      }),
  };
}
