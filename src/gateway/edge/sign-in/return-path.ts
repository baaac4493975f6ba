// Where a browser goes after signing in: back to where it came from, which is a place of this page and never another site, whatever
// a link to the sign-in says. Pure.

/** A path that nobody needs more of: a room, a message, a search. */
const PATH_MAX = 512;
/** What a URL's path, query and fragment are written with; a backslash is a slash to browsers, white space none to some. */
const WRITTEN = /^\/[\x21-\x5b\x5d-\x7e]*$/;
const HERE = 'http://here.invalid';
/** The parameter that says how a sign-in went (outcome.ts). */
const OUTCOME = 'sign-in';

/** The path with its query and fragment, or `/` where it is not one of this page. */
export function returnPath(text: string | null | undefined): string {
  if (text === null || text === undefined || text.length > PATH_MAX || !WRITTEN.test(text)) {
    return '/';
  }
  const url = URL.parse(text, HERE);
  if (url === null || url.origin !== HERE || url.pathname.startsWith('/api/')) return '/';
  // Of what stays not a letter is written otherwise.
  if (url.searchParams.has(OUTCOME)) url.searchParams.delete(OUTCOME);
  return pathOf(url);
}

/** The same place, with a word for the page about what went wrong on the way. */
export function withOutcome(path: string, outcome: string): string {
  const url = new URL(path, HERE);
  url.searchParams.set(OUTCOME, outcome);
  return pathOf(url);
}

/** Two slashes at the beginning name another host: `/.//host` has them once its dot is gone. */
const pathOf = ({ pathname, search, hash }: URL): string =>
  pathname.startsWith('//') ? '/' : `${pathname}${search}${hash}`;
