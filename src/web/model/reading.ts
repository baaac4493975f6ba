// How far the person has read each room: here, in another tab, on another device, one mark for all. Invariants: it only rises;
// nothing counts as read that could not be seen; a mark that is kept or told is a position in the log that its epoch names.
import type { ChatClient } from '../../client/client.ts';
import type { StateHolder } from './chat-state.ts';
import type { Memory, ReadMark } from './memory.ts';
import { caughtUp, opened, type Room, read } from './room.ts';
import { isDirectRoom } from './room-names.ts';

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
  /** Rooms of which everything that was missed has come. */
  readonly #caughtUp = new Set<string>();

  constructor({ state, client, memory, visible }: ReadingOptions) {
    this.#state = state;
    this.#client = client;
    this.#memory = memory;
    this.#visible = visible;
  }

  setAtBottom(atBottom: boolean): void {
    this.#atBottom = atBottom;
  }

  /** Whether everything that was missed has come. */
  isCaughtUp(name: string): boolean {
    return this.#caughtUp.has(name);
  }

  /** Whether the person has scrolled up in this room: then nothing above may go away. */
  isReadingUp(name: string): boolean {
    return this.#isOpen(name) && !this.#atBottom;
  }

  /** The person looks at the room: the "new" line stands where reading ended. */
  open(name: string): void {
    if (this.#visible()) this.#state.change(name, (room) => opened(room, this.#me));
    this.keepMark(name);
  }

  /** They turn away from it. Who does before the backlog is through has read what stood there, where no mark of theirs says more. */
  leave(name: string): void {
    const room = this.#state.room(name);
    const last = room?.view.messages.at(-1);
    if (room?.readSeq === undefined && last !== undefined && this.#isSeen(name))
      this.#begin(name, last.seq);
    // Not with the cursor only, some time later: the page may be gone by then.
    this.keepMark(name);
  }

  /** The page came into sight. */
  lookAgain(): void {
    const { current } = this.#state.now;
    if (current !== undefined && this.#isSeen(current)) this.open(current);
  }

  /** What stands in the open room of a visible page counts as read. What was missed does when all of it is there. */
  readOn(name: string): void {
    if (!this.#isSeen(name) || !this.#caughtUp.has(name)) return;
    this.#state.change(name, read);
    if (this.#isAssumed(name)) this.keepMark(name);
    else this.#tell(name);
  }

  /**
   * The backlog is through: who never read this room, on any device, or read it in another log, begins here; in a conversation
   * before all of it, for it was said to them.
   */
  entered(name: string, seq: number): void {
    this.#caughtUp.add(name);
    const room = this.#state.room(name);
    const isOther = this.#isOfAnotherLog(name);
    const isUnread = room !== undefined && isDirectRoom(room) && !isOther;
    if (room?.readSeq === undefined || isOther)
      this.#begin(name, isUnread ? beforeAll(room) : seq, { assumed: true });
    if (this.#isSeen(name)) this.#state.change(name, (room) => caughtUp(room, this.#me));
    this.keepMark(name);
  }

  /** The person read it up to here in another tab or on another device, or had done so before. */
  readElsewhere(name: string, seq: number): void {
    const room = this.#state.room(name);
    if (room === undefined) return;
    if (this.#isOfAnotherLog(name) || this.#isAssumed(name)) this.#begin(name, seq);
    else if (seq > (room.readSeq ?? -1)) this.#setMark(name, seq);
  }

  /** The connection is gone: what is missed from here on comes with the next one. */
  lost(): void {
    this.#caughtUp.clear();
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
    const assumed = this.#isAssumed(name) && !this.#isSeen(name);
    this.#memory.saveReadMark(name, { seq: room.readSeq, epoch, ...(assumed && { assumed }) });
    this.#tell(name);
  }

  get #me(): string {
    return this.#state.now.user.id;
  }

  /** Whether the person has the room before their eyes. */
  #isSeen(name: string): boolean {
    return this.#isOpen(name) && this.#visible();
  }

  /** Whether its live end is on the screen: who reads a stretch of the past sees nothing of what comes. */
  #isOpen(name: string): boolean {
    return this.#state.now.current === name && this.#state.room(name)?.stretch === undefined;
  }

  /** The first mark in this log. */
  #begin(name: string, seq: number, more: Pick<ReadMark, 'assumed'> = {}): void {
    this.#memory.saveReadMark(name, undefined);
    this.#setMark(name, seq, more);
  }

  #setMark(name: string, seq: number, more: Pick<ReadMark, 'assumed'> = {}): void {
    this.#state.change(name, (room): Room => ({ ...room, readSeq: seq }));
    const { epoch } = this.#client;
    if (epoch !== undefined) this.#memory.saveReadMark(name, { seq, epoch, ...more });
  }

  #isAssumed(name: string): boolean {
    return this.#memory.readMark(name)?.assumed === true;
  }

  /** To the other tabs and devices; the SDK does it as often as it is worth, and again after a lost connection. */
  #tell(name: string): void {
    const readSeq = this.#state.room(name)?.readSeq;
    const { epoch } = this.#client;
    // Before the first connection nobody knows whether the log is still the same.
    if (readSeq === undefined || epoch === undefined || this.#isOfAnotherLog(name)) return;
    // What is only assumed would be read on every device.
    if (this.#isAssumed(name)) return;
    if (this.#client.cursor(name)?.epoch === epoch) this.#client.read(name, readSeq);
  }

  /** Whether what was read counts in a log that is gone. */
  #isOfAnotherLog(name: string): boolean {
    const { epoch } = this.#client;
    const mark = this.#memory.readMark(name);
    return mark !== undefined && epoch !== undefined && mark.epoch !== epoch;
  }
}

/** Where a room begins with what is loaded, the place before that; else before anything. */
function beforeAll({ view: { low, notices } }: Room): number {
  const isWhole = notices.some(({ event }) => event === 'RoomCreated');
  return isWhole && low !== undefined ? low - 1 : 0;
}
