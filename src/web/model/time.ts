// Times as people read them: the browser's language and time zone, and the hours that the person chose. Pure but for those three.
import { TIME_WORDS } from '../words/time.ts';
import type { Hours } from './choices.ts';

const CYCLES: Readonly<Record<Hours, Intl.DateTimeFormatOptions>> = {
  system: {},
  12: { hourCycle: 'h12' },
  24: { hourCycle: 'h23' },
};

/** Each takes milliseconds to be made: the first one who needs it does. */
const once = (make: () => Intl.DateTimeFormat): ((at: number) => string) => {
  let format: Intl.DateTimeFormat | undefined;
  return (at) => {
    format ??= make();
    return format.format(at);
  };
};

const MINUTE_MS = 60_000;
/** Messages that stand together are mostly of one minute. */
function byMinute(said: (at: number) => string): (at: number) => string {
  let last = { minute: Number.NaN, words: '' };
  return (at) => {
    const minute = Math.floor(at / MINUTE_MS);
    if (minute !== last.minute) last = { minute, words: said(at) };
    return last.words;
  };
}

const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(undefined, options);
const formatsFor = (hours: Hours) => ({
  time: byMinute(once(() => format({ timeStyle: 'short', ...CYCLES[hours] }))),
  full: once(() => format({ dateStyle: 'full', timeStyle: 'medium', ...CYCLES[hours] })),
});

let chosen: Hours = 'system';
let formats = formatsFor(chosen);

/** Times are said so from here on; what is drawn already has to be drawn anew. */
export function sayHours(hours: Hours): void {
  if (hours === chosen) return;
  chosen = hours;
  formats = formatsFor(hours);
}

const weekday = once(() => format({ weekday: 'long', day: 'numeric', month: 'long' }));
const withYear = once(() => format({ dateStyle: 'long' }));

/** `14:05`; `at` in milliseconds since 1970. */
export const timeOf = (at: number): string => formats.time(at);
/** Everything, for a tooltip. */
export const momentOf = (at: number): string => formats.full(at);

/** Until when something holds: the time, with its day where that is another one than today. */
export const untilOf = (at: number, now: number): string =>
  dayOf(at) === dayOf(now) ? timeOf(at) : dayAndTime(at, now);

/** Also where it is today. */
export const dayAndTime = (at: number, now: number): string =>
  TIME_WORDS.dayAndTime(dayName(at, now), timeOf(at));

/** The day that was asked for last, from where up to where: of a room's messages most are of one. */
let last = { from: 0, to: 0, day: '' };

/** The local calendar day as a key. */
export function dayOf(at: number): string {
  if (at >= last.from && at < last.to) return last.day;
  const date = new Date(at);
  const [year, month, day] = [date.getFullYear(), date.getMonth(), date.getDate()];
  const from = new Date(year, month, day).getTime();
  last = { from, to: midnightAfter(at), day: `${year}-${month + 1}-${day}` };
  return last.day;
}

/** When the next local day begins, milliseconds since 1970. */
export function midnightAfter(at: number): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime();
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
  return (sameYear ? weekday : withYear)(at);
}
