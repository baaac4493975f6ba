// How a raw client gets in and comes back: a session of whichever gateway answers, and how long it stays away.
import { openSession, type Session } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import type { Random } from './random.ts';

const SIGN_IN_WITHIN_MS = 60_000;
const BACKOFF_MS = 500;
const BACKOFF_MAX_MS = 10_000;

/** A guest's session of any gateway. */
export const signIn = (urls: readonly string[], name: string): Promise<Session> => {
  let tries = 0;
  return eventually(() => openSession(urls[tries++ % urls.length] ?? '', name), {
    deadlineMs: SIGN_IN_WITHIN_MS,
  });
};

/** After a close: what the gateway said, else a random time that grows with the failures in a row. */
export function waitMs(reason: string, failures: number, random: Random): number {
  return (
    toldToWait(reason) ?? random.next() * Math.min(BACKOFF_MAX_MS, BACKOFF_MS * 1.5 ** failures)
  );
}

function toldToWait(reason: string): number | undefined {
  if (!reason.startsWith('{')) return undefined;
  const { retryAfterMs } = JSON.parse(reason) as { retryAfterMs?: number };
  return retryAfterMs;
}

/** A sleep that can be ended. */
export function newRest() {
  let wake: () => void = () => undefined;
  return {
    sleep: (ms: number) =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    wake: () => wake(),
  };
}
