// The session of somebody whom the identity provider knows: a short token that this gateway signs itself, so that nothing is asked
// of the provider when a socket opens, and nothing of the provider's stands in what opens it.
// Invariant: it says no more than the provider said, and ends no later than what the provider gave, unless the provider is away.
import { decodeProtectedHeader, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { asUnauthorized, names } from '../auth.ts';
import type { Identity } from '../identity.ts';
import { userId, userName } from '../names.ts';
import { kindOf } from '../oidc.ts';
import { keyFor } from './seal.ts';

export interface MemberSession {
  /** As the provider says it, until the session ends. */
  identity: Identity;
  /** The same through all renewals: what renews it belongs to this session and to no other. */
  id: string;
  /** Milliseconds since 1970: when it was made, and until when the provider has agreed to it. */
  issuedAt: number;
  confirmedUntil: number;
}

/** So long the browser keeps both cookies; when a session really ends says the provider, whenever it is renewed. */
export const KEPT_SECONDS = 30 * 24 * 60 * 60;

const TYPE = 'chatk8s-session';
const ISSUER = 'chatk8s';
const claims = z.object({
  sub: userId,
  name: userName,
  roles: names,
  rooms: names,
  sid: z.string().min(1),
  iat: z.number(),
  exp: z.number(),
  ok: z.number(),
});

export interface MemberTokens {
  sign: (session: Omit<MemberSession, 'issuedAt'>) => Promise<string>;
  /** Rejects with `Unauthorized`; with `late` not for one that ended within the last days. */
  read: (token: string, how?: { late: boolean }) => Promise<MemberSession>;
}

/** Whether it looks like one of ours; a provider's own is checked by its keys. */
export function isMemberToken(token: string): boolean {
  try {
    return decodeProtectedHeader(token).typ === TYPE;
  } catch {
    // No token at all: the check that follows says so.
    return false;
  }
}

export function memberTokens(secret: string): MemberTokens {
  const key = keyFor(secret, 'session');
  return {
    sign: async ({ identity, id, confirmedUntil }) => {
      const { user, roles, rooms, expiresAt } = identity;
      return await new SignJWT({
        name: user.name,
        roles,
        rooms,
        sid: id,
        ok: seconds(confirmedUntil),
      })
        .setProtectedHeader({ alg: 'HS256', typ: TYPE })
        .setIssuer(ISSUER)
        .setSubject(user.id)
        .setIssuedAt()
        .setExpirationTime(seconds(expiresAt))
        .sign(key);
    },
    read: async (token, { late } = { late: false }) => {
      const rules = { issuer: ISSUER, typ: TYPE, algorithms: ['HS256'] };
      const clockTolerance = late ? KEPT_SECONDS : 0;
      try {
        const { payload } = await jwtVerify(token, key, { ...rules, clockTolerance });
        const { sub, name, roles, rooms, sid, iat, exp, ok } = claims.parse(payload);
        const user = { id: sub, name, kind: kindOf(roles) };
        const identity = { user, roles, rooms, expiresAt: exp * 1_000 };
        return { identity, id: sid, issuedAt: iat * 1_000, confirmedUntil: ok * 1_000 };
      } catch (error) {
        throw asUnauthorized(error);
      }
    },
  };
}

const seconds = (ms: number): number => Math.floor(ms / 1_000);
