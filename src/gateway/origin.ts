// Which pages may open a socket here: a browser sends its cookie along from any page, so the page's origin
// decides. Programs that are no browsers send no Origin and carry a token of their own. Pure.

export function originAllowed(
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[],
): boolean {
  if (origin === undefined) return true;
  if (allowed.includes(origin)) return true;
  try {
    return new URL(origin).host === host;
  } catch {
    // "null" and other opaque origins are nobody's page.
    return false;
  }
}
