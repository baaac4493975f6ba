// The one place that writes addresses and tokens into lines: users, passwords and secrets stay out of every log, console and error.
// Pure.

/** One or several addresses, comma separated, each without what stands before its `@`. */
export const withoutCredentials = (text: string): string =>
  // Up to the last @ before the path: a password may hold an @, and then no parser agrees where it ends.
  text
    .split(/,(?=\s*[a-z][a-z0-9+.-]*:\/\/)/i)
    .map((address) => address.replace(/^(\s*(?:[a-z][a-z0-9+.-]*:\/\/)?).*@/is, '$1***@'))
    .join(',');

/** What follows the beginning of a bot's token (src/chat/bot/token.ts), which says whose it is. */
const SECRETS = /(chatk8s_[0-9a-f]{32})[A-Za-z0-9_%-]*/g;

/** A text without the secrets of bots' tokens: whose each is stays. */
export const withoutSecrets = (text: string): string => text.replace(SECRETS, '$1***');
