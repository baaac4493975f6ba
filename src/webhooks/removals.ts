// What was deleted in a room, as far as its changes were looked through: entry by entry from the first one that anybody asked about to
// the log's end, each once. So nobody is told what was deleted, however long the eraser is away and however much happened since.
// Bounded: rooms that were not asked about for the longest are forgotten, and looked through again.

/** A change, with the sequence of what it removes, where it removes anything. */
export interface Change {
  seq: number;
  removes: number | undefined;
}
/** The first change of a room from a sequence on; undefined where there is none. */
export type NextChange = (room: string, from: number) => Promise<Change | undefined>;

interface Looked {
  /** Changes between these were looked through, both included. */
  from: number;
  to: number;
  /** By what was removed, the change that did it. */
  removed: Map<number, number>;
}

const ROOMS_MAX = 500;
const REMOVED_MAX = 20_000;

export class Removals {
  readonly #rooms = new Map<string, Looked>();
  readonly #next: NextChange;

  constructor(next: NextChange) {
    this.#next = next;
  }

  /** The last change behind `seq` that removes this; undefined where there is none. Rejects while the log does not answer. */
  async of(room: string, target: number, seq: number): Promise<number | undefined> {
    const looked = this.#rooms.get(room) ?? { from: seq + 1, to: seq, removed: new Map() };
    this.#rooms.delete(room);
    this.#rooms.set(room, looked);
    await this.#look(room, looked, { from: seq + 1, until: looked.from });
    looked.from = Math.min(looked.from, seq + 1);
    await this.#look(room, looked, { from: looked.to + 1, until: Number.POSITIVE_INFINITY });
    const at = looked.removed.get(target);
    if (looked.removed.size > REMOVED_MAX) this.#rooms.delete(room);
    for (const [oldest] of this.#rooms) {
      if (this.#rooms.size <= ROOMS_MAX) break;
      this.#rooms.delete(oldest);
    }
    return at !== undefined && at > seq ? at : undefined;
  }

  async #look(
    room: string,
    looked: Looked,
    { from, until }: { from: number; until: number },
  ): Promise<void> {
    for (let at = from; at < until; ) {
      const change = await this.#next(room, at);
      if (change === undefined || change.seq >= until) return;
      const { seq, removes } = change;
      if (removes !== undefined) {
        looked.removed.set(removes, Math.max(seq, looked.removed.get(removes) ?? 0));
      }
      if (until === Number.POSITIVE_INFINITY) looked.to = Math.max(looked.to, seq);
      at = seq + 1;
    }
  }
}
