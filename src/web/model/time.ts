// Times as people read them: the browser's language and time zone, and the hours that the person chose. Pure but for those three.
import { TIME_WORDS } from '../words/time.ts';
import type { Hours } from './choices.ts';

const CYCLES: Readonly<Record<Hours, Intl.DateTimeFormatOptions>> = {
  system: {},
  12: { hourCycle: 'h12' },
  24: { hourCycle: 'h23' },
};

const formatsFor = (hours: Hours) => ({
  time: new Intl.DateTimeFormat(undefined, { timeStyle: 'short', ...CYCLES[hours] }),
  full: new Intl.DateTimeFormat(undefined, {
    dateStyle: 'full',
    timeStyle: 'medium',
    ...CYCLES[hours],
  }),
});

let chosen: Hours = 'system';
let formats = formatsFor(chosen);

/** Times are said so from here on; what is drawn already has to be drawn anew. */
export function sayHours(hours: Hours): void {
  if (hours === chosen) return;
  chosen = hours;
  formats = formatsFor(hours);
}

const weekday = new Intl.DateTimeFormat(undefined, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
});
const withYear = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' });

/** `14:05`; `at` in milliseconds since 1970. */
export const timeOf = (at: number): string => formats.time.format(at);
/** Everything, for a tooltip. */
export const momentOf = (at: number): string => formats.full.format(at);

/** Until when something holds: the time, with its day where that is another one than today. */
export const untilOf = (at: number, now: number): string =>
  dayOf(at) === dayOf(now) ? timeOf(at) : dayAndTime(at, now);

/** Also where it is today. */
export const dayAndTime = (at: number, now: number): string =>
  TIME_WORDS.dayAndTime(dayName(at, now), timeOf(at));

/** The local calendar day as a key. */
export function dayOf(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

/** Today, Yesterday, or the date, with its year where it is another one. */
export const dayName = (at: number, now: number): string => nameOf(at, now, TIME_WORDS);
export const dayInSentence = (at: number, now: number): string =>
  nameOf(at, now, TIME_WORDS.inSentence);

type NearDays = Readonly<Record<'today' | 'yesterday', string>>;

function nameOf(at: number, now: number, near: NearDays): string {
  if (dayOf(at) === dayOf(now)) return near.today;
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  if (dayOf(at) === dayOf(yesterday.getTime())) return near.yesterday;
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return (sameYear ? weekday : withYear).format(at);
}
