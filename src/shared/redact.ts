// The one place that writes addresses into lines: users and passwords stay out of every log, console and error. Pure.

/** One or several addresses, comma separated, each without what stands before its `@`. */
export const withoutCredentials = (text: string): string =>
  // Up to the last @ before the path: a password may hold an @, and then no parser agrees where it ends.
  text
    .split(/,(?=\s*[a-z][a-z0-9+.-]*:\/\/)/i)
    .map((address) => address.replace(/^(\s*(?:[a-z][a-z0-9+.-]*:\/\/)?).*@/is, '$1***@'))
    .join(',');
