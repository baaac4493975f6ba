// What a caller can get instead of a result: one class, with a code and words for a person.
import { ERRORS, type ErrorCode } from '../shared/wire/codes.ts';

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
