// When the log stored something, in the two forms in which NATS says it, to one: ISO 8601 with milliseconds, UTC. Both
// are cut, never rounded: live and stored readings of one entry agree to the letter.

/** Nanoseconds since 1970, as the decimal digits NATS sends. */
export function isoFromNanos(digits: string): string {
  const seconds = digits.slice(0, -9);
  // Thousands of entries are of one second.
  if (seconds !== last.seconds) {
    last = { seconds, iso: new Date(Number(seconds) * 1_000).toISOString().slice(0, -4) };
  }
  return `${last.iso}${digits.slice(-9, -6)}Z`;
}
let last = { seconds: '', iso: '' };

/** As NATS' API writes it (RFC 3339). */
export const isoFromRfc3339 = (stamp: string): string => {
  const [seconds = '', fraction = ''] = stamp.replace(/Z$/, '').split('.');
  return `${seconds}.${fraction.padEnd(3, '0').slice(0, 3)}Z`;
};
