// Tokens in, identities out. No token, no socket (P9). Two ways to get one: guests, whose tokens this
// gateway signs itself, and an identity provider's (oidc.ts).
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { User } from '../../shared/wire/objects.ts';
import type { Identity } from './identity.ts';
import { userId, userName } from './names.ts';
import type { Members } from './sign-in/members.ts';

export interface Auth {
  readonly mode: 'guest' | 'oidc';
  /** Rejects with {@link Unauthorized}, or with whatever kept the keys from being fetched. */
  authenticate: (token: string) => Promise<Identity>;
  /** Guests' tokens; undefined where an identity provider makes them. */
  guests?: Guests;
  /** Where people sign in with the identity provider; undefined where only tokens of programs are taken. */
  members?: Members;
}

/** What this gateway signs by itself. */
export interface Guests {
  /** How long a session lasts, milliseconds. */
  ttlMs: number;
  /** Who a token is of, or was a short while ago. Rejects with {@link Unauthorized}. */
  recognise: (token: string) => Promise<Identity>;
  /** Makes a token that ends then, milliseconds since 1970. */
  issue: (identity: Omit<Identity, 'expiresAt'>, expiresAt: number) => Promise<Issued>;
}
export type Issued = { token: string; identity: Identity };

/** Whoever comes back so soon after the session ended is the same guest. */
export const COME_BACK_SECONDS = 86_400;

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
export const PROVIDER_FAULTS: ReadonlySet<string> = new Set([
  'ERR_JOSE_GENERIC',
  'ERR_JWKS_TIMEOUT',
  'ERR_JWKS_INVALID',
]);

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

/** A guest nobody was before. */
export const newGuest = (name: string): User => ({
  id: `guest-${crypto.randomUUID()}`,
  name,
  kind: 'guest',
});

export function guestAuth(secret: string, ttlSeconds: number): Auth & { guests: Guests } {
  const key = new TextEncoder().encode(secret);
  const read = async (token: string, clockTolerance = 0): Promise<Identity> => {
    const rules = { issuer: ISSUER, algorithms: ['HS256'], clockTolerance };
    try {
      const { payload } = await jwtVerify(token, key, rules);
      const { sub, name, exp, roles, rooms } = guestClaims.parse(payload);
      return { user: { id: sub, name, kind: 'guest' }, roles, rooms, expiresAt: exp * 1_000 };
    } catch (error) {
      throw asUnauthorized(error);
    }
  };
  return {
    mode: 'guest',
    authenticate: (token) => read(token),
    guests: {
      ttlMs: ttlSeconds * 1_000,
      recognise: (token) => read(token, COME_BACK_SECONDS),
      issue: async ({ user, roles, rooms }, expiresAt) => {
        const exp = Math.floor(expiresAt / 1_000);
        const more = { ...(roles.length > 0 && { roles }), ...(rooms.length > 0 && { rooms }) };
        const token = await new SignJWT({ name: user.name, ...more })
          .setProtectedHeader({ alg: 'HS256' })
          .setIssuer(ISSUER)
          .setSubject(user.id)
          .setIssuedAt()
          .setExpirationTime(exp)
          .sign(key);
        return { token, identity: { user, roles, rooms, expiresAt: exp * 1_000 } };
      },
    },
  };
}
