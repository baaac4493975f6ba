// How far each user who is connected here has read each room. Read from the store once a user, not once a join; kept while one of
// their connections is here. What moves is told and written at once, then once a second at most, and the last is never lost.
// Invariants: a mark moves forward only; nobody's chat waits for the store, and while it is away marks wait in memory, bounded.
import { setBounded } from '../limits/bounded.ts';
import type { MarkStore, StoredMark } from './mark-store.ts';

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

interface Reader {
  /** By room; `revision` is undefined where only another gateway's word is known. */
  marks: Map<string, { seq: number; revision: number | undefined }>;
  /** `each`: there are too many for one answer, so each room is asked for. */
  state: 'unknown' | 'loaded' | 'each';
  loading: Promise<void> | undefined;
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
/** After it failed the store is left alone for so long. */
const AWAY_MS = 1_000;
/** A join waits no longer for a mark; it is told when it comes. */
const JOIN_WAIT_MS = 250;
const AT_ONCE = 16;

export class Marks {
  readonly #options: MarksOptions;
  readonly #now: () => number;
  readonly #readers = new Map<string, Reader>();
  readonly #moves = new Map<string, Move>();
  readonly #writes = new Set<Promise<void>>();
  /** Users whose marks could not be read, or may be older than what was not heard. */
  readonly #unread = new Set<string>();
  #awayUntil = Number.NEGATIVE_INFINITY;

  constructor(options: MarksOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** Users whose marks are in memory, and marks that are on their way to the store. */
  get users(): number {
    return this.#readers.size;
  }
  get waiting(): number {
    return this.#moves.size;
  }

  /** How far the user has read the room, 0 where that is not known now: what is known later is told. */
  async of(userId: string, room: string): Promise<number> {
    const reader = this.#readerOf(userId);
    if (reader.state === 'unknown') await soon(this.#load(userId, reader));
    if (reader.state === 'each' && !reader.marks.has(room)) {
      await soon(this.#loadOne(userId, room));
    }
    return reader.marks.get(room)?.seq ?? 0;
  }

  /** The user, who is in the room, has read it up to here. Whether that is further than before. */
  move(userId: string, room: string, seq: number): boolean {
    if (!this.#learn(userId, room, { seq })) return false;
    const key = `${room} ${userId}`;
    const move = this.#moves.get(key) ?? newMove(userId, room);
    move.seq = seq;
    setBounded(this.#moves, key, move);
    this.#go(key, move);
    return true;
  }

  /** Another gateway says so. */
  heard(userId: string, room: string, seq: number): void {
    if (this.#readers.has(userId) && this.#learn(userId, room, { seq })) {
      this.#options.tell(userId, room, seq);
    }
  }

  /** Their last connection is gone. What is on its way to the store goes on. */
  forget(userId: string): void {
    this.#readers.delete(userId);
    this.#unread.delete(userId);
  }

  /** Nothing was heard for a while: what is known may be old. */
  doubt(): void {
    for (const userId of this.#readers.keys()) this.#unread.add(userId);
  }

  /** What is due by now. */
  tick(): void {
    for (const [key, move] of this.#moves) this.#go(key, move);
    let turns = AT_ONCE;
    for (const userId of this.#unread) {
      if (this.#isAway || turns-- === 0) return;
      const reader = this.#readers.get(userId);
      this.#unread.delete(userId);
      if (reader !== undefined) void this.#load(userId, reader);
    }
  }

  /** Writes what is not written yet. Rejects never; what the store does not take within `withinMs` is lost. */
  async flush(withinMs: number): Promise<void> {
    const until = this.#now() + withinMs;
    this.#awayUntil = Number.NEGATIVE_INFINITY;
    for (;;) {
      for (const move of this.#moves.values()) if (move.seq > move.stored) this.#write(move);
      if (this.#writes.size === 0 || this.#now() >= until) return;
      await Promise.race(this.#writes);
    }
  }

  get #isAway(): boolean {
    return this.#now() < this.#awayUntil;
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
    if (move.writing || this.#isAway || this.#writes.size >= AT_ONCE) return;
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
    const reader = this.#readers.get(userId);
    // Where all are known, what is not there has no value yet; where that is wrong, the store says so.
    const absent = reader?.state === 'loaded' ? 0 : undefined;
    const revision = reader?.marks.get(room)?.revision ?? absent;
    try {
      const stored = await store.advance({ userId, room, seq, revision });
      move.stored = stored.seq;
      onWritten?.();
      if (this.#readers.has(userId) && this.#learn(userId, room, stored)) {
        tell(userId, room, stored.seq);
      }
      // Who came meanwhile found nothing in the store, and was nowhere when it was said.
      if (move.failed) publish(userId, room, stored.seq);
      move.failed = false;
    } catch (error) {
      move.failed = true;
      this.#failed(error);
    }
  }

  #readerOf(userId: string): Reader {
    const known = this.#readers.get(userId);
    if (known !== undefined) return known;
    const reader: Reader = { marks: new Map(), state: 'unknown', loading: undefined };
    this.#readers.set(userId, reader);
    return reader;
  }

  /** Whether it is further than what was known. */
  #learn(userId: string, room: string, { seq, revision }: Partial<StoredMark> & { seq: number }) {
    const { marks } = this.#readerOf(userId);
    const known = marks.get(room);
    const isFurther = seq > (known?.seq ?? 0);
    if (isFurther || (revision ?? 0) > (known?.revision ?? 0)) {
      marks.set(room, {
        seq: Math.max(seq, known?.seq ?? 0),
        revision: revision ?? known?.revision,
      });
    }
    return isFurther;
  }

  #load(userId: string, reader: Reader): Promise<void> {
    if (this.#isAway) {
      this.#unread.add(userId);
      return Promise.resolve();
    }
    reader.loading ??= this.#read(userId, reader).finally(() => {
      reader.loading = undefined;
    });
    return reader.loading;
  }

  async #read(userId: string, reader: Reader): Promise<void> {
    try {
      const marks = await this.#options.store.all(userId);
      // They may be gone meanwhile, and back.
      if (this.#readers.get(userId) !== reader) return;
      reader.state = marks === undefined ? 'each' : 'loaded';
      for (const [room, mark] of marks ?? []) this.#found(userId, room, mark);
    } catch (error) {
      if (this.#readers.get(userId) === reader) this.#unread.add(userId);
      this.#failed(error);
    }
  }

  async #loadOne(userId: string, room: string): Promise<void> {
    try {
      const mark = await this.#options.store.one(userId, room);
      if (this.#readers.has(userId)) this.#found(userId, room, mark);
    } catch (error) {
      this.#failed(error);
    }
  }

  #found(userId: string, room: string, mark: StoredMark): void {
    if (this.#learn(userId, room, mark)) this.#options.tell(userId, room, mark.seq);
  }

  #failed(error: unknown): void {
    this.#awayUntil = this.#now() + AWAY_MS;
    this.#options.onFault(error);
  }
}

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

async function soon(work: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, JOIN_WAIT_MS);
  await Promise.race([work, promise]);
  clearTimeout(timer);
}
