// What a room is, as its last state says: pure, without a library, for gateways and for who shows it. A room that nobody made
// is open to everybody, and nobody's: operators own it.
import type { State } from '../kernel/command.ts';

export interface Room {
  /** `public`, `private` or `direct`; what only a newer version knows is closed to those who are not in it. */
  kind: string;
  title?: string | undefined;
  topic?: string | undefined;
  /** How long each person waits between two messages; none where it is missing. */
  slowModeSeconds?: number | undefined;
  archived?: boolean | undefined;
  /** Who owns it, by id: here, so that two owners who act at once change one state, and one of them wins (docs/adr/0029). */
  owners?: readonly string[] | undefined;
}

/** What nobody made. */
export const NOBODYS: Room = { kind: 'public' };

export const ROOM_LIMITS = {
  titleMax: 80,
  topicMax: 1_000,
  slowModeMaxSeconds: 21_600,
  ownersMax: 32,
  /** Whom a room may begin with, beside who makes it. */
  firstMembersMax: 50,
  /** People of a direct room, the one who begins it among them. */
  directMin: 2,
  directMax: 8,
} as const;

/** Of which nothing is understood here: a newer version may have closed it. */
const CLOSED: Room = { kind: 'unknown' };

/** Of the last entry of its subject. */
export function roomOf({ fact }: State): Room {
  if (fact === undefined) return NOBODYS;
  return saysRoom(fact.data) ? fact.data.room : CLOSED;
}

/** Whether data of a fact say what a room is. */
export const saysRoom = (data: unknown): data is { room: Room } =>
  isObject(data) && isObject(data['room']) && typeof data['room']['kind'] === 'string';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

export const isPublic = ({ kind }: Room): boolean => kind === 'public';
export const isDirect = ({ kind }: Room): boolean => kind === 'direct';
export const ownersOf = ({ owners = [] }: Room): readonly string[] => owners;
