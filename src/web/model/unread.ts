// Rooms that the person wants to be unread from a message on. The log's read mark only rises (ADR 0024), so this is a mark of this
// browser, the same in all its tabs. Invariant: it ends when the person turns to the room again, writes in it or says that it is
// read, and with the log that it is a place in.
import type { ChatClient } from '../../client/client.ts';
import type { StateHolder } from './chat-state.ts';
import { choiceOf } from './choices.ts';
import type { Choosing } from './choosing.ts';
import type { Reading } from './reading.ts';
import { read } from './room.ts';

export interface UnreadParts {
  state: StateHolder;
  client: Pick<ChatClient, 'epoch' | 'cursor'>;
  choosing: Choosing;
  reading: Pick<Reading, 'keepMark'>;
}

export class Unread {
  readonly #parts: UnreadParts;

  constructor(parts: UnreadParts) {
    this.#parts = parts;
  }

  /** From this message on; the line stands before it at once. */
  from(name: string, seq: number): void {
    const { state, client, choosing } = this.#parts;
    const epoch = client.cursor(name)?.epoch;
    if (epoch === undefined) return;
    choosing.room(name, { unread: { seq, epoch } });
    state.change(name, (room) => ({ ...room, newAfter: seq - 1 }));
  }

  clear(name: string): void {
    this.#parts.choosing.room(name, { unread: undefined });
  }

  /** The person says that they have read it. */
  markRead(name: string): void {
    const { state, reading } = this.#parts;
    this.clear(name);
    state.change(name, (room) => ({ ...read(room), newAfter: undefined }));
    reading.keepMark(name);
  }

  markAllRead(): void {
    for (const name of this.#parts.state.now.names) this.markRead(name);
  }

  /** What was chosen here or in another tab, on the rooms. A mark of another log means nothing. */
  show(): void {
    const { state, client } = this.#parts;
    const { choices, names } = state.now;
    for (const name of names) {
      const { unread } = choiceOf(choices, name);
      const epoch = client.cursor(name)?.epoch ?? client.epoch;
      const isHere = unread !== undefined && (epoch === undefined || unread.epoch === epoch);
      const unreadFrom = isHere ? unread.seq : undefined;
      state.change(name, (room) =>
        room.unreadFrom === unreadFrom ? room : { ...room, unreadFrom },
      );
    }
  }
}
