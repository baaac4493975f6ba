// What is said where the person chooses how the page looks and what it tells them, and which keys there are.
import type { Density, Hours, Order, Theme } from '../model/choices.ts';

export const SETTINGS_WORDS = {
  title: 'Settings',
  open: 'Settings',
  looks: 'Appearance',
  theme: 'Theme',
  themes: { system: 'As this device', light: 'Light', dark: 'Dark' } satisfies Record<
    Theme,
    string
  >,
  hours: 'Times',
  hoursOf: {
    system: 'As this device',
    12: '12 hours, 2:05 PM',
    24: '24 hours, 14:05',
  } satisfies Record<Hours, string>,
  density: 'Space between messages',
  densities: { comfortable: 'Comfortable', compact: 'Compact' } satisfies Record<Density, string>,
  order: 'Order of rooms',
  orders: {
    activity: 'What is new first',
    name: 'By name',
  } satisfies Record<Order, string>,
  notifications: 'Notifications',
  kept: 'These choices are kept in this browser, for you alone.',
  done: 'Done',
} as const;

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

export const KEY_WORDS = {
  title: 'Keyboard shortcuts',
  open: 'Keyboard shortcuts',
  groups: [
    {
      title: 'Everywhere',
      keys: [
        { keys: ['Mod', 'K'], does: 'Go to a room or a person' },
        { keys: ['Mod', 'Shift', 'F'], does: 'Search messages' },
        { keys: ['Alt', '↑ ↓'], does: 'The room before, the next room' },
        { keys: ['/'], does: 'Find one of your rooms in the list' },
        { keys: ['Mod', ','], does: 'Settings' },
        { keys: ['Mod', '/'], does: 'This list; also ?, where you are not writing' },
        { keys: ['Shift', 'Esc'], does: 'Mark all rooms as read' },
      ],
    },
    {
      title: 'Writing',
      keys: [
        { keys: ['Enter'], does: 'Send' },
        { keys: ['Shift', 'Enter'], does: 'A new line' },
        { keys: ['↑'], does: 'Edit your last message, where nothing is written yet' },
        { keys: ['Esc'], does: 'Leave an edit or an answer' },
      ],
    },
    {
      title: 'Messages',
      keys: [
        { keys: ['Shift', 'Tab'], does: 'From where you write to the messages' },
        { keys: ['↑ ↓'], does: 'From message to message' },
        { keys: ['← →'], does: 'Through what stands in one' },
        { keys: ['Enter'], does: 'What can be done with it; each deed has a letter there' },
        { keys: ['Esc'], does: 'Back to where you write' },
      ],
    },
    {
      title: 'List of rooms',
      keys: [
        { keys: ['↑ ↓'], does: 'From room to room' },
        { keys: ['M'], does: 'Favourite, mute, notifications of one' },
      ],
    },
  ],
  ticks: 'One tick beside your message: it is stored. Two: it is in the database, too.',
} as const;
