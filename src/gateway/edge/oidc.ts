// Tokens of an identity provider, checked against its published keys: issuer, audience, expiry and a list
// of algorithms that never holds a symmetric one (RFC 8725 §3.1).
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { z } from 'zod';
import { chosenName } from '../../chat/name/commands.ts';
import { type Auth, asUnauthorized, names, TryAgain } from './auth.ts';
import type { Identity } from './identity.ts';
import { nameFromId, userId } from './names.ts';

export interface OidcOptions extends ClaimNames {
  issuer: string;
  audience: string;
  jwksUrl: string;
  algorithms: string[];
}

/** Which claims hold the lists of roles and of private rooms. */
export interface ClaimNames {
  rolesClaim: string;
  roomsClaim: string;
}

/** A token that fits no key makes the keys be fetched again, at most so often whoever asks. */
const REFETCH_MS = 2_000;

/** The role that says that a token is a program's. */
export const BOT = 'bot';

const claims = z.looseObject({
  sub: userId,
  exp: z.number(),
  name: chosenName.optional().catch(undefined),
  preferred_username: chosenName.optional().catch(undefined),
});

export const kindOf = (roles: readonly string[]) => (roles.includes(BOT) ? 'bot' : 'member');

/** Who somebody is by what the provider says of them. Throws where it names nobody. */
export function identityOf(payload: JWTPayload, { rolesClaim, roomsClaim }: ClaimNames): Identity {
  const read = claims.parse(payload);
  const name = read.name ?? read.preferred_username ?? nameFromId(read.sub);
  const roles = names.parse(payload[rolesClaim]);
  return {
    user: { id: read.sub, name, kind: kindOf(roles) },
    roles,
    rooms: names.parse(payload[roomsClaim]),
    expiresAt: read.exp * 1_000,
  };
}

export function oidcAuth(options: OidcOptions): Auth {
  const { issuer, audience, jwksUrl, algorithms } = options;
  const keys = createRemoteJWKSet(new URL(jwksUrl), {
    timeoutDuration: 5_000,
    cooldownDuration: REFETCH_MS,
  });
  const verify = async (token: string): Promise<JWTPayload> => {
    const required = { issuer, audience, algorithms, requiredClaims: ['sub', 'exp'] };
    try {
      return (await jwtVerify(token, keys, required)).payload;
    } catch (error) {
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
      // It names no key: any of them may be its own.
      for await (const key of error) {
        const read = await jwtVerify(token, key, required).catch(unlessOfAnother);
        if (read !== undefined) return read.payload;
      }
      throw new errors.JWSSignatureVerificationFailed();
    }
  };
  return {
    mode: 'oidc',
    authenticate: async (token) => {
      // Fetched a moment ago: what does not fit now may be of a key that is newer.
      const fetchedJustNow = keys.coolingDown;
      try {
        return identityOf(await verify(token), options);
      } catch (error) {
        if (!mayBeOfNewKey(error)) throw asUnauthorized(error);
        if (fetchedJustNow)
          throw new TryAgain('the token is of a key that was not known yet', error);
      }
      try {
        // A key nobody knew was looked for by now; one that came under the name of another was not.
        if (!keys.coolingDown) await keys.reload();
        return identityOf(await verify(token), options);
      } catch (error) {
        throw asUnauthorized(error);
      }
    },
  };
}

function unlessOfAnother(error: unknown): undefined {
  if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
}

/** The provider changed its key: for one with another name, or for another one under the same name. */
const mayBeOfNewKey = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWSSignatureVerificationFailed;
