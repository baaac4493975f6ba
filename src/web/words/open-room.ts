// What is said in and around an open room's messages.
export const OPEN_ROOM_WORDS = {
  olderLater: 'Older messages need a connection.',
  newerLater: 'Newer messages need a connection.',
  /** Whoever begins the browser's own search. */
  find: 'Your browser looks only through what is on the screen. Search in the room’s header looks through everything.',
  none: 'No room is open',
  close: 'Close',
  leave: 'Leave',
  closeIt: (called: string) => `Close the conversation with ${called}`,
  leaveIt: (label: string) => `Leave ${label}`,
  leaveUnsent: (count: number, called: string) =>
    count === 1
      ? `One of your messages and changes in ${called} is not sent yet and would be lost. Leave all the same?`
      : `${count} of your messages and changes in ${called} are not sent yet and would be lost. Leave all the same?`,
  leavePrivate: (called: string) =>
    `Leave ${called}? It is private: you come back only when somebody invites you.`,
  settings: 'Room settings',
  about: 'About this room',
  join: 'Join',
  messages: (label: string) => `Messages in ${label}`,
  keys: 'Up and down go from message to message, Enter opens what can be done with one.',
  isNew: 'New',
  newAndMore: 'New, and more above',
  begins: 'This is where the room begins.',
  conversationBegins: 'This is where the conversation begins.',
} as const;
