// What went wrong, in a person's words, with what they can do. Pure. The server says why; what to do here is said here.
import { ChatError, type FailureCode } from '../errors.ts';
import { moment } from './text.ts';

/** What to do, by why. */
const TO_DO: Partial<Readonly<Record<FailureCode, string>>> = {
  unsupported: 'this server is too old for that: try again when it is newer',
  unavailable: 'try again in a moment',
  timeout: 'there was no answer: try again in a moment',
  rate: 'that was much at once: try again in a moment',
  not_joined: '/join enters it',
  unknown: 'try again',
};

/** Times in server's words are UTC, to the millisecond. */
const TIME = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z/g;

export function errorWords(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const words = message.replaceAll(TIME, (at) => moment(at)).replace(/\.$/, '');
  const toDo = error instanceof ChatError ? TO_DO[error.code] : undefined;
  return toDo === undefined ? words : `${words}; ${toDo}`;
}

/** What a command says that cannot do what it was asked for. */
export const cannot = (message: string): ChatError => new ChatError('invalid', message);
