// The tail of the log in memory: the latest events, ready to send, found by room.
// Invariant: every event above `low` that the reader delivered is in here, in order; none at or below it. What was removed
// keeps its place and has nothing to say: nobody is given it.
// Most joins and resumes are served from here and cost NATS nothing. Frames are all it keeps: beside them facts would take
// as much again, and more where they hold many small values, and nobody counts it.

export interface RingEntry {
  seq: number;
  room: string;
  /** Whether it is a message, not what changes one or the room: these are what "the last n" counts. */
  isMessage: boolean;
  /** The WebSocket frame of the event, made once for everybody. */
  frame: Buffer;
  /** The sequence of the entry with which it goes, where that is removed. */
  goesWith?: number | undefined;
}

const REMOVED = Buffer.alloc(0);

export interface RingLimits {
  maxEvents: number;
  maxBytes: number;
}

export class Ring {
  readonly #limits: RingLimits;
  readonly #all = new Fifo<RingEntry>();
  readonly #rooms = new Map<string, Fifo<RingEntry>>();
  #bytes = 0;
  #low: number;

  /** @param low the sequence above which events will be pushed. */
  constructor(low: number, limits: RingLimits) {
    this.#low = low;
    this.#limits = limits;
  }

  /** Everything above this sequence is here. */
  get low(): number {
    return this.#low;
  }

  get size(): number {
    return this.#all.length;
  }

  push(entry: RingEntry): void {
    this.#all.push(entry);
    const room = this.#rooms.get(entry.room) ?? new Fifo<RingEntry>();
    this.#rooms.set(entry.room, room);
    room.push(entry);
    this.#bytes += entry.frame.length;
    while (this.#all.length > this.#limits.maxEvents || this.#bytes > this.#limits.maxBytes) {
      this.#evict();
    }
  }

  /** Takes away what an entry of a room says, and what goes with it: that comes behind it. */
  remove(room: string, seq: number): void {
    const entries = this.#rooms.get(room);
    if (entries === undefined) return;
    for (let i = entries.firstIndex((entry) => entry.seq >= seq); i < entries.length; i++) {
      const entry = entries.at(i);
      if (entry?.seq !== seq && entry?.goesWith !== seq) continue;
      this.#bytes -= entry.frame.length;
      entry.frame = REMOVED;
      entry.isMessage = false;
    }
  }

  /** Up to `max` events of a room above `seq`, oldest first. */
  after(room: string, seq: number, max = Number.POSITIVE_INFINITY): RingEntry[] {
    const entries = this.#rooms.get(room);
    const found: RingEntry[] = [];
    if (entries === undefined) return found;
    const from = entries.firstIndex((entry) => entry.seq > seq);
    for (let i = from; i < entries.length && found.length < max; i++) {
      const entry = entries.at(i);
      if (entry !== undefined && entry.frame !== REMOVED) found.push(entry);
    }
    return found;
  }

  /** The event of a room at this sequence, where the ring has it. */
  at(room: string, seq: number): RingEntry | undefined {
    const [entry] = this.after(room, seq - 1, 1);
    return entry?.seq === seq ? entry : undefined;
  }

  /** The last `count` messages of a room, oldest first; fewer where the ring holds fewer. */
  lastMessages(room: string, count: number): RingEntry[] {
    const entries = this.#rooms.get(room);
    const found: RingEntry[] = [];
    for (let i = (entries?.length ?? 0) - 1; i >= 0 && found.length < count; i--) {
      const entry = entries?.at(i);
      if (entry?.isMessage) found.push(entry);
    }
    return found.reverse();
  }

  #evict(): void {
    const oldest = this.#all.shift();
    if (oldest === undefined) return;
    this.#low = oldest.seq;
    this.#bytes -= oldest.frame.length;
    const room = this.#rooms.get(oldest.room);
    room?.shift();
    if (room?.length === 0) this.#rooms.delete(oldest.room);
  }
}

/** A queue over an array whose dead head is cut off once it is the larger half: O(1) amortized. */
class Fifo<T> {
  #items: T[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  at(index: number): T | undefined {
    return this.#items[this.#head + index];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    const item = this.#items[this.#head++];
    if (this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  /** The first index at which a monotone predicate holds, or `length`. */
  firstIndex(holds: (item: T) => boolean): number {
    let low = this.#head;
    let high = this.#items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holds(this.#items[middle] as T)) high = middle;
      else low = middle + 1;
    }
    return low - this.#head;
  }
}
