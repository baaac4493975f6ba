// What GET and DELETE of /api/session do for somebody who signed in with the identity provider.
import type { IncomingMessage } from 'node:http';
import { Unauthorized } from '../auth.ts';
import { clearCookie, RENEWAL, SESSION } from '../cookies.ts';
import type { Refused } from '../guests.ts';
import type { Identity } from '../identity.ts';
import { sessionCookieOf } from '../request-token.ts';
import { ASK_AGAIN_MS, renewInMs } from './life.ts';
import { isMemberToken, type MemberSession } from './member-token.ts';
import type { Members } from './members.ts';
import { ownOrigin } from './routes.ts';

/** Whether a request carries a session of the sign-in, good or not; a program's token goes before it. */
export function isMembers({ headers }: IncomingMessage): boolean {
  const token = sessionCookieOf(headers);
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
const BUSY = 'too many sessions are renewed: try again later';
const RETRY_MS = 5_000;

/** Who somebody is, renewed where that is due. Rejects with {@link Unauthorized} where the session is over. */
export async function memberOf(
  { sessions }: Members,
  { mayRenew }: { mayRenew: (request: IncomingMessage) => number },
  request: IncomingMessage,
): Promise<MemberAnswer> {
  let busyMs = 0;
  const renewal = await sessions.renew(request.headers, () => {
    busyMs = mayRenew(request);
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
      const { session, cookies, ask } = renewal;
      const { identity } = session;
      const isAway = ask === 'away';
      return {
        ...{ identity, cookies, renewInMs: askInMs(session, ask) },
        ...(isAway && { provider: 'unreachable' }),
      };
    }
  }
}

/** When to ask again, milliseconds from now. */
function askInMs(session: MemberSession, ask: 'due' | 'away' | 'busy' | 'end'): number {
  const dueInMs = Math.max(0, Math.round(renewInMs(session)));
  switch (ask) {
    case 'due':
      return dueInMs;
    case 'away':
      return Math.min(dueInMs, ASK_AGAIN_MS);
    case 'busy':
      return ASK_AGAIN_MS;
    case 'end':
      return Math.max(0, session.identity.expiresAt - Date.now());
    default:
      return ask satisfies never;
  }
}

/** Ends a session here, and says where to end it at the provider. */
export async function endMember({ sessions }: Members, request: IncomingMessage) {
  const { headers } = request;
  const origin = ownOrigin(request);
  const ended = await sessions.end(headers, origin && `${origin}/`);
  return { cookies: [clearCookie(headers, SESSION), clearCookie(headers, RENEWAL)], ended };
}
