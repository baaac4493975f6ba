// What a person chose of this page, as one value, and how it changes: the look, which rooms they like, which they want to hear
// from. Pure. Invariant: whatever was kept, by whichever version, means something: what cannot be read is as if nobody had chosen.
import { isRecord } from '../../client/records.ts';
import { ROOM_NAME } from '../../shared/names.ts';
import { THEMES, type Theme } from './themes.ts';

export const HOURS = ['system', '12', '24'] as const;
export const DENSITIES = ['comfortable', 'compact'] as const;
export const ORDERS = ['activity', 'name'] as const;
/** What of a room is told outside of the page. */
export const LEVELS = ['all', 'mentions', 'nothing'] as const;
export type Hours = (typeof HOURS)[number];
export type Density = (typeof DENSITIES)[number];
export type Order = (typeof ORDERS)[number];
export type Level = (typeof LEVELS)[number];

/** Whether this browser tells what happens outside of the page; `unasked`: nobody said anything yet. */
const DESKTOP = ['unasked', 'on', 'off'] as const;

export interface RoomChoice {
  favourite?: true;
  muted?: true;
  level?: Level;
  /** From this message on the room is unread, in the log that `epoch` names. */
  unread?: { seq: number; epoch: string };
}

export interface Choices {
  theme: Theme;
  hours: Hours;
  density: Density;
  order: Order;
  desktop: (typeof DESKTOP)[number];
  /** Nothing is told outside of the page until then, milliseconds since 1970. */
  quietUntil: number;
  /** By name; a room of which nothing was chosen is not there. */
  rooms: Readonly<Record<string, RoomChoice>>;
}

export const DEFAULTS: Choices = {
  theme: 'system',
  hours: 'system',
  density: 'comfortable',
  order: 'activity',
  desktop: 'unasked',
  quietUntil: 0,
  rooms: {},
};

/** Of more rooms than anybody has in the list nothing is kept. */
const ROOMS_MAX = 2_000;

const NOTHING: RoomChoice = {};

/** The same object while nothing of that room changes. */
export const choiceOf = ({ rooms }: Pick<Choices, 'rooms'>, room: string): RoomChoice =>
  (Object.hasOwn(rooms, room) ? rooms[room] : undefined) ?? NOTHING;

/** Something else about one room; what is `undefined` is no choice any more. */
export function withRoom(
  choices: Choices,
  room: string,
  change: { [Key in keyof RoomChoice]?: RoomChoice[Key] | undefined },
): Choices {
  const merged = { ...choiceOf(choices, room), ...change };
  const said = Object.entries(merged).filter(([, value]) => value !== undefined);
  const { [room]: _, ...others } = choices.rooms;
  if (said.length === 0) return { ...choices, rooms: others };
  if (Object.keys(others).length >= ROOMS_MAX) return choices;
  return { ...choices, rooms: { ...others, [room]: readRoom(Object.fromEntries(said)) } };
}

/** What was kept of it, as text. */
export function parseChoices(text: string | null): Choices {
  const kept = parsed(text);
  if (!isRecord(kept)) return DEFAULTS;
  const { quietUntil } = kept;
  const rooms = isRecord(kept.rooms) ? Object.entries(kept.rooms) : [];
  return {
    theme: oneOf(THEMES, kept.theme) ?? DEFAULTS.theme,
    hours: oneOf(HOURS, kept.hours) ?? DEFAULTS.hours,
    density: oneOf(DENSITIES, kept.density) ?? DEFAULTS.density,
    order: oneOf(ORDERS, kept.order) ?? DEFAULTS.order,
    desktop: oneOf(DESKTOP, kept.desktop) ?? DEFAULTS.desktop,
    quietUntil: isCount(quietUntil) ? quietUntil : 0,
    rooms: Object.fromEntries(
      rooms
        .filter(([name]) => ROOM_NAME.test(name))
        .slice(0, ROOMS_MAX)
        .map(([name, room]) => [name, readRoom(room)]),
    ),
  };
}

function readRoom(value: unknown): RoomChoice {
  if (!isRecord(value)) return NOTHING;
  const { favourite, muted, unread } = value;
  const level = oneOf(LEVELS, value.level);
  const isUnread = isRecord(unread) && isCount(unread.seq) && typeof unread.epoch === 'string';
  return {
    ...(favourite === true && { favourite }),
    ...(muted === true && { muted }),
    ...(level !== undefined && { level }),
    ...(isUnread && { unread: { seq: Number(unread.seq), epoch: String(unread.epoch) } }),
  };
}

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0;

const oneOf = <One>(all: readonly One[], value: unknown): One | undefined =>
  all.find((one) => one === value);

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    // Cut, or another program's.
    return undefined;
  }
}
