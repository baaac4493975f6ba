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
  person: 'About who said it',
  edit: 'Edit',
  pin: 'Pin',
  unpin: 'Take the pin away',
  delete: 'Delete',
};

/** Beside a name. */
export const KIND_MARKS = { guest: 'guest', bot: 'bot' } as const;

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
    says: 'Stored, and found by a search',
    explains: 'Two ticks: stored, and a search finds it.',
  },
  failed: { says: 'Not sent', explains: 'Not sent. Below it stands why, and what you can do.' },
};

/** Opens what stands in format.ts. */
export const FORMAT_BUTTON = 'Formatting';

export const MESSAGE_WORDS = {
  /** Before a text whose group says it: for a screen reader. */
  said: (who: string, when: string) => `${who}, ${when}: `,
  copied: 'Copied',
  linkCopied: 'Link copied',
  notCopied: 'This browser does not let the page copy it.',
  isUnread: 'Unread from here, until you come back to this room.',
  /** Behind a name: on whose behalf a bot says it. */
  as: (whom: string) => `as ${whom}`,
  forYou: 'Mentions you. ',
  edited: 'edited',
  editedAt: (when: string) => `Edited ${when}`,
  pinnedBy: (name: string) => `Pinned by ${name}`,
  copyCode: 'Copy code',
} as const;

export const POPUP_WORDS = {
  labels: {
    menu: 'What to do with this message',
    emoji: 'Choose a reaction',
    confirm: 'Delete this message?',
  },
  close: 'Close',
  ask: 'Delete this message? It is gone for everybody.',
  yes: 'Yes, delete it',
  no: 'No',
} as const;

export const QUOTE_WORDS = {
  gone: 'An answer to a message that is gone',
  answers: 'In answer to ',
  older: 'an older message',
  show: 'Show it',
  looking: 'Looking…',
} as const;

export const REACTION_WORDS = {
  label: 'Reactions',
  add: 'Add a reaction',
  /** `Thumbs up, 2: Bob and you`. */
  by: (emoji: string, count: number, who: string) => `${emoji}, ${count}: ${who}`,
} as const;

export const TROUBLE_WORDS = {
  notSent: (why: string) => `Not sent. ${why}`,
  /** What an edit says that was not saved: it is nowhere else. */
  failed: (what: string, why: string) => `${what}. ${why}`,
  failedEdit: (what: string, text: string, why: string) => `${what} (“${text}”). ${why}`,
  again: 'Try again',
  discard: 'Discard',
} as const;

/** Who reacted: `Bob, Mei, 2 others and you`. */
export const WHO_WORDS = {
  you: 'you',
  others: (count: number) => (count === 1 ? 'somebody else' : `${count} others`),
  and: (first: readonly string[], last: string) => `${first.join(', ')} and ${last}`,
} as const;

/** In place of a text that is gone. */
export const DELETED_WORDS = {
  own: 'You deleted this message',
  byYou: 'Deleted by you',
  byAuthor: (name: string) => `${name} deleted this message`,
  by: (name: string) => `Deleted by ${name}`,
} as const;

/** While it is on its way. */
export const SAVING_WORDS = {
  edit: 'Saving…',
  delete: 'Deleting…',
  pin: 'Pinning…',
  unpin: 'Taking the pin away…',
} as const;

/** What did not come about; why follows. */
export const FAILED_WORDS = {
  edit: 'Your edit was not saved',
  delete: 'The message was not deleted',
  pin: 'The message was not pinned',
  unpin: 'The pin was not taken away',
  react: (emoji: string) => `Your ${emoji} was not added`,
  unreact: (emoji: string) => `Your ${emoji} was not taken back`,
} as const;

export const OPERATOR_WORDS = {
  is: (by: string) => `${by} made you an operator: you may do in every room what its owners may.`,
  isNot: (by: string) => `${by} took your rights as an operator back.`,
} as const;

export const UNREAD_WORDS = {
  /** `12 new messages since 14:05`. */
  bar: (count: number, isMore: boolean, since: string) =>
    `${count}${isMore ? '+' : ''} new ${count === 1 && !isMore ? 'message' : 'messages'} since ${since}`,
  jump: 'Jump',
  markRead: 'Mark as read',
  label: 'New messages',
} as const;

export const PAST_WORDS = {
  bar: 'You are reading older messages.',
  since: (count: number) => `${count} new ${count === 1 ? 'message' : 'messages'} since.`,
  toPresent: 'Jump to the present',
  toEnd: 'Newest',
  nothingThen: 'Nothing was said here then.',
  gone: 'That message is not there any more.',
  unreached: 'Older messages need a connection. Try again when you are back.',
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
