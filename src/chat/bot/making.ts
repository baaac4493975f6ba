// What is stored when a bot is made and when it is revoked, all or nothing: what it is, whose its name is, and that it is in each
// of its rooms, or is not any more. So its room sees who added it, its moderators can send it out like anybody, and whatever it
// writes rests on a membership that ends with it (docs/adr/0034). Pure.
import type { User } from '../../shared/wire/objects.ts';
import type { State } from '../kernel/command.ts';
import { type Envelope, makeFact, makeRoomlessFact } from '../kernel/fact.ts';
import { botSubject, memberSubject } from '../kernel/subjects.ts';
import { memberJoined, memberRemoved } from '../member/facts.ts';
import { kept, memberOf } from '../member/member.ts';
import { claimOf, releaseOf } from '../name/commands.ts';
import { holderOf, subjectOfName } from '../name/holder.ts';
import { type Bot, botUser } from './bot.ts';
import { type BotFact, botMade, botRevoked } from './facts.ts';

export interface Together {
  fact: BotFact;
  and: readonly Envelope[];
  /** The subjects of their own that they expect to be as they were read. */
  expects: readonly string[];
}

/** Where it stands what a bot is, what it is called, and what it is in its rooms. */
export const statesOfBot = (bot: Pick<Bot, 'id' | 'name' | 'rooms'>): readonly string[] => [
  botSubject(bot.id),
  subjectOfName(bot.name),
  ...bot.rooms.map((room) => memberSubject(room, botUser(bot).id)),
];

export function making(bot: Bot, { id, by }: { id: string; by: User }): Together {
  const user = botUser(bot);
  const member = { state: 'in', role: 'member' };
  return {
    fact: makeRoomlessFact(botMade, { id, user: by, data: { bot } }),
    and: [
      claimOf({ id, user, name: bot.name, untilMs: Number.POSITIVE_INFINITY }),
      ...bot.rooms.map((room) =>
        makeFact(memberJoined, { id, room, user: by, data: { user, member } }),
      ),
    ],
    expects: statesOfBot(bot),
  };
}

export interface Revoking {
  id: string;
  by: User;
  /** By the log's clock. */
  now: number;
  state: (subject: string) => State;
}

export function revoking(bot: Bot, { id, by, now, state }: Revoking): Together {
  const user = botUser(bot);
  const name = subjectOfName(bot.name);
  const isHeld = holderOf(state(name), now)?.userId === user.id;
  const removals = bot.rooms.flatMap((room) => {
    const before = memberOf(state(memberSubject(room, user.id)));
    if (before.state !== 'in' && before.state !== 'invited') return [];
    const member = { state: 'removed', role: 'member', ...kept(before) };
    return [makeFact(memberRemoved, { id, room, user: by, data: { user, member } })];
  });
  return {
    fact: makeRoomlessFact(botRevoked, { id, user: by, data: { bot: { ...bot, revoked: true } } }),
    and: [...(isHeld ? [releaseOf({ id, user })] : []), ...removals],
    expects: [
      botSubject(bot.id),
      ...(isHeld ? [name] : []),
      ...removals.map(({ room }) => memberSubject(room, user.id)),
    ],
  };
}
