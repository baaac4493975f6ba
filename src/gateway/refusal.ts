// What a client is told when something is not done, or when it is sent away: whether and when to try again is said by one
// table (src/shared/wire/codes.ts), or by who knows better.
import { ERRORS, type ErrorCode } from '../shared/wire/codes.ts';
import type { ErrorFrame } from '../shared/wire/frames.ts';
import { TooMany } from './limits/turns.ts';

/** What of the frame the answer names. */
export type About = Pick<ErrorFrame, 'id'> & { room?: string | undefined };

export function refusal(
  code: ErrorCode,
  message: string,
  { id, room }: About = {},
  retryAfterMs: number | undefined = ERRORS[code].retryAfterMs,
): ErrorFrame {
  return {
    type: 'error',
    code,
    message,
    ...(id !== undefined && { id }),
    ...(room !== undefined && { room }),
    ...(retryAfterMs !== undefined && { retry: true as const, retryAfterMs }),
  };
}

/** Too much at once, of one or of all: the same frame may succeed in `waitMs`. */
export const tooMuch = (what: string, waitMs: number, about: About): ErrorFrame =>
  refusal('rate', `${what} at once: wait ${waitMs} ms, then send the same again`, about, waitMs);

/** Of what could not be answered: where too many ask that is said, anything else is a fault, heard by `onFault`. */
export function unanswered(
  error: unknown,
  { id, room }: About,
  onFault: (error: unknown) => void,
): ErrorFrame {
  const about = { ...(id !== undefined && { id }), ...(room !== undefined && { room }) };
  if (error instanceof TooMany) return tooMuch('too much asked', 1_000, about);
  onFault(error);
  return refusal('unavailable', 'this cannot be answered right now: try again', about);
}

/** A close reason is free text, 123 bytes at most; clients read this one. */
export const comeBackIn = (retryAfterMs: number): string => JSON.stringify({ retryAfterMs });
