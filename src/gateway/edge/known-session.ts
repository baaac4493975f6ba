// Who one is where that can be said at once: nothing is renewed and no provider asked, so that any number of tabs, and a browser before
// it runs anything of the page, may ask at once.
import type { IncomingMessage } from 'node:http';
import type { Names } from '../name/names.ts';
import { type Auth, Unauthorized } from './auth.ts';
import { renewed } from './guests.ts';
import { identify } from './identify.ts';
import type { Identity } from './identity.ts';
import { sessionCookieOf } from './request-token.ts';
import { isMembers } from './sign-in/member-requests.ts';

export interface KnownSessionPorts {
  auth: Auth;
  names: Pick<Names, 'claim' | 'held'>;
  present: (identity: Identity) => Promise<Identity>;
}

export interface KnownSession {
  identity: Identity;
  /** When to ask for it to be renewed, milliseconds from now. */
  renewInMs?: number;
}

/** Undefined where nobody is known, or their session is to be renewed first. */
export async function knownSession(
  { auth, names, present }: KnownSessionPorts,
  request: IncomingMessage,
): Promise<KnownSession | undefined> {
  const { guests, members } = auth;
  try {
    if (members !== undefined && isMembers(request)) {
      const known = await members.sessions.known(request.headers);
      return known && { ...known, identity: await present(known.identity) };
    }
    const cookie = sessionCookieOf(request.headers);
    if (guests !== undefined && cookie !== undefined) {
      const due = await renewed({ guests, names }, await guests.recognise(cookie), () => false);
      if (due !== undefined) return undefined;
    }
    return { identity: await present(await identify(auth, request)) };
  } catch (error) {
    if (error instanceof Unauthorized) return undefined;
    throw error;
  }
}
