// Guests: a name is claimed before its token is given, and as long as the session is used both last longer.
// Invariant: a claim ends no sooner than the token that says the name, unless its guest gave it up.
import { skeleton } from '../../chat/name/skeleton.ts';
import { LogUnreadable } from '../log/direct-get.ts';
import type { Names } from '../name/names.ts';
import { type Guests, type Issued, newGuest } from './auth.ts';
import type { Identity } from './identity.ts';

export type Made = Issued | Refused;
export interface Refused {
  status: number;
  error: string;
  retryAfterMs?: number;
  /** A name that is free. */
  suggestion?: string;
}

const logAway = (retryAfterMs = 1_000): Refused => ({
  status: 503,
  error: 'names cannot be checked right now: try again in a moment',
  retryAfterMs,
});

const taken = (name: string, suggestion: string | undefined): Refused => {
  const instead = suggestion === undefined ? 'choose another' : `“${suggestion}” is free`;
  const error = `“${name}” is taken, or looks like a name that is: ${instead}`;
  return { status: 409, error, ...(suggestion !== undefined && { suggestion }) };
};

export interface GuestPorts {
  guests: Guests;
  names: Pick<Names, 'claim' | 'held'>;
}

/** A session for a name. Whoever was here `before` under that name is the same guest; without a name they keep theirs. */
export async function signIn(
  { guests, names }: GuestPorts,
  name: string | undefined,
  before: Identity | undefined,
): Promise<Made> {
  try {
    const own = before && ((await names.held(before))?.name ?? before.user.name);
    const wanted = name ?? own;
    if (wanted === undefined)
      return { status: 400, error: 'send {"name":"…"}: 1 to 64 printable characters' };
    const isSame = own !== undefined && skeleton(own) === skeleton(wanted);
    const user = before && isSame ? { ...before.user, name: wanted } : newGuest(wanted);
    const asker = { user, roles: isSame ? (before?.roles ?? []) : [] };
    const expiresAt = Date.now() + guests.ttlMs;
    const claimed = await names.claim(asker, expiresAt);
    if (claimed.is === 'taken') return taken(wanted, claimed.free);
    if (claimed.is === 'unavailable') return logAway(claimed.retryAfterMs);
    return await guests.issue({ ...asker, rooms: isSame ? (before?.rooms ?? []) : [] }, expiresAt);
  } catch (error) {
    if (error instanceof LogUnreadable) return logAway();
    throw error;
  }
}

/**
 * The same session for longer; undefined where that is not due: half of its life is left, and its guest is called the same.
 * `may`: whether another session may be made now, asked where it is due.
 */
export async function renewed(
  { guests, names }: GuestPorts,
  identity: Identity,
  may: () => boolean,
): Promise<Made | undefined> {
  try {
    const holder = await names.held(identity);
    const name = holder?.name ?? identity.user.name;
    const half = Date.now() + guests.ttlMs / 2;
    if (name === identity.user.name && identity.expiresAt > half) return undefined;
    if (!may()) return logAway();
    const now = { ...identity, user: { ...identity.user, name } };
    // Renewed a moment ago, with the same token: nothing more is written.
    if (holder !== undefined && Number.isFinite(holder.untilMs) && holder.untilMs > half) {
      return await guests.issue(now, holder.untilMs);
    }
    const expiresAt = Date.now() + guests.ttlMs;
    const claimed = await names.claim(now, expiresAt);
    if (claimed.is === 'taken') return taken(name, claimed.free);
    if (claimed.is === 'unavailable') return logAway(claimed.retryAfterMs);
    return await guests.issue(now, expiresAt);
  } catch (error) {
    if (error instanceof LogUnreadable) return logAway();
    throw error;
  }
}
