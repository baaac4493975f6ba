// Times as people type them, in this machine's time zone: how long, and when. Pure.

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** `30`, `90s`, `10m`, `2h`, `7d` in seconds; a number alone is so many of `unit`. Undefined for what is none. */
export function secondsTyped(text: string, unit: 's' | 'm'): number | undefined {
  const [, count, typed = unit] = /^(\d{1,6})([smhd])?$/i.exec(text.trim()) ?? [];
  const seconds = UNITS[typed.toLowerCase()];
  return count === undefined || seconds === undefined ? undefined : Number(count) * seconds;
}

/**
 * `14:30`, `2026-11-01`, `2026-11-01 14:30` in milliseconds since 1970; undefined for what is none. An hour that is still to
 * come is yesterday's.
 */
export function timeTyped(text: string, now: Date): number | undefined {
  const [match, date, time] =
    /^(?:(\d{4}-\d{2}-\d{2})(?:[ T]+(?=\d)|$))?(\d{1,2}:\d{2})?$/.exec(text.trim()) ?? [];
  if (match === undefined || match === '') return undefined;
  const day = date === undefined ? dayOf(now) : date;
  const at = Date.parse(`${day}T${(time ?? '00:00').padStart(5, '0')}:00`);
  if (Number.isNaN(at) || dayOf(new Date(at)) !== day) return undefined;
  if (date !== undefined || at <= now.getTime()) return at;
  const yesterday = new Date(at);
  yesterday.setDate(yesterday.getDate() - 1);
  return yesterday.getTime();
}

function dayOf(date: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  const year = String(date.getFullYear()).padStart(4, '0');
  return `${year}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
