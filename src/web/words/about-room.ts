// What is said where a room's settings are: what it is, who may come in, and how it is closed.

export const ABOUT_WORDS = {
  title: (label: string) => `About ${label}`,
  direct: 'A conversation between its people alone.',
  public: (name: string) => `#${name} is public: everybody may find it.`,
  private: (name: string) => `#${name} is private: only who was invited comes in.`,
  slow: (slowMode: string) => `${slowMode}.`,
  archived: 'It is archived: nobody writes in it.',
  called: 'Title',
  topic: 'Topic',
  topicExample: 'What it is about',
  becomesPrivate: 'Whoever is not a member is sent out when it becomes private.',
  slowMode: 'Slow mode',
  does: 'Save',
} as const;

export const ARCHIVE_WORDS = {
  open: 'Archive this room…',
  ask: 'Archive this room? What was said stays, and nobody writes in it any more.',
  no: 'No',
  yes: 'Yes, archive it',
  archived: 'This room is archived: what was said stays, and nobody writes in it.',
  again: 'Open it again',
} as const;
