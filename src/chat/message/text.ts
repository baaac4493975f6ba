// What a message may say, without a library: clients check it before they send, gateways again.
// What Postgres can hold (no NUL) and UTF-8 can carry (no lone surrogate).
import { LIMITS } from '../../shared/wire/limits.ts';

/** What is wrong with a text, in words; undefined where it is a message. `max`: UTF-16 code units. */
export function textProblem(text: string, max: number = LIMITS.textMax): string | undefined {
  if (text.trim() === '') return 'a message must not be empty';
  if (text.length > max) return `a message has at most ${max} characters, this one ${text.length}`;
  if (text.includes('\u0000') || !text.isWellFormed()) {
    return 'a message must be well-formed Unicode without NUL characters';
  }
  return undefined;
}
