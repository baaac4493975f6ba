// A place in a room's past, by a sequence or by a time, and the days that people jump to. Pure but for the browser's time zone.

/** As a gateway is asked for it: a sequence, or milliseconds since 1970. */
export type Somewhere = { seq: number } | { at: number };

interface Said {
  seq: number;
  at: string;
}

/** The first message from a place on, or else the last before it. `isSure`: there is one before it, so that none is missing between. */
export function firstFrom(
  messages: readonly Said[],
  place: Somewhere,
): { seq: number; isSure: boolean } | undefined {
  const isBehind = ({ seq, at }: Said) =>
    'seq' in place ? seq >= place.seq : Date.parse(at) >= place.at;
  const index = messages.findIndex(isBehind);
  const found = messages[index] ?? messages.at(-1);
  return found && { seq: found.seq, isSure: index > 0 };
}

const DAY_KEYS = ['today', 'yesterday', 'week', 'month', 'beginning'] as const;
export type DayKey = (typeof DAY_KEYS)[number];

/** What is offered to jump to, and when it begins. */
export function daysToJump(now: number): readonly { key: DayKey; at: number }[] {
  const before = (days: number): number => {
    const date = new Date(now);
    date.setHours(0, 0, 0, 0);
    date.setDate(date.getDate() - days);
    return date.getTime();
  };
  const at: Readonly<Record<DayKey, number>> = {
    today: before(0),
    yesterday: before(1),
    week: before(7),
    month: before(30),
    beginning: 1,
  };
  return DAY_KEYS.map((key) => ({ key, at: at[key] }));
}

/** The beginning of a day as a field for dates has it (`2026-11-05`), where the person is; undefined where it is none. */
export function startOfDay(typed: string): number | undefined {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(typed) ?? [];
  if (year === undefined) return undefined;
  const at = new Date(Number(year), Number(month) - 1, Number(day)).getTime();
  return Number.isNaN(at) || at <= 0 ? undefined : at;
}
