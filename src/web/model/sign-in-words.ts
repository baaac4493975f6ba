// What became of a sign-in with the identity provider, in words: the address says it by a word of its own, once.
import { OUTCOME_WORDS } from '../words/sign-in.ts';

const PARAMETER = 'sign-in';

/** The words of an address's query, if it has any. */
export function signInWords(search: string): string | undefined {
  const outcome = new URLSearchParams(search).get(PARAMETER);
  return outcome === null ? undefined : (OUTCOME_WORDS.of.get(outcome) ?? OUTCOME_WORDS.other);
}

/** The query without them: what was read once is not said again after a reload. */
export function withoutSignIn(search: string): string {
  const query = new URLSearchParams(search);
  query.delete(PARAMETER);
  const rest = query.toString();
  return rest === '' ? '' : `?${rest}`;
}

/** Where the browser goes to sign in; `from`: where it comes back to. */
export const signInAddress = (path: string, from: string): string =>
  `${path}?to=${encodeURIComponent(from)}`;
