// What a browser's page does slowly the first time, done while the page itself is on its way and the processor has nothing to do.

/** Behind everything that is asked for early, milliseconds. */
const BEHIND_MS = 50;

/** The language's rules for times are read with the first one that is written: 70 ms on a phone, between a message and its picture. */
export function warmUp(): void {
  setTimeout(() => new Intl.DateTimeFormat(undefined, { timeStyle: 'short' }), BEHIND_MS);
}
