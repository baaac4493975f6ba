// What is said where a room's outgoing webhooks are listed, added and looked after. How it goes with each is said in
// src/chat/webhook/prose.ts, for the terminal as well.
export const WEBHOOKS_WORDS = {
  title: 'Outgoing webhooks',
  open: 'Outgoing webhooks…',
  lead: 'Another program is told what happens in this room, at an address of yours. Only owners of the room see this.',
  list: 'Webhooks of this room',
  asking: 'One moment…',
  add: 'Add a webhook',
  addedBy: (told: string) => `${told}. Added by `,
  pause: 'Pause',
  goOn: 'Go on',
  tryNow: 'Try now',
  skip: 'Skip it',
  again: 'Send again',
  remove: 'Remove…',
  ask: 'Remove this webhook? Nothing more is sent, and it does not come back.',
  no: 'No',
  yes: 'Yes, remove it',
} as const;

export const NEW_WEBHOOK_WORDS = {
  address: 'Address',
  example: 'https://example.org/hook',
  told: 'It is told of',
  needsEvents: 'Choose what it is told of.',
  does: 'Add',
  first: 'Messages',
  noSecret: (why: string) =>
    `It is added, but its secret could not be shown: remove it and add it again. ${why}`,
} as const;

export const SECRET_WORDS = {
  lead: 'This is its secret. The other program checks with it that what it is told comes from here. ',
  once: 'It is not shown again',
  keep: ': keep it where you keep passwords.',
  copy: 'Copy',
  copied: 'Copied.',
  selected: 'It is selected: copy it with your keyboard.',
  done: 'I have it',
} as const;
