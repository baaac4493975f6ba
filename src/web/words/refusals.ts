// Why something was not done, or waits. What a server says of it to people (that a name is taken, that a room is private) is said as
// it is; what it says to programs is said so instead.
import type { FailureCode } from '../../client/errors.ts';

export const NOT_CONNECTED = 'This needs a connection. Try again when you are back.';
export const TOO_OLD = 'This server is an older one and cannot do that yet. Try again later.';

export const REFUSAL_WORDS: Readonly<Partial<Record<FailureCode, string>>> = {
  bad_json: 'This page and the chat do not understand each other. Reload the page.',
  unknown_type: 'This page and the chat do not understand each other. Reload the page.',
  unsupported: TOO_OLD,
  too_big: 'That is too long. Make it shorter, then try again.',
  not_joined: 'You were not in that room just then. Try again.',
  clock: 'The clock of this device is wrong. Set it right, then try again.',
  rate: 'You have done a lot in a short time. Try again in a moment.',
  full: 'The chat has no room for more just now. Tell whoever looks after it, and try again later.',
  unavailable: 'The chat cannot do that just now. Try again in a moment.',
  unknown: 'The chat did not say whether that was done. Try again: nothing is done twice.',
  timeout: 'The chat did not answer in time. Try again.',
  unreachable: 'The chat cannot be reached. Try again in a moment.',
  unauthorized: 'Your session has ended. Reload the page, and sign in again.',
  closed: 'You are not connected any more. Reload the page.',
  other_log: 'The message that it was about is not there any more.',
  outbox_full: 'Too many of your messages wait to be sent. Try again once some of them are.',
};

/** The same of something that was looked for. */
export const ANSWER_WORDS: Readonly<Partial<Record<FailureCode, string>>> = {
  unavailable: 'The server cannot look that up just now. Try again in a moment.',
  too_wide: 'That is too much to look through. Add another word, a room, a person or a time.',
  rate: 'You have asked a lot in a short time. Try again in a moment.',
  timeout: NOT_CONNECTED,
  closed: NOT_CONNECTED,
  unreachable: NOT_CONNECTED,
};

export const WAITING_WORDS = {
  withinAMinute: 'within a minute',
  at: (when: string) => `at ${when}`,
  slow: (then: string) => `This room is slow: it is sent by itself ${then}.`,
  rate: 'That is a lot at once: it is sent by itself in a moment.',
  full: 'The chat has no room for more just now: it is sent by itself as soon as there is.',
  later: 'The chat cannot take it just now: it is sent by itself in a moment.',
} as const;

export const FAULT_WORDS = {
  page: 'Something went wrong in this page. Reload it.',
  deleted: 'The message was deleted.',
  notListed: 'This server is an older one and does not list them.',
  notShown: 'What comes next cannot be shown from here.',
} as const;
