// A name for the terminal chat, from whichever gateway answers first, in the order they are named. While none can be reached it is
// tried again until the time is over that was given for that; what is refused is refused.
import { setTimeout as sleep } from 'node:timers/promises';
import { printable } from '../../shared/printable.ts';
import { ChatError } from '../errors.ts';
import { createSession, NameTaken, type NewSession } from '../session.ts';

const AGAIN_AFTER_MS = 1_000;

export interface SigningIn {
  name: string;
  urls: readonly string[];
  /** Aborted when nobody waits any more. */
  signal: AbortSignal;
  say: (text: string) => void;
}

export type SignedIn = NewSession & { url: string };

/** Rejects with a {@link ChatError}: the last one that it met. */
export async function signIn({ name, urls, signal, say }: SigningIn): Promise<SignedIn> {
  for (;;) {
    let failure: ChatError | undefined;
    for (const url of urls) {
      try {
        return { ...(await takeName(url, name, say)), url };
      } catch (error) {
        if (!(error instanceof ChatError) || !error.retry) throw error;
        failure = error;
      }
    }
    await sleep(AGAIN_AFTER_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) throw failure;
  }
}

/** A terminal that was killed left its name behind, and somebody may have it: then one like it is taken, and said. */
async function takeName(url: string, name: string, say: SigningIn['say']): Promise<NewSession> {
  try {
    return await createSession(url, name);
  } catch (error) {
    if (!(error instanceof NameTaken) || error.suggestion === undefined) throw error;
    say(`“${printable(name)}” is taken: you are “${printable(error.suggestion)}”`);
    return await createSession(url, error.suggestion);
  }
}
