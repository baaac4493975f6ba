// When the log stored something, in the two forms in which NATS says it, to one: ISO 8601 with milliseconds, UTC. Both
// are cut, never rounded: live and stored readings of one entry agree to the letter.

/** Nanoseconds since 1970, as the decimal digits NATS sends. */
export const isoFromNanos = (digits: string): string =>
  new Date(Number(digits.slice(0, -6))).toISOString();

/** As NATS' API writes it (RFC 3339). */
export const isoFromRfc3339 = (stamp: string): string => {
  const [seconds = '', fraction = ''] = stamp.replace(/Z$/, '').split('.');
  return `${seconds}.${fraction.padEnd(3, '0').slice(0, 3)}Z`;
};
