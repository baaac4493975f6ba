// One attempt to sign in, from the first press to the provider's answer: what it needs stands in a cookie of the browser that began
// it, sealed, so that any replica can end it and no other browser can. Each has a cookie of its own, so that two tabs may sign in at
// once; there are a few at most, for a browser that carries too many is heard by nobody.
// Invariant: an attempt is ended by the browser that began it, within a while, once.
import { z } from 'zod';
import {
  ATTEMPT_ID_LENGTH,
  attemptCookie,
  attemptsOf,
  clearCookie,
  readCookie,
  setCookie,
} from '../cookies.ts';
import type { CookieHeaders } from './member-sessions.ts';
import { SignInFailed } from './outcome.ts';
import type { Checks } from './provider.ts';
import { createSeal } from './seal.ts';

export interface Attempt extends Checks {
  redirectUri: string;
  /** Where the person was. */
  returnTo: string;
}

/** Long enough to find a second factor. */
export const ATTEMPT_SECONDS = 600;
const ATTEMPTS_MAX = 4;
const STATE = /^[\w-]{43}$/;

const attempt = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  redirectUri: z.url(),
  returnTo: z.string(),
});

export function createAttempts(secret: string) {
  const seal = createSeal<Attempt>(secret, 'attempt', attempt);
  // Of a state, which is 256 random bits, enough to tell cookies apart.
  const kindOf = (state: string) => attemptCookie(state.slice(0, ATTEMPT_ID_LENGTH));
  return {
    /** The lines that set its cookie and take those away that are too many. */
    begin: async (headers: CookieHeaders, begun: Attempt): Promise<string[]> => {
      const sealed = await seal.close(begun, ATTEMPT_SECONDS);
      const line = setCookie(headers, kindOf(begun.state), sealed, ATTEMPT_SECONDS);
      if (line === undefined) throw new SignInFailed('failed', 'an attempt does not fit a cookie');
      const old = attemptsOf(headers).slice(0, 1 - ATTEMPTS_MAX);
      return [line, ...old.map((id) => clearCookie(headers, attemptCookie(id)))];
    },
    /** The attempt that a provider's answer belongs to, and the line that ends it; undefined where this browser has none such. */
    find: async (
      headers: CookieHeaders,
      query: URLSearchParams,
    ): Promise<{ begun: Attempt; ended: string } | undefined> => {
      const [state = '', ...more] = query.getAll('state');
      if (more.length > 0 || !STATE.test(state)) return undefined;
      const sealed = readCookie(headers, kindOf(state));
      const begun = sealed === undefined ? undefined : await seal.open(sealed);
      if (begun?.state !== state) return undefined;
      return { begun, ended: clearCookie(headers, kindOf(state)) };
    },
  };
}
