// What the page says of a message beside its text. Pure. Whoever did something is named as far as the room knows them.
import type { MessageView } from '../../chat/kernel/message-view.ts';
import type { RoomView } from '../../chat/kernel/view.ts';
import type { ChatError } from '../../client/errors.ts';
import type { ErrorFrame } from '../../shared/wire/frames.ts';
import type { User } from '../../shared/wire/objects.ts';
import type { Change } from './changes.ts';
import { plainOf } from './text/marked.ts';
import { untilOf } from './time.ts';

/** A line of a message, for a quote or a list. */
const SNIPPET_MAX = 160;

const known = new WeakMap<RoomView, ReadonlyMap<string, string>>();

/** The names of those who said or did something in what is loaded of a room, by id; the latest name is it. */
export function namesIn(view: RoomView): ReadonlyMap<string, string> {
  const before = known.get(view);
  if (before !== undefined) return before;
  const names = new Map<string, string>();
  for (const { user, deleted, pinned } of view.messages) {
    for (const { id, name } of [user, deleted?.by, pinned?.by].filter((one) => one !== undefined))
      names.set(id, name);
  }
  known.set(view, names);
  return names;
}

/** "Bob, Mei, 2 others and you". */
export function whoOf(users: readonly string[], names: ReadonlyMap<string, string>, me: string) {
  const others = users.filter((id) => id !== me);
  const named = others.map((id) => names.get(id)).filter((name) => name !== undefined);
  const unnamed = others.length - named.length;
  const people = [
    ...named,
    ...(unnamed > 0 ? [unnamed === 1 ? 'somebody else' : `${unnamed} others`] : []),
    ...(users.includes(me) ? ['you'] : []),
  ];
  return joined(people);
}

const joined = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** In place of a text that is gone. */
export function deletedWords(
  { user, deleted }: Pick<MessageView, 'user' | 'deleted'>,
  me: User,
): string {
  if (deleted === undefined) return '';
  const own = deleted.by.id === user.id;
  if (deleted.by.id === me.id) return own ? 'You deleted this message' : 'Deleted by you';
  return own ? `${user.name} deleted this message` : `Deleted by ${deleted.by.name}`;
}

/** The beginning of a text, on one line and without its marks. */
export function snippetOf(text: string): string {
  const line = plainOf(text);
  if (line.length <= SNIPPET_MAX) return line;
  // Never half a character of two units.
  return `${line.slice(0, SNIPPET_MAX).replace(/[\ud800-\udbff]$/u, '')}…`;
}

/** What is on its way, while it is. */
export function savingWords({ command }: Change): string {
  switch (command.type) {
    case 'edit':
      return 'Saving…';
    case 'delete':
      return 'Deleting…';
    case 'pin':
      return command.on ? 'Pinning…' : 'Taking the pin away…';
    default:
      return '';
  }
}

/** What did not come about. */
export function failedWords({ command }: Pick<Change, 'command'>): string {
  switch (command.type) {
    case 'edit':
      return 'Your edit was not saved';
    case 'delete':
      return 'The message was not deleted';
    case 'pin':
      return command.on ? 'The message was not pinned' : 'The pin was not taken away';
    default:
      return command.on
        ? `Your ${command.emoji} was not added`
        : `Your ${command.emoji} was not taken back`;
  }
}

/** Why something did not come about. A server names a message by its number, which nobody here has seen. */
export const whyWords = ({ code, message }: Pick<ChatError, 'code' | 'message'>): string =>
  code === 'not_found' ? 'The message was deleted.' : asSentence(message);

const MINUTE_MS = 60_000;

/** Why something waits that is sent by itself: by a server's word that names milliseconds. `now`: then it said so. */
export function waitingWords(
  { code, message, retryAfterMs = 0 }: Pick<ErrorFrame, 'code' | 'message' | 'retryAfterMs'>,
  now: number,
): string {
  const then =
    retryAfterMs <= MINUTE_MS ? 'within a minute' : `at ${untilOf(now + retryAfterMs, now)}`;
  if (code === 'slow_mode') return `This room is slow: it is sent by itself ${then}.`;
  if (code === 'rate') return 'That is a lot at once: it is sent by itself in a moment.';
  return asSentence(message);
}

/** What somebody is from now on, in every room but conversations. */
export const operatorWords = (isOperator: boolean, by: string): string =>
  isOperator
    ? `${by} made you an operator: you may do in every room what its owners may.`
    : `${by} took your rights as an operator back.`;

/** A server's words as a sentence of its own. */
export function asSentence(words: string): string {
  const text = words.trim();
  const end = /[.!?…]$/u.test(text) ? '' : '.';
  return `${text.charAt(0).toLocaleUpperCase()}${text.slice(1)}${end}`;
}
