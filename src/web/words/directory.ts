// What is said where one browses the public rooms.

export const DIRECTORY_WORDS = {
  title: 'Browse rooms',
  close: 'Close the list of public rooms',
  find: 'Find a public room',
  findHint: 'Find a room by its name or title',
  rooms: 'Public rooms',
  mine: 'you are in it',
  more: 'Show more rooms',
} as const;
