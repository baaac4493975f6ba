// The rooms that the person is in on any device, and those into which they were asked while no page of theirs was there: asked for
// with each connection. Invariant: what they took off the list of this page does not come back before the next page.
import type { ChatClient } from '../../client/client.ts';
import type { OwnRoom } from '../../shared/wire/objects.ts';
import type { StateHolder } from './chat-state.ts';
import type { Entering } from './entering.ts';

/** Rooms of one answer, and answers: no connection is in more rooms than that. */
const PAGE = 100;
const PAGES = 2;

export interface OwnRoomsParts {
  state: StateHolder;
  client: Pick<ChatClient, 'mine'>;
  entering: Pick<Entering, 'put' | 'meet'>;
}

export class OwnRooms {
  readonly #parts: OwnRoomsParts;
  readonly #takenOff = new Set<string>();

  constructor(parts: OwnRoomsParts) {
    this.#parts = parts;
  }

  takenOff(name: string): void {
    this.#takenOff.add(name);
  }

  /** Quietly nothing where nobody answers: the next connection asks again. */
  async ask(): Promise<void> {
    try {
      let after: string | undefined;
      for (let page = 0; page < PAGES; page += 1) {
        const more = after === undefined ? {} : { after };
        const { rooms, next } = await this.#parts.client.mine({ limit: PAGE, ...more });
        // The last first: so they stand as if they had come one by one.
        for (const room of rooms.toReversed()) this.#show(room);
        if (next === undefined) return;
        after = next;
      }
    } catch {
      // An older gateway, a database that is away, a person who left.
    }
  }

  #show({ room, state: is, by, people, archived }: OwnRoom): void {
    const { state, entering } = this.#parts;
    if (this.#takenOff.has(room)) return;
    if (is === 'invited') state.invited({ room, by });
    else if (state.room(room) !== undefined || archived === true) return;
    else if (people === undefined) entering.put(room);
    else entering.meet(room, people);
  }
}
