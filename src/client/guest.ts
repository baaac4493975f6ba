// A name for a program: a guest's session that is renewed as long as somebody asks for its token. Invariant: it is the same user for as
// long as the program runs; what cannot be renewed is left to the server to refuse, which ends the client in words.
import type { User } from '../shared/wire/objects.ts';
import type { WaitOptions } from './abort.ts';
import { ChatError } from './errors.ts';
import { createSession, endSession, type NewSession } from './session.ts';

export interface Guest {
  user: User;
  /** What `connect` takes as `token`: asked before every connection, it gives one that holds. */
  token: () => Promise<string>;
  /** Gives the name up, so that it is free at once. Rejects with a {@link ChatError} where it is not: `unreachable`, `rate`, `unavailable`. */
  end: () => Promise<void>;
}

/**
 * Takes a name at a gateway. Rejects with a {@link ChatError}: {@link NameTaken} where somebody else has it (its `suggestion` is free),
 * `invalid` where the server does not want it or takes no guests, `rate`, `unavailable`, `unreachable`.
 */
export async function guest(url: string, name: string, options: WaitOptions = {}): Promise<Guest> {
  let session: NewSession = await createSession(url, name, undefined, options);
  let renewAt = halfOf(session);
  const renew = async () => {
    try {
      session = await createSession(url, name, session.token);
      renewAt = halfOf(session);
    } catch (error) {
      // It may hold all the same. Where the server does not take it, it says so.
      if (!(error instanceof ChatError)) throw error;
    }
  };
  return {
    user: session.user,
    token: async () => {
      if (Date.now() >= renewAt) await renew();
      return session.token;
    },
    end: async () => {
      await endSession(url, session.token);
    },
  };
}

const halfOf = ({ expiresAt }: NewSession): number => (Date.now() + expiresAt) / 2;
