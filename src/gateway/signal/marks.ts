// How far people read, as it moves: told and written at once, then once a second at most, and the last is never lost. What is known
// stands in known-marks.ts.
// Invariants: a mark moves forward only; nobody's chat waits for the store, and while it is away marks wait in memory, bounded.
import { setBounded } from '../limits/bounded.ts';
import { KnownMarks } from './known-marks.ts';
import type { MarkStore } from './mark-store.ts';
import { StoreRest } from './store-rest.ts';

export interface MarksOptions {
  store: MarkStore;
  /** Those of the user's connections here that know less. */
  tell: (userId: string, room: string, seq: number) => void;
  /** The other gateways. */
  publish: (userId: string, room: string, seq: number) => void;
  onFault: (error: unknown) => void;
  onWritten?: () => void;
  now?: () => number;
}

/** A mark that moved and is not written, or was written a moment ago. */
interface Move {
  userId: string;
  room: string;
  seq: number;
  told: number;
  stored: number;
  /** Not before: of telling and writing. */
  dueAt: number;
  writing: boolean;
  failed: boolean;
}

const EVERY_MS = 1_000;
const AT_ONCE = 16;

export class Marks {
  readonly #options: MarksOptions;
  readonly #now: () => number;
  readonly #rest: StoreRest;
  readonly #known: KnownMarks;
  readonly #moves = new Map<string, Move>();
  readonly #writes = new Set<Promise<void>>();

  constructor(options: MarksOptions) {
    const { store, tell: found, onFault } = options;
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#rest = new StoreRest(this.#now, onFault);
    this.#known = new KnownMarks({ store, rest: this.#rest, found });
  }

  /** Users whose marks are in memory, and marks that are on their way to the store. */
  get users(): number {
    return this.#known.users;
  }
  get waiting(): number {
    return this.#moves.size;
  }

  /** How far the user has read the room, 0 where that is not known now: what is known later is told. */
  async of(userId: string, room: string): Promise<number> {
    const known = await this.#known.of(userId, room);
    // Whoever was gone meanwhile is not known any more; what they said last may be on its way to the store.
    return Math.max(known, this.#moves.get(keyOf(userId, room))?.seq ?? 0);
  }

  /** The user, who is in the room, has read it up to here. Whether that is further than before. */
  move(userId: string, room: string, seq: number): boolean {
    if (!this.#known.learn(userId, room, { seq })) return false;
    const key = keyOf(userId, room);
    const move = this.#moves.get(key) ?? newMove(userId, room);
    move.seq = seq;
    setBounded(this.#moves, key, move);
    this.#go(key, move);
    return true;
  }

  /** Another gateway says so. */
  heard(userId: string, room: string, seq: number): void {
    if (this.#known.has(userId) && this.#known.learn(userId, room, { seq })) {
      this.#options.tell(userId, room, seq);
    }
  }

  /** Their last connection is gone. What is on its way to the store goes on. */
  forget(userId: string): void {
    this.#known.forget(userId);
  }

  /** Nothing was heard for a while: what is known may be old. */
  doubt(): void {
    this.#known.doubt();
  }

  /** What is due by now. */
  tick(): void {
    for (const [key, move] of this.#moves) this.#go(key, move);
    this.#known.tick();
  }

  /** Writes what is not written yet. Rejects never; what the store does not take within `withinMs` is lost. */
  async flush(withinMs: number): Promise<void> {
    const until = this.#now() + withinMs;
    this.#rest.end();
    for (;;) {
      for (const move of this.#moves.values()) if (move.seq > move.stored) this.#write(move);
      if (this.#writes.size === 0 || this.#now() >= until) return;
      await Promise.race(this.#writes);
    }
  }

  #go(key: string, move: Move): void {
    if (move.writing || move.dueAt > this.#now()) return;
    if (move.seq <= move.told && move.seq <= move.stored) {
      this.#moves.delete(key);
      return;
    }
    if (move.seq > move.told) this.#say(move);
    this.#write(move);
  }

  #say(move: Move): void {
    const { userId, room, seq } = move;
    move.told = seq;
    move.dueAt = this.#now() + EVERY_MS;
    this.#options.tell(userId, room, seq);
    this.#options.publish(userId, room, seq);
  }

  #write(move: Move): void {
    if (move.writing || this.#rest.resting || this.#writes.size >= AT_ONCE) return;
    move.writing = true;
    move.dueAt = this.#now() + EVERY_MS;
    const write = this.#advance(move).finally(() => {
      move.writing = false;
      this.#writes.delete(write);
    });
    this.#writes.add(write);
  }

  async #advance(move: Move): Promise<void> {
    const { userId, room, seq } = move;
    const { store, tell, publish, onWritten } = this.#options;
    const revision = this.#known.revisionOf(userId, room);
    try {
      const stored = await store.advance({ userId, room, seq, revision });
      move.stored = stored.seq;
      onWritten?.();
      if (this.#known.has(userId) && this.#known.learn(userId, room, stored)) {
        tell(userId, room, stored.seq);
      }
      // Who came meanwhile found nothing in the store, and was nowhere when it was said.
      if (move.failed) publish(userId, room, stored.seq);
      move.failed = false;
    } catch (error) {
      move.failed = true;
      this.#rest.failed(error);
    }
  }
}

const keyOf = (userId: string, room: string): string => `${room} ${userId}`;

const newMove = (userId: string, room: string): Move => ({
  userId,
  room,
  seq: 0,
  told: 0,
  stored: 0,
  dueAt: Number.NEGATIVE_INFINITY,
  writing: false,
  failed: false,
});
