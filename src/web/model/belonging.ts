// Which rooms the person belongs to: comes into one that they were asked into, leaves one, takes one off the list. Invariant: what
// they take off the list of this page does not come back by itself.
import type { ChatClient } from '../../client/client.ts';
import { NOT_CONNECTED } from '../words/refusals.ts';
import type { StateHolder } from './chat-state.ts';
import type { Entering } from './entering.ts';
import type { OwnRooms } from './own-rooms.ts';
import { isOut } from './room.ts';
import type { RoomDeeds } from './room-deeds.ts';
import { isDirectRoom } from './room-names.ts';

export interface BelongingParts {
  state: StateHolder;
  client: Pick<ChatClient, 'leave'>;
  entering: Pick<Entering, 'again' | 'takeOff'>;
  own: Pick<OwnRooms, 'takenOff'>;
  roomDeeds: Pick<RoomDeeds, 'join' | 'leave'>;
  /** Turns to a room. */
  open: (room: string) => void;
}

export class Belonging {
  readonly #parts: BelongingParts;

  constructor(parts: BelongingParts) {
    this.#parts = parts;
  }

  /** Listens to it no more, and takes it off the list; what the person is in it stays. */
  leave(name: string): void {
    this.#parts.client.leave(name);
    this.takeOff(name);
  }

  /** Tries once more to enter a room that the person is not in. */
  enterAgain(name: string): void {
    this.#parts.entering.again(name);
  }

  takeOff(name: string): void {
    const { state, entering, own, open } = this.#parts;
    entering.takeOff(name);
    own.takenOff(name);
    const { names, current } = state.now;
    if (current !== name) return;
    state.set({ current: undefined });
    if (names[0] !== undefined) open(names[0]);
  }

  /** Is no member of it any more, where they were one, and takes it off the list. */
  async quit(name: string): Promise<void> {
    const { state, roomDeeds } = this.#parts;
    const room = state.room(name);
    // Who was sent out of it is no member any more, whatever was said before.
    const isIn = room !== undefined && !isOut(room.entry) && !isDirectRoom(room);
    const isMember = isIn && room.standing?.member.state === 'in';
    const problem = isMember ? await roomDeeds.leave(name) : undefined;
    if (problem !== undefined) state.set({ notice: problem });
    else if (state.room(name) !== undefined) this.leave(name);
  }

  /** Says yes to an invitation and turns to its room, or says no. */
  async answer(room: string, yes: boolean): Promise<void> {
    const { state, roomDeeds, open } = this.#parts;
    const problem = await (yes ? roomDeeds.join(room) : roomDeeds.leave(room));
    if (problem === NOT_CONNECTED) return state.set({ notice: problem });
    state.answered(room);
    if (problem !== undefined) state.set({ notice: `#${room}: ${problem}` });
    else if (yes) open(room);
  }
}
