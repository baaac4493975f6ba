// Making a bot and revoking one: by who owns every room of its scope. What is decided rests on the bot's own state and on that
// ownership, so nobody makes one who was deposed a moment ago. Of the token a gateway is told the hash alone.
import { z } from 'zod';
import { holdingFact } from '../holding/facts.ts';
import { botsOfHolding, heldBots, tooMany } from '../holding/held.ts';
import { holdingOf } from '../holding/holding.ts';
import {
  type Deciding,
  type Decision,
  defineCommand,
  type Refusal,
  refuse,
} from '../kernel/command.ts';
import { botSubject, holdingSubject } from '../kernel/subjects.ts';
import { actProblem, rankOf, restsOn, standingNeeds, standingOf } from '../member/standing.ts';
import { chosenName, taken } from '../name/commands.ts';
import { holderOf, subjectOfName } from '../name/holder.ts';
import { mayCreate } from '../room/commands.ts';
import { commandId, roomName } from '../room/fields.ts';
import { isDirect } from '../room/room.ts';
import { BOT_ID, BOT_KINDS, BOT_ROOMS_MAX, type Bot, botOf } from './bot.ts';
import { making, revoking, statesOfBot } from './making.ts';

const botId = z.string().regex(BOT_ID, 'the id of a bot is a UUID in small letters');

export const bot = defineCommand({
  type: 'bot',
  schema: z
    .strictObject({
      type: z.literal('bot'),
      id: commandId,
      bot: botId.describe('A new one, which the client makes; the token has it.'),
      name: chosenName,
      kind: z
        .enum(BOT_KINDS)
        .describe('`token`: of a program. `incoming`: of a hook that posts what is sent to it.'),
      rooms: z
        .array(roomName)
        .min(1)
        .max(BOT_ROOMS_MAX)
        .refine((rooms) => new Set(rooms).size === rooms.length, 'each room once')
        .describe('It enters these, and no others. A hook has one.'),
      sha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/, 'this is the SHA-256 of the token’s secret, in hexadecimal')
        .describe('Of the secret of its token, in hexadecimal: the token stays with who makes it.'),
    })
    .refine(
      ({ kind, rooms }) => kind !== 'incoming' || rooms.length === 1,
      'a hook posts into one room',
    )
    .describe('Makes a bot: somebody of its own, in rooms that are one’s own.'),
  cost: 8,
  bytes: (command) => JSON.stringify(command).length,
  rooms: ({ rooms }) => rooms,
  needs: ({ bot: id, name, rooms }, { user }) => ({
    states: [
      ...statesOfBot({ id, name, rooms }),
      ...rooms.flatMap((room) => standingNeeds(room, user.id)),
      holdingSubject(user.id),
    ],
  }),
  needsThen: (_, { user }, state) => botsOfHolding(user.id, state),
  decide: (command, at): Decision => {
    const { id, bot: made, name, kind, rooms, sha256 } = command;
    const { asker, state, now, known } = at;
    if (asker.scope !== undefined) return refuse('forbidden', 'people make bots, bots do not');
    if (!mayCreate(asker, known.botCreation)) {
      return refuse('forbidden', `here ${known.botCreation} make bots, nobody else`);
    }
    const problem = rooms
      .map((room) => ownerProblem(at, room) ?? actProblem(standingOf(at, room), room, now))
      .find((one) => one !== undefined);
    if (problem !== undefined) return problem;
    if (state(botSubject(made)).seq > 0) return refuse('conflict', 'there is such a bot already');
    if (holderOf(state(subjectOfName(name)), now) !== undefined) return taken(name);
    const { user } = asker;
    const held = heldBots(user.id, state);
    const tooManyBots = tooMany('bots', held.length, known.botsMax);
    if (tooManyBots !== undefined) return tooManyBots;
    const is: Bot = { id: made, name, kind, rooms, sha256, by: user };
    const { fact, and, expects } = making(is, { id, by: user });
    const holding = holdingSubject(user.id);
    const having = { ...holdingOf(state(holding)), bots: [...held, made] };
    const owning = rooms.map((room) => restsOn(room, asker));
    return {
      do: 'append',
      fact,
      and: [...and, holdingFact(id, user, having)],
      expects: [...expects, holding, ...owning],
    };
  },
});

export const revoke = defineCommand({
  type: 'revoke',
  schema: z
    .strictObject({ type: z.literal('revoke'), id: commandId, bot: botId })
    .describe('A bot’s token opens nothing any more, for good; it is out of its rooms.'),
  cost: 8,
  bytes: () => 0,
  needs: ({ bot: id }) => ({ states: [botSubject(id)] }),
  needsThen: ({ bot: id }, { user }, state) => {
    const is = botOf(state(botSubject(id)));
    if (is === undefined) return [];
    return [...statesOfBot(is), ...is.rooms.flatMap((room) => standingNeeds(room, user.id))];
  },
  decide: ({ id, bot: about }, at): Decision => {
    const { asker, state, now } = at;
    const is = botOf(state(botSubject(about)));
    if (is === undefined) return refuse('not_found', 'there is no such bot');
    if (asker.scope !== undefined) return refuse('forbidden', 'people revoke bots, bots do not');
    const problem = is.rooms.map((room) => ownerProblem(at, room)).find((one) => one);
    if (problem !== undefined) return problem;
    if (is.revoked === true) return refuse('conflict', `${is.name} is revoked already`);
    const { expects, ...facts } = revoking(is, { id, by: asker.user, now, state });
    const owning = is.rooms.map((room) => restsOn(room, asker));
    return { do: 'append', ...facts, expects: [...expects, ...owning] };
  },
});

function ownerProblem(at: Deciding, room: string): Refusal | undefined {
  const standing = standingOf(at, room);
  if (isDirect(standing.room)) {
    return refuse('forbidden', 'a direct room stays with its people, and has no bots');
  }
  if (rankOf(standing) >= 3) return undefined;
  return refuse('forbidden', `a bot is its rooms’ owners’ business, and you do not own ${room}`);
}
