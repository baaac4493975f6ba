// Bots and hooks, made and revoked from a terminal, for any room that is not direct (docs/adr/0034). The token is printed once, and is
// nowhere else: the log has its hash.
import { randomUUID } from 'node:crypto';
import {
  BOT_ID,
  BOT_ROOMS_MAX,
  type Bot,
  type BotKind,
  botOf,
  botOfUser,
  saysBot,
} from '../../../chat/bot/bot.ts';
import { making, revoking, statesOfBot } from '../../../chat/bot/making.ts';
import { newToken } from '../../../chat/bot/token.ts';
import {
  ALL_BOTS,
  botSubject,
  messageSubject,
  stateSubject,
} from '../../../chat/kernel/subjects.ts';
import { holderOf, subjectOfName } from '../../../chat/name/holder.ts';
import { nameProblem, tidyName } from '../../../chat/name/rule.ts';
import type { Whom } from '../../../chat/operator/whom.ts';
import { isDirectName } from '../../../chat/room/direct-name.ts';
import { isDirect, roomOf } from '../../../chat/room/room.ts';
import { DONE, type Log, REFUSED, say } from './log.ts';

/** Of those that were not revoked; of a room, or of all. */
export async function listBots(log: Log, room: string | undefined): Promise<number> {
  const bots = new Map<string, { bot: Bot; at: string }>();
  for await (const { at, fact } of log.each(ALL_BOTS)) {
    if (saysBot(fact.data)) bots.set(fact.data.bot.id, { bot: fact.data.bot, at });
  }
  const listed = [...bots.values()].filter(
    ({ bot }) => bot.revoked !== true && (room === undefined || bot.rooms.includes(room)),
  );
  for (const { bot, at } of listed) {
    say(
      `${kindOf(bot)} ${bot.name} (${bot.id}) in ${bot.rooms.join(', ')}, ${at}, by ${bot.by.name}`,
    );
  }
  if (listed.length === 0) say(room === undefined ? 'There are no bots.' : `${room} has no bots.`);
  return DONE;
}

const kindOf = ({ kind }: Bot): string => (kind === 'incoming' ? 'hook' : 'bot');

export interface Making {
  name: string;
  kind: BotKind;
  rooms: readonly string[];
  /** Who does it. */
  by: Whom;
  /** Where a gateway answers, where that is known here. */
  url: string | undefined;
}

export async function makeBot(log: Log, about: Making): Promise<number> {
  const { kind, by, url } = about;
  const [name, rooms] = [tidyName(about.name), [...new Set(about.rooms)]];
  const problem = nameProblem(name) ?? (await roomsProblem(log, kind, rooms));
  if (problem !== undefined) {
    say(`${problem}.`);
    return REFUSED;
  }
  const id = randomUUID();
  const { token, sha256 } = newToken(id);
  const bot: Bot = { id, name, kind, rooms, sha256, by };
  const state = await log.states(statesOfBot(bot));
  if (holderOf(state(subjectOfName(name)), Date.now()) !== undefined) {
    say(`“${name}” is taken, or looks like a name that is: choose another.`);
    return REFUSED;
  }
  await log.append(making(bot, { id: randomUUID(), by }), state);
  say(`${name} (${id}) is in ${rooms.join(', ')} now. By ${by.name}. Shown once:`);
  const at = url?.replace(/\/$/, '') ?? 'https://<this chat>';
  say(kind === 'incoming' ? `${at}/api/hooks/${token}` : token);
  return DONE;
}

async function roomsProblem(log: Log, kind: BotKind, rooms: readonly string[]) {
  if (kind === 'incoming' && rooms.length !== 1) return 'a hook posts into one room: ROOMS=ops';
  if (rooms.length > BOT_ROOMS_MAX) return `a bot has at most ${BOT_ROOMS_MAX} rooms`;
  const state = await log.states(rooms.flatMap((one) => [stateSubject(one), messageSubject(one)]));
  for (const room of rooms) {
    const is = state(stateSubject(room));
    if (is.seq + state(messageSubject(room)).seq === 0) return `there is no room ${room}`;
    if (isDirectName(room) || isDirect(roomOf(is))) return `${room} is direct, and has no bots`;
    if (roomOf(is).archived === true) return `${room} is archived: nobody writes in it`;
  }
  return undefined;
}

/** `typed`: its id, or its name. */
export async function revokeBot(log: Log, typed: string, by: Whom): Promise<number> {
  const now = Date.now();
  const id = BOT_ID.test(typed) ? typed : await idOfName(log, typed, now);
  const subject = botSubject(id ?? '');
  const is = id === undefined ? undefined : botOf((await log.states([subject]))(subject));
  if (is === undefined || is.revoked === true) {
    say(is === undefined ? `No bot is called ${typed}.` : `${is.name} is revoked already.`);
    return REFUSED;
  }
  const state = await log.states(statesOfBot(is));
  await log.append(revoking(is, { id: randomUUID(), by, now, state }), state);
  say(`${is.name} (${is.id}) is revoked: its token opens nothing any more. By ${by.name}.`);
  return DONE;
}

async function idOfName(log: Log, name: string, now: number): Promise<string | undefined> {
  const subject = subjectOfName(name);
  const holder = holderOf((await log.states([subject]))(subject), now);
  return holder && botOfUser(holder.userId);
}
