// What somebody may do in a room: the one place where everything that is written or read there asks. Pure. Invariant: whatever
// a person writes in a room rests on their own membership, and the log refuses it where that is another one by then; so nothing
// of somebody who was banned or muted stands above that (docs/adr/0029).
import { type Asker, type Deciding, isModerator, type Refusal, refuse } from '../kernel/command.ts';
import { memberSubject, stateSubject } from '../kernel/subjects.ts';
import { isDirectName } from '../room/direct-name.ts';
import { isDirect, isPublic, type Room, roomOf } from '../room/room.ts';
import { isWelcome, type Member, memberOf } from './member.ts';

/** What a decision about somebody's standing in a room needs: `needs` of a command. */
export const standingNeeds = (room: string, userId: string): readonly string[] => [
  stateSubject(room),
  memberSubject(room, userId),
];

/** And what it rests on: `expects` of the decision. */
export const restsOn = (room: string, { user }: Asker): string => memberSubject(room, user.id);

/** Operators are owners where there may be owners: what a few people say to each other is theirs. */
export const isOperatorOf = (asker: Asker, room: Room, name: string): boolean =>
  isModerator(asker) && !isDirect(room) && !isDirectName(name);

export interface Standing {
  room: Room;
  member: Member;
  isOperator: boolean;
  /** Of a bot that was made here: what is open to all is not open to it. */
  isBot?: true;
}

export function standingOf(
  { asker, state }: Pick<Deciding, 'asker' | 'state'>,
  name: string,
): Standing {
  const [ofRoom = '', ofMember = ''] = standingNeeds(name, asker.user.id);
  const room = roomOf(state(ofRoom));
  const member = memberOf(state(ofMember));
  return { room, member, isOperator: isOperatorOf(asker, room, name), ...botOrNot(asker) };
}

export const botOrNot = ({ scope }: Asker): Pick<Standing, 'isBot'> =>
  scope === undefined ? {} : { isBot: true };

/** As moderators count: 3 an owner, 2 a moderator, 1 who may write, 0 nobody. */
export function rankOf({ room, member, isOperator, isBot }: Standing): number {
  if (isOperator) return 3;
  if (member.state === 'in') return { owner: 3, moderator: 2 }[member.role] ?? 1;
  return isPublic(room) && isWelcome(member) && !isBot ? 1 : 0;
}

/** Whether somebody may do in a room what only those may who look after it. */
export const moderates = (standing: Standing): boolean => rankOf(standing) > 1;

/** Whether somebody may do what its owners may. */
export const owns = (standing: Standing): boolean => rankOf(standing) > 2;

/** Why somebody may write nothing in a room now; undefined where they may. Of a command that says something new. */
export function writeProblem(at: Deciding, name: string, id: string): Refusal | undefined {
  const standing = standingOf(at, name);
  const problem = actProblem(standing, name, at.now);
  if (problem !== undefined) return problem;
  const { slowModeSeconds = 0 } = standing.room;
  if (slowModeSeconds === 0 || moderates(standing)) return undefined;
  const last = at.known.lastMessage(name, at.asker.user.id);
  // Its own earlier try is nothing that it must keep a distance from.
  if (last === undefined || last.id === id.toLowerCase()) return undefined;
  // The log's clock may be ahead of this one; nobody has said anything later than now.
  const agoMs = Math.max(0, at.now - last.atMs);
  const waitMs = Math.ceil(slowModeSeconds * 1_000 - agoMs);
  if (waitMs <= 0) return undefined;
  const message = `${name} is slow: each person writes once in ${slowModeSeconds} s, wait ${waitMs} ms`;
  return refuse('slow_mode', message, waitMs);
}

/** Why somebody may do nothing in a room, whatever it is. */
export function actProblem(
  { room, member, isOperator, ...more }: Standing,
  name: string,
  now: number,
): Refusal | undefined {
  if (room.archived === true)
    return refuse('forbidden', `${name} is archived: nobody writes in it`);
  if (isOperator) return undefined;
  if (member.state === 'banned') return refuse('forbidden', `you are banned from ${name}`);
  const { mutedUntil = 0 } = member;
  if (now < mutedUntil) {
    const until = new Date(mutedUntil).toISOString();
    return refuse('forbidden', `you are muted in ${name} until ${until}`);
  }
  if (!isOpenTo({ room, member, isOperator, ...more }, name)) {
    return refuse('forbidden', `${name} is not open to you: somebody who is in it may invite you`);
  }
  return undefined;
}

/** Whether somebody may read what is in a room, as far as the log says. */
export const mayRead = (standing: Standing, name: string): boolean =>
  standing.isOperator || isOpenTo(standing, name);

/** A direct room that nobody began yet is closed, too: its name belongs to the people that it follows from. */
const isOpenTo = ({ room, member, isBot }: Standing, name: string): boolean =>
  member.state === 'in' ||
  (isPublic(room) && !isDirectName(name) && isWelcome(member) && isBot !== true);
