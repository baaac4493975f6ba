// The rooms of the list: put into it and entered, tried anew, taken off. Invariant: a room is in the list with everything that was
// kept of it, and what is taken off it leaves nothing behind.
import type { ChatClient } from '../../client/client.ts';
import type { User } from '../../shared/wire/objects.ts';
import type { Around } from './around.ts';
import type { StateHolder } from './chat-state.ts';
import { FIRST_ROOM, LAST } from './entering-first.ts';
import { membersOf } from './members.ts';
import type { Memory } from './memory.ts';
import { type Remembering, restored } from './remembering.ts';
import type { Views } from './views.ts';

/**
 * Messages that come by themselves after an absence, some six screens; of more than that only the latest, and scrolling back brings the
 * rest. On a slow network a hundred take 0.15 s, and on a slow device as long again.
 */
const CAUGHT_UP = 100;

export interface EnteringParts {
  state: StateHolder;
  client: ChatClient;
  memory: Memory;
  views: Views;
  around: Around;
  remembering: Remembering;
}

export class Entering {
  readonly #parts: EnteringParts;

  constructor(parts: EnteringParts) {
    this.#parts = parts;
  }

  /** The rooms of before, and those that something waits for. Gives their names; `enter` is called once somebody listens. */
  restore(): { names: string[]; enter: () => void } {
    const { state, client, memory, views } = this.#parts;
    const names = this.#known();
    const rooms = names.map((name) => restored(name, memory, client));
    state.addRooms(rooms);
    for (const one of rooms) views.add(one);
    return {
      names,
      enter: () => {
        for (const name of names) this.#join(name);
      },
    };
  }

  /** Into the list, where it is not in it. */
  put(name: string): void {
    const { state, client, memory, views, remembering } = this.#parts;
    if (state.room(name) !== undefined) return;
    // Another tab may have been there: the SDK goes on after the cursor that it kept.
    const room = restored(name, memory, client);
    state.addRooms([room]);
    views.add(room);
    remembering.rememberRooms();
    this.#join(name);
  }

  /** A conversation with these people, as it begins. */
  meet(name: string, people: readonly User[]): void {
    const { state, remembering } = this.#parts;
    this.put(name);
    state.change(name, (room) => ({
      ...room,
      members: new Map([...membersOf(people), ...room.members]),
    }));
    remembering.rememberPeople(name);
  }

  /** Tries once more to enter a room that the person is not in. */
  again(name: string): void {
    const { state, client, views } = this.#parts;
    const standing = state.room(name)?.standing;
    client.leave(name);
    views.remove(name);
    state.removeRoom(name);
    this.put(name);
    // By what it is called, as long as nobody says what it is by now.
    if (standing !== undefined) state.change(name, (room) => ({ ...room, standing }));
  }

  takeOff(name: string): void {
    const { state, views, around, remembering } = this.#parts;
    views.remove(name);
    around.forget(name);
    state.removeRoom(name);
    remembering.forget(name);
  }

  #known(): string[] {
    const { client, memory } = this.#parts;
    const known = memory.rooms();
    const waiting = client
      .pending()
      .map((command) => command.room)
      .filter((room) => room !== undefined);
    return [...new Set([...(known.length > 0 ? known : [FIRST_ROOM]), ...waiting])];
  }

  #join(name: string): void {
    // A refusal is shown in the room; `error` brought the reason already.
    this.#parts.client.join(name, { last: LAST, max: CAUGHT_UP }).catch(() => undefined);
  }
}
