// Tokens of an identity provider, checked against its published keys: issuer, audience, expiry and a list
// of algorithms that never holds a symmetric one (RFC 8725 §3.1).
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { z } from 'zod';
import { type Auth, asUnauthorized, names, TryAgain } from './auth.ts';
import { nameFromId, userId, userName } from './names.ts';

export interface OidcOptions {
  issuer: string;
  audience: string;
  jwksUrl: string;
  algorithms: string[];
  rolesClaim: string;
  roomsClaim: string;
}

/** A token of a key nobody knows makes the keys be fetched again, at most so often whoever asks. */
const REFETCH_MS = 2_000;

const claims = z.looseObject({
  sub: userId,
  exp: z.number(),
  name: userName.optional().catch(undefined),
  preferred_username: userName.optional().catch(undefined),
});

export function oidcAuth(options: OidcOptions): Auth {
  const { issuer, audience, jwksUrl, algorithms, rolesClaim, roomsClaim } = options;
  const keys = createRemoteJWKSet(new URL(jwksUrl), {
    timeoutDuration: 5_000,
    cooldownDuration: REFETCH_MS,
  });
  return {
    mode: 'oidc',
    authenticate: async (token) => {
      // Fetched a moment ago: the provider may have changed its key since.
      const keysAreNew = keys.coolingDown;
      try {
        const { payload } = await jwtVerify(token, keys, {
          issuer,
          audience,
          algorithms,
          requiredClaims: ['sub', 'exp'],
        });
        const read = claims.parse(payload);
        const name = read.name ?? read.preferred_username ?? nameFromId(read.sub);
        return {
          user: { id: read.sub, name },
          roles: names.parse(payload[rolesClaim]),
          rooms: names.parse(payload[roomsClaim]),
          expiresAt: read.exp * 1_000,
        };
      } catch (error) {
        if (keysAreNew && error instanceof errors.JWKSNoMatchingKey) {
          throw new TryAgain('the token is of a key that was not published a moment ago', error);
        }
        throw asUnauthorized(error);
      }
    },
  };
}
