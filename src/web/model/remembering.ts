// What a room was when the page ended, and is again with the next one. Invariants: messages and cursor are kept in one write,
// so that they fit together whenever the page ends; after `stop` nothing is written: whoever signed out is forgotten.
import { EMPTY_VIEW } from '../../chat/kernel/view.ts';
import type { ChatClient } from '../../client/client.ts';
import type { Cursor } from '../../client/storage.ts';
import { isPastId } from '../../client/uuid7.ts';
import { timeOfId } from '../../shared/ids.ts';
import { type Change, isChange } from './changes.ts';
import type { StateHolder } from './chat-state.ts';
import { membersOf, usersIn } from './members.ts';
import type { Memory } from './memory.ts';
import type { Reading } from './reading.ts';
import { emptyRoom, type Outgoing, type Room } from './room.ts';
import { isDirectRoom } from './room-names.ts';
import type { Views } from './views.ts';

export interface RememberingParts {
  client: Pick<ChatClient, 'cursor'>;
  state: StateHolder;
  memory: Memory;
  views: Views;
  reading: Reading;
}

export class Remembering {
  readonly #parts: RememberingParts;
  readonly #due = new Set<string>();
  #stopped = false;

  constructor(parts: RememberingParts) {
    this.#parts = parts;
  }

  /** A cursor moved; within a backlog it is kept when that is through. */
  moved(name: string, cursor: Cursor | undefined): void {
    if (cursor === undefined || this.#parts.reading.isCaughtUp(name)) this.remember(name, cursor);
  }

  remember(name: string, cursor: Cursor | undefined): void {
    if (this.#stopped) return;
    const { state, memory, views, reading } = this.#parts;
    views.gather(name);
    const room = state.room(name);
    if (room === undefined || cursor === undefined) {
      memory.saveRoom(name, undefined);
      return;
    }
    reading.keepMark(name);
    memory.saveRoom(name, { cursor, view: room.view });
  }

  /** Something was deleted in this room: what is kept loses it before anything else happens, not some time later. */
  rememberNow(name: string): void {
    if (this.#due.size === 0) queueMicrotask(() => this.#rememberDue());
    this.#due.add(name);
  }

  /** Behind all that came at once: a cursor is kept with everything that it counts. */
  #rememberDue(): void {
    const due = [...this.#due];
    this.#due.clear();
    for (const name of due) this.remember(name, this.#parts.client.cursor(name));
  }

  /** The list; a room that one was sent out of does not come back with the next page. */
  rememberRooms(): void {
    const { memory, state } = this.#parts;
    const names = state.now.names.filter((name) => state.room(name)?.entry.state !== 'out');
    memory.saveRooms(names);
  }

  /** Everything that is kept of a room that one leaves. */
  forget(name: string): void {
    const { memory } = this.#parts;
    this.rememberRooms();
    memory.saveRoom(name, undefined);
    memory.saveReadMark(name, undefined);
    memory.saveDraft(name, '');
    memory.saveDirect(name, []);
    memory.saveStanding(name, undefined);
  }

  /** Whom a direct room is called by. */
  rememberPeople(name: string): void {
    const room = this.#parts.state.room(name);
    if (room !== undefined && isDirectRoom(room) && !this.#stopped)
      this.#parts.memory.saveDirect(name, usersIn(room.members));
  }

  /** What it is called by otherwise, and what one may do there. */
  rememberStanding(name: string): void {
    const standing = this.#parts.state.room(name)?.standing;
    if (standing !== undefined && !this.#stopped) this.#parts.memory.saveStanding(name, standing);
  }

  stop(): void {
    this.#stopped = true;
  }
}

/** A room as it was kept, with what of it is still on its way. */
export function restored(name: string, memory: Memory, client: Pick<ChatClient, 'pending'>): Room {
  const view = memory.room(name)?.view ?? EMPTY_VIEW;
  const pending = client.pending(name);
  const outgoing = pending.flatMap(({ id, command }): Outgoing[] => {
    if (command.type !== 'post') return [];
    const { text, replyTo } = command;
    const at = isPastId(id) ? Date.now() : timeOfId(id);
    return [{ id, text, at, status: 'waiting', ...(replyTo !== undefined && { replyTo }) }];
  });
  const changes = pending.flatMap(({ command }): Change[] =>
    isChange(command) ? [{ command, status: 'waiting' }] : [],
  );
  const readSeq = memory.readMark(name)?.seq;
  const members = membersOf(memory.direct(name));
  const standing = memory.standing(name);
  return { ...emptyRoom(name), standing, view, outgoing, changes, readSeq, members };
}
