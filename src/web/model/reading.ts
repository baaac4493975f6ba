// How far the person has read each room. Invariants: nothing counts as read that could not be seen; a mark that is kept is a
// position in the log that its epoch names, never in one that is gone.
import type { ChatClient } from '../../client/client.ts';
import type { StateHolder } from './chat-state.ts';
import type { Memory } from './memory.ts';
import { opened, read } from './room.ts';

export interface ReadingOptions {
  state: StateHolder;
  client: ChatClient;
  memory: Memory;
  /** Whether the person can see the page now. */
  visible: () => boolean;
}

export class Reading {
  readonly #state: StateHolder;
  readonly #client: ChatClient;
  readonly #memory: Memory;
  readonly #visible: () => boolean;
  /** Whether the newest message of the open room is in sight. */
  #atBottom = true;

  constructor({ state, client, memory, visible }: ReadingOptions) {
    this.#state = state;
    this.#client = client;
    this.#memory = memory;
    this.#visible = visible;
  }

  setAtBottom(atBottom: boolean): void {
    this.#atBottom = atBottom;
  }

  /** Whether the person has scrolled up in this room: then nothing above may go away. */
  isReadingUp(name: string): boolean {
    return this.#state.now.current === name && !this.#atBottom;
  }

  /** The person looks at the room: the "new" line stands where reading ended. */
  open(name: string): void {
    this.#state.change(name, (room) => opened(room, this.#state.now.user.id));
    this.keepMark(name);
  }

  /** The page came into sight. */
  lookAgain(): void {
    const { current } = this.#state.now;
    if (current !== undefined && this.#visible()) this.open(current);
  }

  /** What stands in the open room of a visible page counts as read. */
  readOn(name: string): void {
    if (this.#state.now.current === name && this.#visible()) this.#state.change(name, read);
  }

  /** The backlog is through: who was never in this room, or in another log, begins here. */
  entered(name: string, seq: number): void {
    this.#state.change(name, (room) =>
      room.readSeq === undefined || this.#isOfAnotherLog(name) ? { ...room, readSeq: seq } : room,
    );
  }

  /** The log is another one, or shorter than before: what was read of it is gone. */
  startAnew(name: string): void {
    this.#memory.saveReadMark(name, undefined);
  }

  keepMark(name: string): void {
    const room = this.#state.room(name);
    const epoch = this.#client.cursor(name)?.epoch;
    if (room?.readSeq === undefined || epoch === undefined) return;
    // Until its backlog is through, `readSeq` is still a position in the log before.
    if (room.entry.state !== 'in' && this.#isOfAnotherLog(name)) return;
    this.#memory.saveReadMark(name, { seq: room.readSeq, epoch });
  }

  /** Whether what was read counts in a log that is gone. */
  #isOfAnotherLog(name: string): boolean {
    const { epoch } = this.#client;
    const mark = this.#memory.readMark(name);
    return mark !== undefined && epoch !== undefined && mark.epoch !== epoch;
  }
}
