// Times as people read them: the browser's language and time zone. Pure but for those two.

const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });
const weekday = new Intl.DateTimeFormat(undefined, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
});
const withYear = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' });

/** `14:05`; `at` in milliseconds since 1970. */
export const timeOf = (at: number): string => time.format(at);
/** Everything, for a tooltip. */
export const momentOf = (at: number): string => full.format(at);

/** Until when something holds: the time, with its day where that is another one than today. */
export const untilOf = (at: number, now: number): string =>
  dayOf(at) === dayOf(now) ? timeOf(at) : `${dayName(at, now)}, ${timeOf(at)}`;

/** The local calendar day as a key. */
export function dayOf(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

/** Today, Yesterday, or the date, with its year where it is another one. */
export function dayName(at: number, now: number): string {
  if (dayOf(at) === dayOf(now)) return 'Today';
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  if (dayOf(at) === dayOf(yesterday.getTime())) return 'Yesterday';
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return (sameYear ? weekday : withYear).format(at);
}
