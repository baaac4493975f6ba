// Tokens in, identities out. No token, no socket (P9). Two ways to get one: guests, whose tokens this
// gateway signs itself, and an identity provider's (oidc.ts).
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { Identity } from './identity.ts';
import { userId, userName } from './names.ts';

export interface Auth {
  readonly mode: 'guest' | 'oidc';
  /** Rejects with {@link Unauthorized}, or with whatever kept the keys from being fetched. */
  authenticate: (token: string) => Promise<Identity>;
  /** Makes a guest's token; undefined where an identity provider does that. */
  issue?: (name: string) => Promise<{ token: string; identity: Identity }>;
}

/** The token does not open anything. `message` says why, for logs; the client is told to get another. */
export class Unauthorized extends Error {
  constructor(reason: string, cause?: unknown) {
    super(reason, { cause });
    this.name = 'Unauthorized';
  }
}

/** Whether the token opens anything cannot be said right now; the same token may a moment later. */
export class TryAgain extends Error {
  constructor(reason: string, cause?: unknown) {
    super(reason, { cause });
    this.name = 'TryAgain';
  }
}

/** The provider did not answer with keys: not the token's fault, try again. */
const PROVIDER_FAULTS = new Set(['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID']);

/** Every fault of a token is `Unauthorized`; anything else is a fault of ours or of the provider. */
export function asUnauthorized(error: unknown): unknown {
  const ofToken = error instanceof errors.JOSEError && !PROVIDER_FAULTS.has(error.code);
  return ofToken || error instanceof z.ZodError ? new Unauthorized(error.message, error) : error;
}

export const names = z.array(z.string()).catch([]);

const ISSUER = 'chatk8s';
const guestClaims = z.object({
  sub: userId,
  name: userName,
  exp: z.number(),
  roles: names,
  rooms: names,
});

export function guestAuth(secret: string, ttlSeconds: number): Auth {
  const key = new TextEncoder().encode(secret);
  return {
    mode: 'guest',
    authenticate: async (token) => {
      try {
        const { payload } = await jwtVerify(token, key, { issuer: ISSUER, algorithms: ['HS256'] });
        const { sub, name, exp, roles, rooms } = guestClaims.parse(payload);
        return { user: { id: sub, name }, roles, rooms, expiresAt: exp * 1_000 };
      } catch (error) {
        throw asUnauthorized(error);
      }
    },
    issue: async (name) => {
      const user = { id: `guest-${crypto.randomUUID()}`, name };
      const exp = Math.floor(Date.now() / 1_000) + ttlSeconds;
      const token = await new SignJWT({ name })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer(ISSUER)
        .setSubject(user.id)
        .setIssuedAt()
        .setExpirationTime(exp)
        .sign(key);
      return { token, identity: { user, roles: [], rooms: [], expiresAt: exp * 1_000 } };
    },
  };
}
