// Tokens of an identity provider, checked against its published keys: issuer, audience, expiry and a list
// of algorithms that never holds a symmetric one (RFC 8725 §3.1).
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { z } from 'zod';
import { type Auth, asUnauthorized, names, userId, userName } from './auth.ts';

export interface OidcOptions {
  issuer: string;
  audience: string;
  jwksUrl: string;
  algorithms: string[];
  rolesClaim: string;
  roomsClaim: string;
}

const claims = z.looseObject({
  sub: userId,
  exp: z.number(),
  name: userName.optional().catch(undefined),
  preferred_username: userName.optional().catch(undefined),
});

export function oidcAuth(options: OidcOptions): Auth {
  const { issuer, audience, jwksUrl, algorithms, rolesClaim, roomsClaim } = options;
  const keys = createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: 5_000 });
  return {
    mode: 'oidc',
    authenticate: async (token) => {
      try {
        const { payload } = await jwtVerify(token, keys, {
          issuer,
          audience,
          algorithms,
          requiredClaims: ['sub', 'exp'],
        });
        const read = claims.parse(payload);
        const name = read.name ?? read.preferred_username ?? read.sub.slice(0, 64);
        return {
          user: { id: read.sub, name },
          roles: names.parse(payload[rolesClaim]),
          rooms: names.parse(payload[roomsClaim]),
          expiresAt: read.exp * 1_000,
        };
      } catch (error) {
        throw asUnauthorized(error);
      }
    },
  };
}
