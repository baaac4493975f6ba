// What is said where a room's bots and hooks are listed, made and revoked.
const OTHERS = (count: number) => (count === 1 ? 'another room' : `${count} other rooms`);

export const BOTS_WORDS = {
  title: 'Bots and hooks',
  open: 'Bots and hooks…',
  back: 'Back to the room',
  lead: 'Programs that take part here. A hook says what is sent to its address; a bot hears this room and speaks in it.',
  none: 'This room has none.',
  asking: 'One moment…',
  more: 'Show more',
  again: 'Try again',
  kinds: { incoming: 'hook', token: 'bot' } as Readonly<Record<string, string>>,
  madeBy: (name: string, when: string) => `Made by ${name}, ${when}`,
  others: (count: number) => `Also in ${OTHERS(count)}`,
  revoke: 'Revoke…',
  revokeOf: (name: string) => `Revoke ${name}`,
  ask: (name: string) =>
    `Revoke ${name}? Whatever uses it stops working at once, and it cannot be undone.`,
  no: 'No',
  yes: 'Yes, revoke it',
} as const;

export const NEW_BOT_WORDS = {
  open: 'Add a bot or a hook…',
  name: 'Name',
  nameHint: 'Its messages are shown under this name, marked as a bot’s.',
  nameExample: 'Alerts',
  needsName: 'Give it a name.',
  which: 'What it does',
  kinds: [
    {
      kind: 'incoming',
      label: 'Hook',
      says: 'Whatever is sent to its address is said here: alerts, builds, a line of a script.',
    },
    { kind: 'token', label: 'Bot', says: 'A program with a token, which reads and writes here.' },
  ],
  does: 'Add it',
  cancel: 'Cancel',
} as const;

export const TOKEN_WORDS = {
  hook: (name: string) => `${name} is ready. This is its address:`,
  bot: (name: string) => `${name} is ready. This is its token:`,
  once: 'It is shown this once. Whoever has it can write here as this bot: keep it where you keep passwords.',
  address: 'Address',
  token: 'Token',
  example: 'To try it',
  exampleText: 'Hello from a script',
  copy: (what: string) => `Copy: ${what}`,
  copied: 'Copied',
  notCopied: 'Your browser does not let the page copy it: it is selected, copy it yourself.',
  done: 'I have it',
} as const;
