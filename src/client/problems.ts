// The rules of texts, room names and what is asked for, checked before a frame is made: the gateway refuses the same, so nothing invalid
// waits in a queue.
import { textProblem as problemOfText } from '../chat/message/text.ts';
import { canonicalEmoji } from '../chat/reaction/emoji.ts';
import { parseQuery } from '../chat/search/query.ts';
import { ROOM_NAME } from '../shared/names.ts';
import { LIMITS, LIST } from '../shared/wire/limits.ts';
import { ChatError } from './errors.ts';

/** Events a join or a history question may ask for. */
const PAGE_MAX = LIMITS.pageMax;

/** What is wrong with a room name, in words, or undefined. */
export function roomProblem(room: string): string | undefined {
  if (ROOM_NAME.test(room)) return undefined;
  return 'A room name has 1 to 64 of a–z, 0–9, _ and -, and starts with a letter or a digit.';
}

/** What is wrong with a message's text, in words, or undefined. `max`: `welcome.limits.textMax`. */
export function textProblem(text: string, max?: number): string | undefined {
  const problem = problemOfText(text, max);
  return problem && sentence(problem);
}

/** What is wrong with what is looked for, in words, or undefined. */
export function queryProblem(query: string): string | undefined {
  const parsed = parseQuery(query);
  return 'problem' in parsed ? sentence(parsed.problem) : undefined;
}

const sentence = (problem: string) => `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`;

/** What is wrong with a number of events to ask for, in words, or undefined. */
export function countProblem(
  name: string,
  count: number | undefined,
  min: number,
  max: number = PAGE_MAX,
) {
  if (count === undefined) return undefined;
  if (Number.isInteger(count) && count >= min && count <= max) return undefined;
  return `${name} is a whole number from ${min} to ${max}.`;
}

/** What is wrong with what is looked for in a list, in words, or undefined. */
export function listQueryProblem(query: string): string | undefined {
  if (query.trim() === '') return 'There is nothing to look for.';
  if (query.length > LIST.queryMax) return `Look for at most ${LIST.queryMax} characters.`;
  if (query.isWellFormed() && !query.includes('\u0000')) return undefined;
  return 'What is looked for is text.';
}

/** What is wrong with a message's sequence, in words, or undefined. */
export const targetProblem = (seq: number): string | undefined =>
  Number.isSafeInteger(seq) && seq > 0
    ? undefined
    : 'A message is named by its sequence: 1 or more.';

/** What is wrong with a reaction, in words, or undefined. */
export const emojiProblem = (emoji: string): string | undefined =>
  canonicalEmoji(emoji) === undefined ? 'A reaction is exactly one emoji.' : undefined;

/** Throws where there is a problem. */
export function assertValid(problem: string | undefined): void {
  if (problem !== undefined) throw new ChatError('invalid', problem);
}

/** What is wrong with a position in the log, in words, or undefined. */
export function sequenceProblem(name: string, seq: number): string | undefined {
  return Number.isSafeInteger(seq) && seq >= 0 ? undefined : `${name} is a sequence: 0 or more.`;
}
