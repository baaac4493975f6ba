// What became of a sign-in with the identity provider, in words: the address says it by a word of its own, once.

const PARAMETER = 'sign-in';

const WORDS: ReadonlyMap<string, string> = new Map([
  ['denied', 'Your organisation’s sign-in did not let you in, or it was cancelled.'],
  ['stale', 'This sign-in took too long, or was begun elsewhere. Sign in again.'],
  [
    'unreachable',
    'Your organisation’s sign-in cannot be reached right now. Try again in a moment.',
  ],
  ['busy', 'Many people are signing in right now. Try again in a minute.'],
  [
    'too-large',
    'Your organisation’s sign-in says more about you than a browser can keep. Tell whoever looks after this chat.',
  ],
]);
const OTHER =
  'Signing in did not work. Try again, and if it stays like this, tell whoever looks after this chat.';

/** The words of an address's query, if it has any. */
export function signInWords(search: string): string | undefined {
  const outcome = new URLSearchParams(search).get(PARAMETER);
  return outcome === null ? undefined : (WORDS.get(outcome) ?? OTHER);
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
