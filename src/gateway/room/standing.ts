// What somebody on this gateway may do in a room, as far as it knows the log: who may enter it, and who may stay.

import type { State } from '../../chat/kernel/command.ts';
import { memberOf } from '../../chat/member/member.ts';
import {
  botOrNot,
  isOperatorOf,
  mayRead,
  type Standing,
  standingNeeds,
} from '../../chat/member/standing.ts';
import { roomOf } from '../../chat/room/room.ts';
import type { ErrorFrame, JoinedFrame, LeftFrame } from '../../shared/wire/frames.ts';
import type { Identity } from '../edge/identity.ts';
import type { RoomStates } from '../log/room-states.ts';
import { refusal } from '../refusal.ts';

export type { Standing };

type Sources = Pick<RoomStates, 'of'>;

/** Undefined where it would have to be read first. */
export function standingNow(
  states: Sources,
  room: string,
  identity: Identity,
): Standing | undefined {
  const found: State[] = [];
  for (const subject of standingNeeds(room, identity.user.id)) {
    const state = states.of(subject, identity.user.id);
    if (state instanceof Promise) {
      // It is known when that is there; who needs it asks again.
      state.catch(() => undefined);
      return undefined;
    }
    found.push(state);
  }
  return standingFrom(found, room, identity);
}

/** Rejects with `LogUnreadable` while nobody can say. */
export async function readStanding(
  states: Pick<RoomStates, 'of' | 'load'>,
  room: string,
  identity: Identity,
): Promise<Standing> {
  const who = identity.user.id;
  await states.load(room, who);
  const found: State[] = [];
  for (const subject of standingNeeds(room, who)) found.push(await states.of(subject, who));
  return standingFrom(found, room, identity);
}

const NONE: State = { seq: 0, fact: undefined };

function standingFrom(
  [ofRoom = NONE, ofMember = NONE]: readonly State[],
  name: string,
  identity: Identity,
): Standing {
  const room = roomOf(ofRoom);
  const isOperator = isOperatorOf(identity, room, name);
  return { room, member: memberOf(ofMember), isOperator, ...botOrNot(identity) };
}

/** Why somebody may not enter; undefined where they may. */
export function entryProblem(standing: Standing, room: string): ErrorFrame | undefined {
  if (mayRead(standing, room)) return undefined;
  if (standing.member.state === 'banned') {
    return refusal('forbidden', `you are banned from ${room}`, { room });
  }
  const message = `${room} is not open to you: somebody who is in it may invite you`;
  return refusal('forbidden', message, { room });
}

/** What `joined` says of the room and of who came in; nothing of what nobody ever said. */
export const toldOf = ({ room, member }: Standing): Pick<JoinedFrame, 'state' | 'member'> => ({
  state: room,
  member,
});

/** Why somebody is not there any more; `isOwn`: they did it themselves. */
export function reasonOf({ member: { state } }: Standing, isOwn: boolean): LeftFrame['reason'] {
  if (state === 'banned' || state === 'removed') return state;
  return state === 'out' && isOwn ? 'left' : 'closed';
}
