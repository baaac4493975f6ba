// How long a session lasts, when it is renewed, and how it goes on where the provider does not answer. Pure, but for the clock.
// Invariant: no session lasts longer than the provider agreed to and `graceMs`.
import type { Identity } from '../identity.ts';
import type { MemberSession } from './member-token.ts';

/** How much of its life is left when a session is renewed. */
const RENEWED_AT = 0.2;
/** A session goes on for so long at a time while the provider does not answer; it is asked again far sooner. */
const PROLONGED_MS = 300_000;
export const ASK_AGAIN_MS = 15_000;

/** What the provider gave makes a session: until that ends, where it says when, and for `sessionMs` at most. */
export function granted(
  identity: Omit<Identity, 'expiresAt'>,
  id: string,
  endsAt: number | undefined,
  sessionMs: number,
): MemberSession {
  const now = Date.now();
  const expiresAt = Math.min(endsAt ?? Number.POSITIVE_INFINITY, now + sessionMs);
  return { identity: { ...identity, expiresAt }, id, issuedAt: now, confirmedUntil: expiresAt };
}

/** When a session is to be renewed, milliseconds from now. */
export const renewInMs = ({ identity: { expiresAt }, issuedAt }: MemberSession): number =>
  expiresAt - RENEWED_AT * (expiresAt - issuedAt) - Date.now();

/** Whether the provider is to be asked: one that did not answer is asked each time. */
export const isDue = (session: MemberSession): boolean =>
  session.identity.expiresAt > session.confirmedUntil || renewInMs(session) <= 0;

/** The provider does not answer: the same session, or one that lasts a little longer; undefined where it is over. */
export function prolonged(session: MemberSession, graceMs: number): MemberSession | undefined {
  const { identity, confirmedUntil } = session;
  const now = Date.now();
  const expiresAt = Math.min(now + PROLONGED_MS, confirmedUntil + graceMs);
  if (renewInMs(session) > 0 || expiresAt <= Math.max(now, identity.expiresAt)) {
    return identity.expiresAt > now ? session : undefined;
  }
  return { ...session, identity: { ...identity, expiresAt }, issuedAt: now };
}
