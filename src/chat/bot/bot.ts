// What a bot is, as the last fact about it says: pure, without a library. It is somebody of its own, who is in the rooms of its scope
// and sees no others (docs/adr/0034). How it comes in is its kind: `token` for a program that listens and speaks, `incoming` for a
// hook that posts what is sent to its address. Of a kind that only a newer version knows nothing comes in here.
import type { User } from '../../shared/wire/objects.ts';
import type { State } from '../kernel/command.ts';

export const BOT_KINDS = ['token', 'incoming'] as const;
export type BotKind = (typeof BOT_KINDS)[number];

/** Beside these what newer versions say. */
export interface Bot {
  /** A UUID, in small letters. */
  id: string;
  name: string;
  kind: string;
  /** Its scope. */
  rooms: readonly string[];
  /** Of its token's secret, in hexadecimal: the token itself is known to who made it, and to nobody else. */
  sha256: string;
  /** Who made it. */
  by: User;
  revoked?: boolean | undefined;
}

/** Its rooms: each costs an entry where it is made, and one where it is revoked. */
export const BOT_ROOMS_MAX = 20;

/** Of the last entry of its subject; undefined where there never was one, or where nobody here understands it. */
export const botOf = ({ fact }: State): Bot | undefined =>
  saysBot(fact?.data) ? fact.data.bot : undefined;

const USER_PREFIX = 'bot-';
export const botUser = ({ id, name }: Pick<Bot, 'id' | 'name'>): User => ({
  id: USER_PREFIX + id,
  name,
  kind: 'bot',
});
/** Whose bot a user is; undefined for people, and for bots of an identity provider. */
export const botOfUser = (userId: string): string | undefined =>
  BOT_ID.test(userId.slice(USER_PREFIX.length)) && userId.startsWith(USER_PREFIX)
    ? userId.slice(USER_PREFIX.length)
    : undefined;

export const BOT_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether data of a fact say what a bot is. */
export const saysBot = (data: unknown): data is { bot: Bot } =>
  isObject(data) && isObject(data['bot']) && isBot(data['bot']);

const isBot = ({ id, name, kind, rooms, sha256, by }: Record<string, unknown>): boolean =>
  [id, name, kind, sha256].every((text) => typeof text === 'string') &&
  Array.isArray(rooms) &&
  rooms.every((room) => typeof room === 'string') &&
  isObject(by);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
