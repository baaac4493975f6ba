// The id of a command that comes with a key of somebody else's making: an `Idempotency-Key`, the id of a delivery. The same key is
// the same id on every gateway, for good, so that one (user, key) is one command (P3). A UUIDv7 is a client's id already.
// Invariant: the id of any other key says a time before 2^40 ms (2004), as old ids do: it is always looked up in the rows
// (known-id.ts), for nobody knows how old a key is.
import { createHash } from 'node:crypto';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** `of`: what the key counts in, so that keys of two kinds never are one. */
export function idOfKey(key: string, of = 'command'): string {
  const own = key.toLowerCase();
  if (UUID_V7.test(own)) return own;
  const digits = createHash('sha256').update(`${of}\0${key}`).digest('hex');
  // The third group's first digit is the version, the fourth's two highest bits are the variant (RFC 9562 §4.1 and 4.2).
  const variant = ((Number.parseInt(digits[16] ?? '', 16) & 0x3) | 0x8).toString(16);
  return [
    `00${digits.slice(2, 8)}`,
    digits.slice(8, 12),
    `7${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}
