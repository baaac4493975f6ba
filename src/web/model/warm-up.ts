// What a browser's page does slowly the first time, done while the page itself is on its way and the processor has nothing to do.

/** A connection that was asked for right before is on its way by then, milliseconds. */
const BEHIND_MS = 30;

/**
 * The language's rules for times are read with the first one that is written: 70 ms on a phone, between a message and its picture. To be
 * called once all that is asked for early is under way: it keeps everything else waiting.
 */
export function warmUp(): void {
  setTimeout(() => new Intl.DateTimeFormat(undefined, { timeStyle: 'short' }), BEHIND_MS);
}
