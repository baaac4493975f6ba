// What somebody can do with a message, for every way there: menu, keys, touch. Pure.
import type { RoomView } from '../../chat/kernel/view.ts';
import type { User } from '../../shared/wire/objects.ts';
import type { MessageRow } from './rows.ts';

export type Deed =
  | 'react'
  | 'reply'
  | 'copy'
  | 'link'
  | 'unread'
  | 'person'
  | 'edit'
  | 'pin'
  | 'unpin'
  | 'delete';

export interface Doer {
  me: User;
  /** Whether they may do what only moderators may. */
  moderates: boolean;
}

/** Nothing with what is not in the log, but for its text, or is deleted. */
export function deedsOf(row: MessageRow, { me, moderates }: Doer): readonly Deed[] {
  if (row.deleted !== undefined) return [];
  if (row.seq === undefined) return ['copy'];
  const mine = row.user.id === me.id;
  const pin: Deed = row.pinned === undefined ? 'pin' : 'unpin';
  return [
    'react',
    'reply',
    'copy',
    'link',
    ...(mine ? [] : (['unread', 'person'] as const)),
    ...(mine ? (['edit'] as const) : []),
    ...(moderates ? [pin] : []),
    ...(mine || moderates ? (['delete'] as const) : []),
  ];
}

/** The key that does it while the menu is open. */
export const KEY_OF: Readonly<Record<Deed, string>> = {
  react: '+',
  reply: 'r',
  copy: 'c',
  link: 'l',
  unread: 'u',
  person: 'a',
  edit: 'e',
  pin: 'p',
  unpin: 'p',
  delete: 'd',
};

/** The message of one's own that is edited without naming one: the last that is there. */
export const lastOwn = ({ messages }: RoomView, me: User) =>
  messages.findLast(({ user, deleted }) => user.id === me.id && deleted === undefined);

/** Those that are pinned, the last pin first. */
export const pinnedIn = ({ messages }: RoomView) =>
  messages
    .filter(({ pinned }) => pinned !== undefined)
    .toSorted((a, b) => (b.marks.pin ?? 0) - (a.marks.pin ?? 0));
