// What GET and DELETE of /api/session do for somebody who signed in with the identity provider.
import type { IncomingMessage } from 'node:http';
import { Unauthorized } from '../auth.ts';
import { clearCookie, RENEWAL, readCookie, SESSION } from '../cookies.ts';
import type { Refused } from '../guests.ts';
import type { Identity } from '../identity.ts';
import { ASK_AGAIN_MS, renewInMs } from './life.ts';
import { isMemberToken } from './member-token.ts';
import type { Members } from './members.ts';
import { ownOrigin } from './routes.ts';

/** Whether a request carries a session of the sign-in, good or not; a program's token goes before it. */
export function isMembers({ headers }: IncomingMessage): boolean {
  if (headers.authorization !== undefined) return false;
  const token = readCookie(headers, SESSION);
  return token !== undefined && isMemberToken(token);
}

export type MemberAnswer = {
  cookies: string[];
  /** When to ask again, milliseconds from now: then the session is renewed. */
  renewInMs?: number;
  /** The provider does not answer; a session goes on for a while as it last was. */
  provider?: 'unreachable';
} & ({ identity: Identity; refused?: undefined } | { identity?: undefined; refused: Refused });

const AWAY = 'your organisation’s sign-in does not answer: try again in a moment';
const BUSY = 'too many new sessions: try again later';
const RETRY_MS = 5_000;

/** Who somebody is, renewed where that is due. Rejects with {@link Unauthorized} where the session is over. */
export async function memberOf(
  { sessions }: Members,
  { mayCreate }: { mayCreate: (request: IncomingMessage) => number },
  request: IncomingMessage,
): Promise<MemberAnswer> {
  let busyMs = 0;
  const renewal = await sessions.renew(request.headers, () => {
    busyMs = mayCreate(request);
    return busyMs === 0;
  });
  switch (renewal.is) {
    case 'over':
      throw new Unauthorized('the session is over');
    case 'busy':
      return { cookies: [], refused: { status: 429, error: BUSY, retryAfterMs: busyMs } };
    case 'away': {
      const refused = { status: 503, error: AWAY, retryAfterMs: RETRY_MS };
      return { cookies: [], refused, provider: 'unreachable' };
    }
    default: {
      const { session, cookies, isAway } = renewal;
      const { identity } = session;
      const dueInMs = Math.max(0, Math.round(renewInMs(session)));
      if (!isAway) return { identity, cookies, renewInMs: dueInMs };
      const soon = Math.min(dueInMs, ASK_AGAIN_MS);
      return { identity, cookies, renewInMs: soon, provider: 'unreachable' };
    }
  }
}

/** Ends a session here, and says where to end it at the provider. */
export async function endMember({ sessions }: Members, request: IncomingMessage) {
  const { headers } = request;
  const ended = await sessions.end(headers, `${ownOrigin(request)}/`);
  return { cookies: [clearCookie(headers, SESSION), clearCookie(headers, RENEWAL)], ended };
}
