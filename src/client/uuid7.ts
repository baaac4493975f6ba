// The ids of posts: UUIDv7 (RFC 9562 §5.7), which carry their age. Invariants: ids of one maker rise
// strictly, also within a millisecond; their time follows the given clock, also backwards when it was corrected.

/** How far the clock may step back before ids follow it instead of counting on from the last one. */
const STEP_BACK_MS = 1000;
const COUNTER_MAX = 0xfff;

export type IdMaker = (nowMs: number) => string;

/** A maker of ids. `fill` gives random bytes (`crypto.getRandomValues` unless told otherwise). */
export function createIdMaker(
  fill: (bytes: Uint8Array<ArrayBuffer>) => unknown = (bytes) => crypto.getRandomValues(bytes),
): IdMaker {
  let last = Number.NEGATIVE_INFINITY;
  let counter = 0;
  return (nowMs) => {
    const now = Math.floor(nowMs);
    const bytes = new Uint8Array(16);
    fill(bytes);
    if (now > last || now < last - STEP_BACK_MS) {
      last = now;
      // The upper half of the counter stays free, so that a burst in one millisecond has room to rise.
      counter = (((bytes[6] ?? 0) << 8) | (bytes[7] ?? 0)) & (COUNTER_MAX >> 1);
    } else if (counter < COUNTER_MAX) {
      counter += 1;
    } else {
      last += 1;
      counter = 0;
    }
    const view = new DataView(bytes.buffer);
    view.setUint16(0, Math.floor(last / 2 ** 32));
    view.setUint32(2, last % 2 ** 32);
    view.setUint16(6, 0x7000 | counter);
    view.setUint8(8, 0x80 | ((bytes[8] ?? 0) & 0x3f));
    return format(bytes);
  };
}

/**
 * The id that a message from the future gets instead, the same one in every tab that holds it: its time moves below
 * 2^40 ms, November 2004, where no clock is ever behind it, and ids keep their order among each other.
 */
export const pastId = (id: string): string => `00${id.slice(2)}`;

/** Whether an id is one of {@link pastId}: it says nothing of when the message was typed. */
export const isPastId = (id: string): boolean => id.startsWith('00');

function format(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ];
  return parts.join('-');
}
