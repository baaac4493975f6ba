// Why something was not done, or waits, in a person's words. Pure. Which words stand in src/web/words/refusals.ts.
import { ChatError } from '../../client/errors.ts';
import type { ErrorFrame } from '../../shared/wire/frames.ts';
import { FAULT_WORDS, REFUSAL_WORDS, WAITING_WORDS } from '../words/refusals.ts';
import { asSentence } from './as-sentence.ts';
import { untilOf } from './time.ts';

type Refusal = Pick<ChatError, 'code' | 'message'>;

/** Of what somebody typed a server names the field first, as a frame has it. */
const FIELD = /^\w+: /;

export const refusalWords = ({ code, message }: Refusal): string =>
  REFUSAL_WORDS[code] ?? asSentence(code === 'bad_frame' ? message.replace(FIELD, '') : message);

/** Of a message. A server names it by its number, which nobody here has seen. */
export const whyWords = (error: Refusal): string =>
  error.code === 'not_found' ? FAULT_WORDS.deleted : refusalWords(error);

/** Of whatever went wrong. */
export const faultWords = (error: unknown): string =>
  error instanceof ChatError ? refusalWords(error) : FAULT_WORDS.page;

const MINUTE_MS = 60_000;

/** Why something waits that is sent by itself: by a server's word that names milliseconds. `now`: then it said so. */
export function waitingWords(
  { code, message, retryAfterMs = 0 }: Pick<ErrorFrame, 'code' | 'message' | 'retryAfterMs'>,
  now: number,
): string {
  switch (code) {
    case 'slow_mode':
      return WAITING_WORDS.slow(
        retryAfterMs <= MINUTE_MS
          ? WAITING_WORDS.withinAMinute
          : WAITING_WORDS.at(untilOf(now + retryAfterMs, now)),
      );
    case 'rate':
    case 'full':
      return WAITING_WORDS[code];
    case 'unavailable':
    case 'unknown':
    case 'unsupported':
      return WAITING_WORDS.later;
    default:
      return asSentence(message);
  }
}
