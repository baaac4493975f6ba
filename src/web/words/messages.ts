// What is said about messages: in their menus, about what is new, and where one goes in a room's past.
import type { Deed } from '../model/deeds.ts';
import type { Ticks } from '../model/rows.ts';
import type { DayKey } from '../model/somewhere.ts';

export const DEED_LABELS: Readonly<Record<Deed, string>> = {
  react: 'React',
  reply: 'Reply',
  copy: 'Copy text',
  link: 'Copy link',
  unread: 'Mark unread from here',
  edit: 'Edit',
  pin: 'Pin',
  unpin: 'Take the pin away',
  delete: 'Delete',
};

/** Short for a screen reader, which says it with every message; and explained, for who points at it. */
export const TICK_WORDS: Readonly<Record<Ticks, { says: string; explains: string }>> = {
  waiting: {
    says: 'Waiting to be sent',
    explains: 'Waiting to be sent: it goes by itself as soon as there is a connection.',
  },
  stored: {
    says: 'Stored',
    explains: 'One tick: stored. It cannot get lost, and everybody in the room gets it.',
  },
  persisted: {
    says: 'Stored, and in the database',
    explains: 'Two ticks: stored, and in the database, where a search finds it.',
  },
  failed: { says: 'Not sent', explains: 'Not sent. Below it stands why, and what you can do.' },
};

export const MESSAGE_WORDS = {
  copied: 'Copied',
  linkCopied: 'Link copied',
  notCopied: 'This browser does not let the page copy it.',
  isUnread: 'Unread from here, until you come back to this room.',
} as const;

export const UNREAD_WORDS = {
  /** `12 new messages since 14:05`. */
  bar: (count: number, isMore: boolean, since: string) =>
    `${count}${isMore ? '+' : ''} new ${count === 1 && !isMore ? 'message' : 'messages'} since ${since}`,
  jump: 'Jump',
  markRead: 'Mark as read',
  label: 'New messages',
} as const;

export const DAY_WORDS = {
  title: 'Jump to a day',
  open: (day: string) => `${day}: jump to another day`,
  keys: {
    today: 'Today',
    yesterday: 'Yesterday',
    week: 'A week ago',
    month: 'A month ago',
    beginning: 'The very beginning',
  } satisfies Record<DayKey, string>,
  date: 'Another day',
  go: 'Go',
} as const;
