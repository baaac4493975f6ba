// What is said around the rooms: of the page as a whole, where one looks for something, who is in a room, how one comes into it.

export const COMMON_WORDS = {
  close: 'Close',
  cancel: 'Cancel',
  again: 'Try again',
  busy: 'One moment…',
  dismiss: 'Dismiss',
  missing:
    'This part of the page could not be fetched. Try again when you are back, or reload the page.',
} as const;

export const LIST_WORDS = {
  label: 'Rooms',
  close: 'Close the list of rooms',
  skip: 'Skip to writing a message',
  write: 'Write to somebody',
  create: 'Create a room',
  rename: 'Choose another name',
  you: (name: string) => `You are ${name}: choose another name`,
  browse: 'Browse rooms',
  find: 'Find one of your rooms',
  findHint: 'Find a room',
  none: 'None of your rooms has that in its name. You can enter one below.',
  found: (count: number) => (count === 1 ? 'One room' : `${count} rooms`),
  /** `news`: what is new in the others. */
  menu: (news: string) => `Rooms${news}`,
} as const;

export const NOT_IN_WORDS = {
  notAnyMore: (called: string) => `You are not in ${called} any more`,
  cannot: (called: string) => `You cannot enter ${called}`,
  notSent: 'Not sent',
  again: 'Try to enter again',
  takeOff: 'Take it off the list',
} as const;

export const CONNECTION_WORDS = {
  first: 'Connecting…',
  /** What the next three begin is ended by what follows them. */
  offline: 'You are offline. ',
  again: 'Reconnecting… ',
  away: 'The chat cannot be reached just now. ',
  last: 'You see what was here last. ',
  kept: 'What you write is kept and sent once you are back.',
  notKept: 'Leave this page open: what you write is sent once you are back.',
  providerAway:
    'Your organisation’s sign-in cannot be reached. You stay signed in here for a while; it is asked again and again.',
  notLetIn:
    'Your organisation’s sign-in cannot be reached, so nobody can be let in. It is asked again and again; what you wrote is kept.',
  old: 'This page is out of date.',
  ended:
    'The chat does not let this page in any more. Reload it; if that does not help, tell whoever looks after this chat.',
  now: 'Try now',
  reload: 'Reload',
} as const;

export const PEOPLE_WORDS = {
  label: 'People in this room',
  title: 'People',
  here: (count: number) =>
    count === 1 ? 'One person here' : `${count.toLocaleString()} people here`,
  hereNow: 'here now',
  you: 'you',
  invite: 'Invite somebody',
  close: 'Close the list of people',
  find: 'Find somebody in this room',
  findHint: 'Find somebody',
  more: 'Show more people',
  nobody: 'Nobody here is called like that.',
  notConnected: 'Who is here is known once you are connected.',
  many: 'Too many are here to be shown by name.',
  unknown: (why: string) => `Who belongs to this room is not known now. ${why}`,
} as const;

export const PINNED_WORDS = {
  label: 'Pinned messages',
  button: 'Pinned',
  count: (count: number) => `Pinned messages, ${count}`,
  none: 'Nothing is pinned among the messages that are loaded.',
  more: 'Older messages that are not loaded may be pinned as well.',
  by: (name: string) => `Pinned by ${name}`,
} as const;

export const SEARCH_WORDS = {
  title: 'Search',
  label: 'Search messages',
  keys: 'Search messages (Ctrl+Shift+F)',
  close: 'Close the search',
  hint: 'Words, or “some words”',
  filters: 'Filters',
  finds: (what: string) => `Finds ${what}`,
  asking: 'Searching…',
  nothing:
    'Nothing was found. Try fewer words, or another spelling. What was said just now may take a moment.',
  found: (count: number) => (count === 1 ? 'One message' : `${count} messages`),
  foundMore: (found: string) => `${found}, and there are older ones`,
  results: 'Messages that were found',
  older: 'Show older messages',
  lead: 'Finds what was said in all rooms that are open to you, the newest first.',
  named: (filter: string) => `${filter}name`,
  phrase: '“some words”',
  phraseFinds: 'these words side by side',
  without: '-word',
  withoutFinds: 'messages without this word',
  quotes: 'A name with spaces stands in quotes: from:"Ada L." Days begin at midnight UTC.',
} as const;

/** What each filter of a search finds. */
export const FILTER_WORDS = {
  from: 'what somebody said',
  in: 'what was said in one room',
  after: 'what was said after a day',
  before: 'what was said before a day: a date, today, yesterday',
  hasLink: 'messages with a web address',
} as const;
