// What is said where the person chooses what the page tells them; how it looks is beside it (looks.ts).

export const SETTINGS_BUTTON = 'Settings';

export const NOTIFY_WORDS = {
  on: 'You are told outside of this page of mentions and direct messages.',
  off: 'You are told nothing outside of this page.',
  denied:
    'This browser does not let the page tell you anything: allow notifications for it in the settings of your browser.',
  impossible: 'This browser cannot tell you anything outside of this page.',
  turnOn: 'Turn notifications on',
  turnOff: 'Turn notifications off',
  perRoom: 'What you hear of a single room you choose in its menu.',
  ask: 'Shall this browser tell you of mentions and direct messages while you look elsewhere?',
  yes: 'Yes, tell me',
  no: 'No',
  asking: 'Notifications',
} as const;

export const QUIET_WORDS = {
  button: 'Do not disturb',
  until: (when: string) => `Do not disturb until ${when}`,
  always: 'Do not disturb, until you turn it off',
  menu: 'Do not disturb',
  choices: {
    half: 'For 30 minutes',
    hour: 'For an hour',
    tomorrow: 'Until tomorrow, 9 o’clock',
    always: 'Until I turn it off',
  },
  off: 'Turn it off',
  hint: 'Nothing is told outside of this page. What is new is counted as ever.',
} as const;
