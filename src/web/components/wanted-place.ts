// Where a link leads stays known until the person is in: a sign-in may lead over pages of somebody else, which know nothing of it.
import { hashOf, placeOfHash, placeOfPath } from '../model/route.ts';

const KEY = 'chatk8s:wanted';

/** To be called before anything looks at the address: from then on it names what is wanted, as the page has it. */
export function takeWanted(): void {
  const { pathname, search } = location;
  const linked = placeOfPath(pathname);
  if (linked !== undefined) history.replaceState(null, '', `/${search}${hashOf(linked)}`);
  try {
    const wanted = placeOfHash(location.hash);
    if (wanted !== undefined) sessionStorage.setItem(KEY, hashOf(wanted));
    const before = placeOfHash(sessionStorage.getItem(KEY) ?? '');
    if (wanted === undefined && before !== undefined)
      history.replaceState(null, '', `/${search}${hashOf(before)}`);
  } catch {
    // A browser that keeps nothing: the address alone says it.
  }
}

/** The person is in. */
export function arrived(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // The same.
  }
}
