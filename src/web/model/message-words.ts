// What the page says of a message beside its text. Pure. Whoever did something is named as far as the room knows them.
import type { MessageView } from '../../chat/kernel/message-view.ts';
import type { RoomView } from '../../chat/kernel/view.ts';
import type { User } from '../../shared/wire/objects.ts';
import {
  DELETED_WORDS,
  FAILED_WORDS,
  OPERATOR_WORDS,
  SAVING_WORDS,
  WHO_WORDS,
} from '../words/messages.ts';
import type { Change } from './changes.ts';
import { plainOf } from './text/marked.ts';

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
    ...(unnamed > 0 ? [WHO_WORDS.others(unnamed)] : []),
    ...(users.includes(me) ? [WHO_WORDS.you] : []),
  ];
  return joined(people);
}

const joined = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : WHO_WORDS.and(words.slice(0, -1), words.at(-1) ?? '');

/** In place of a text that is gone. */
export function deletedWords(
  { user, deleted }: Pick<MessageView, 'user' | 'deleted'>,
  me: User,
): string {
  if (deleted === undefined) return '';
  const own = deleted.by.id === user.id;
  if (deleted.by.id === me.id) return own ? DELETED_WORDS.own : DELETED_WORDS.byYou;
  return own ? DELETED_WORDS.byAuthor(user.name) : DELETED_WORDS.by(deleted.by.name);
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
      return SAVING_WORDS.edit;
    case 'delete':
      return SAVING_WORDS.delete;
    case 'pin':
      return command.on ? SAVING_WORDS.pin : SAVING_WORDS.unpin;
    default:
      return '';
  }
}

/** What did not come about. */
export function failedWords({ command }: Pick<Change, 'command'>): string {
  switch (command.type) {
    case 'edit':
      return FAILED_WORDS.edit;
    case 'delete':
      return FAILED_WORDS.delete;
    case 'pin':
      return command.on ? FAILED_WORDS.pin : FAILED_WORDS.unpin;
    default:
      return FAILED_WORDS[command.on ? 'react' : 'unreact'](command.emoji);
  }
}

/** What somebody is from now on, in every room but conversations. */
export const operatorWords = (isOperator: boolean, by: string): string =>
  isOperator ? OPERATOR_WORDS.is(by) : OPERATOR_WORDS.isNot(by);
