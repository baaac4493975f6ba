// How the library behaves that the provider of this machine is: one public client, refresh tokens that are used once, pages of our own.
import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import type { AdapterFactory, Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { errorPage, signedOutPage, signOutPage } from './pages.ts';
import { type Person, personOf } from './people.ts';
import { CLIENT_ID } from './settings.ts';

export const CALLBACK = '/api/sign-in/callback';
const DAYS = 24 * 60 * 60;

export interface Given {
  /** How long an access token lasts, seconds. */
  tokenSeconds?: number;
  /** More that it says of somebody. */
  claimsOf?: (person: Person) => object;
  /** Where it keeps what it knows; unless told it is gone when it ends. */
  store?: AdapterFactory;
}

/** `people`: those who signed in, by their ids. */
export async function libraryConfiguration(
  { tokenSeconds = 300, claimsOf = () => ({}), store }: Given,
  people: ReadonlyMap<string, Person>,
): Promise<Configuration> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: 'this-start', alg: 'RS256', use: 'sig' };
  return {
    ...(store !== undefined && { adapter: store }),
    clients: [
      {
        client_id: CLIENT_ID,
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: [`http://127.0.0.1${CALLBACK}`],
        post_logout_redirect_uris: ['http://127.0.0.1/'],
      },
    ],
    jwks: { keys: [key] },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    claims: { openid: ['sub'], profile: ['name', 'roles', 'rooms'] },
    findAccount: (_, id) => {
      // Whoever signed in before this start did is known by their id.
      const person = people.get(id) ?? personOf(id);
      if (person === undefined) return undefined;
      const claims = { sub: id, ...person.claims, ...claimsOf(person) };
      return { accountId: id, claims: () => claims };
    },
    issueRefreshToken: (_, client) => client.grantTypeAllowed('refresh_token'),
    // A second use ends everything that came of it, as with the providers of companies.
    rotateRefreshToken: true,
    loadExistingGrant: agreed,
    ttl: {
      AccessToken: tokenSeconds,
      IdToken: tokenSeconds,
      RefreshToken: 14 * DAYS,
      Grant: 14 * DAYS,
      Session: 14 * DAYS,
      Interaction: 600,
    },
    features: {
      devInteractions: { enabled: false },
      revocation: {
        enabled: true,
        allowedPolicy: (_, client, token) => token.clientId === client.clientId,
      },
      rpInitiatedLogout: {
        logoutSource: (ctx, form) => {
          ctx.body = signOutPage(form);
        },
        postLogoutSuccessSource: (ctx) => {
          ctx.body = signedOutPage();
        },
      },
    },
    renderError: (ctx, { error, error_description: more }) => {
      ctx.type = 'html';
      ctx.body = errorPage([error, ...(more === undefined ? [] : [more])]);
    },
  };
}

/** Everybody agrees that the chat of this machine may know their name. */
async function agreed({ oidc: { provider, session, client, account } }: KoaContextWithOIDC) {
  if (client === undefined || session === undefined) return undefined;
  const id = session.grantIdFor(client.clientId);
  const before = id === undefined ? undefined : await provider.Grant.find(id);
  if (before !== undefined || account === undefined) return before;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: account.accountId });
  grant.addOIDCScope('openid profile offline_access');
  await grant.save();
  return grant;
}
