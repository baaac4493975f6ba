// What a caller can get instead of a result, and the rules of text and room names, checked before a
// frame is made: the gateway refuses the same, so nothing invalid waits in a queue.
import { textProblem as problemOfText } from '../chat/message/text.ts';
import { canonicalEmoji } from '../chat/reaction/emoji.ts';
import { parseQuery } from '../chat/search/query.ts';
import { ROOM_NAME } from '../shared/names.ts';
import { ERRORS, type ErrorCode } from '../shared/wire/codes.ts';
import { LIMITS, LIST } from '../shared/wire/limits.ts';

/** Why something was not done: the server's codes, and those of this library. */
export type FailureCode =
  | ErrorCode
  /** The server does not know who this is: the token is missing, bad or expired. */
  | 'unauthorized'
  /** The client was closed, by its owner or by a close code that says "do not come back". */
  | 'closed'
  /** The room was left before the server answered. */
  | 'left'
  /** No answer in time. */
  | 'timeout'
  /** More messages wait to be sent than the queue holds. */
  | 'outbox_full'
  /** The owner took it back before it was sent. */
  | 'discarded'
  /** What it is about was said in a log that is gone: in the one of now another message stands there. */
  | 'other_log'
  /** Text or a room name that no gateway accepts. */
  | 'invalid'
  /** A loop over what comes was so slow that too much waited for it. */
  | 'too_slow'
  /** The server could not be reached. */
  | 'unreachable';

/** Of those that are this library's own the ones that pass. */
const PASSING: ReadonlySet<FailureCode> = new Set(['timeout', 'unreachable', 'outbox_full']);

/** The one error class of the SDK. `message` is written for a person. */
export class ChatError extends Error {
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'ChatError';
    this.code = code;
  }

  /** Whether the same may succeed later, without being changed. */
  get retry(): boolean {
    return PASSING.has(this.code) || this.retryAfterMs !== undefined;
  }

  /** How long to wait before that at least, milliseconds, where the server's code says it. */
  get retryAfterMs(): number | undefined {
    return isServers(this.code) ? ERRORS[this.code].retryAfterMs : undefined;
  }
}

const isServers = (code: FailureCode): code is ErrorCode => Object.hasOwn(ERRORS, code);

/** Of everything that is asked of a client that is over; `reason` as in its last `state`. */
export const closedError = (reason: string): ChatError =>
  reason === 'unauthorized'
    ? new ChatError('unauthorized', 'The server does not accept the session. Sign in again.')
    : new ChatError('closed', `The chat connection is closed (${reason}).`);

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
