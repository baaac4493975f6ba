// What is said where one writes: in the field, above it and below it. What stands in braces becomes a key, or what it names.

export const COMPOSER_WORDS = {
  to: (label: string) => `Message to ${label}`,
  editing: (label: string) => `Your message in ${label}`,
  placeholder: (called: string) => `Message ${called}`,
  send: 'Send',
  sendHint: 'Send (Enter)',
  save: 'Save',
  saveHint: 'Save (Enter)',
  emoji: 'Choose an emoji',
  close: 'Close',
} as const;

export const COMPOSING_WORDS = {
  editing: 'Editing your message',
  answering: (name: string) => `Answering ${name}`,
  answeringAny: 'Answering a message',
  gone: 'which was deleted meanwhile',
  leaveEdit: 'Leave the message as it is',
  leaveEditHint: 'Leave it as it is (Escape)',
  leaveAnswer: 'Do not answer',
  leaveAnswerHint: 'Do not answer (Escape)',
} as const;

const characters = (count: number) =>
  `${count.toLocaleString()} ${count === 1 ? 'character' : 'characters'}`;

export const HINT_WORDS = {
  keys: { enter: 'Enter', shift: 'Shift', ctrl: 'Ctrl', escape: 'Escape' },
  tooMany: (count: number) => `${characters(count)} too many`,
  left: (count: number) => `${characters(count)} left`,
  offline: 'You are offline: what you send now is kept and sent when you are back.',
  offlineNotKept: 'You are offline: leave this page open, so that what you send goes out.',
  code: 'In code {enter} begins a new line, {ctrl} + {enter} sends',
  codeOfEdit: 'In code {enter} begins a new line, {ctrl} + {enter} saves',
  edit: '{enter} saves, {escape} leaves the message as it is',
  message: '{enter} sends, {shift} + {enter} begins a new line',
  pasted: 'Put into a block of code. Undo leaves the text as it was.',
} as const;

export const COMPLETION_WORDS = {
  label: 'Suggestions',
  /** Of `@everyone`. */
  everyone: 'All who are in this room',
  count: (count: number) =>
    `${count === 1 ? 'One suggestion' : `${count} suggestions`}. Up and down choose, Enter takes, Escape closes.`,
} as const;
