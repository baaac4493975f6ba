// What is said where one browses the public rooms.

export const DIRECTORY_WORDS = {
  title: 'Browse rooms',
  close: 'Close the list of public rooms',
  find: 'Find a public room',
  findHint: 'Find a room by its name or title',
  rooms: 'Public rooms',
  mine: 'you are in it',
  more: 'Show more rooms',
  asking: 'Looking for rooms…',
  nothing: 'No public room has a word in its name or title that begins like this.',
  none: 'There are no public rooms yet.',
  found: (count: number) => (count === 1 ? 'One room' : `${count} rooms`),
  foundMore: (found: string) => `${found}, and there are more`,
  open: 'Open to everybody',
  members: (count: number) => (count === 1 ? 'One member' : `${count.toLocaleString()} members`),
  lastActive: (day: string, time: string) => `last active ${day}, ${time}`,
  archived: 'archived',
} as const;
