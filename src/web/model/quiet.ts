// How long nothing is told outside of the page. Pure but for the browser's time zone.

export const QUIET_KEYS = ['half', 'hour', 'tomorrow', 'always'] as const;
export type QuietKey = (typeof QUIET_KEYS)[number];

/** The last moment that a date can name. */
export const UNTIL_TURNED_OFF = 8_640_000_000_000_000;

const MINUTE_MS = 60_000;
const MORNING_HOUR = 9;

/** Milliseconds since 1970. */
export function quietUntil(key: QuietKey, now: number): number {
  switch (key) {
    case 'half':
      return now + 30 * MINUTE_MS;
    case 'hour':
      return now + 60 * MINUTE_MS;
    case 'tomorrow': {
      const morning = new Date(now);
      morning.setDate(morning.getDate() + 1);
      return morning.setHours(MORNING_HOUR, 0, 0, 0);
    }
    default:
      return UNTIL_TURNED_OFF;
  }
}
