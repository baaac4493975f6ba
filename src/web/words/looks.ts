// What is said where the person chooses how the page looks.
import type { Density, Hours, Order } from '../model/choices.ts';
import type { Theme } from '../model/themes.ts';

export const SETTINGS_WORDS = {
  title: 'Settings',
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
