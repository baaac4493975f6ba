// What is said of the chat as a whole, by itself: that it began anew, that nothing is kept, that nobody writes here.

const BEGAN_ANEW = 'The chat began anew: what was said before is not there any more.';

export const ANEW_WORDS = {
  began: BEGAN_ANEW,
  /** Also reactions, pins and the like were lost. */
  lost: `${BEGAN_ANEW} What you did to messages of before and was not stored is gone with them.`,
  wasEdit:
    'It was a change of a message that is not there any more. Sent again it is a message of its own.',
} as const;

export const KEEPING_WORDS = {
  full: 'This browser’s storage is full: what you write is lost if you close or reload this page before it is sent.',
  refused:
    'This browser keeps nothing for this page: what you write is lost if you close or reload it before it is sent.',
} as const;

export const NO_WRITING_WORDS = {
  archived: 'This room is archived: what was said stays, and nobody writes here.',
  muted: 'You are muted in this room: you can read along.',
  mutedUntil: (when: string) => `You are muted in this room until ${when}: you can read along.`,
} as const;

export const TYPING_WORDS = {
  one: (name: string) => `${name} is typing`,
  two: (one: string, other: string) => `${one} and ${other} are typing`,
  several: 'Several people are typing',
} as const;
