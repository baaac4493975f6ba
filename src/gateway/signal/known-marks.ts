// What is known of how far each user who is connected here has read. Read from the store once a user, not once a join; kept while one
// of their connections is here. Invariants: a mark that is known moves forward only; who asks does not wait long for the store.
import type { MarkStore, StoredMark } from './mark-store.ts';
import type { StoreRest } from './store-rest.ts';

export interface KnownMarksOptions {
  store: Pick<MarkStore, 'all' | 'one'>;
  rest: StoreRest;
  /** The store has a mark that was not known here. */
  found: (userId: string, room: string, seq: number) => void;
}

interface Reader {
  /** By room; `revision` is undefined where only another gateway's word is known. */
  marks: Map<string, { seq: number; revision: number | undefined }>;
  /** `each`: there are too many for one answer, so each room is asked for. */
  state: 'unknown' | 'loaded' | 'each';
  loading: Promise<void> | undefined;
}

/** A join waits no longer for a mark; it is told when it comes. */
const JOIN_WAIT_MS = 250;
const AT_ONCE = 16;

export class KnownMarks {
  readonly #options: KnownMarksOptions;
  readonly #readers = new Map<string, Reader>();
  /** Users whose marks could not be read, or may be older than what was not heard. */
  readonly #unread = new Set<string>();

  constructor(options: KnownMarksOptions) {
    this.#options = options;
  }

  get users(): number {
    return this.#readers.size;
  }

  has(userId: string): boolean {
    return this.#readers.has(userId);
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

  /** The revision that the store has of a mark; undefined where that is to be asked. */
  revisionOf(userId: string, room: string): number | undefined {
    const reader = this.#readers.get(userId);
    // Where all are known, what is not there has no value yet; where that is wrong, the store says so.
    const absent = reader?.state === 'loaded' ? 0 : undefined;
    return reader?.marks.get(room)?.revision ?? absent;
  }

  /** Whether it is further than what was known. */
  learn(userId: string, room: string, { seq, revision }: Partial<StoredMark> & { seq: number }) {
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

  /** Their last connection is gone. */
  forget(userId: string): void {
    this.#readers.delete(userId);
    this.#unread.delete(userId);
  }

  /** Nothing was heard for a while: what is known may be old. */
  doubt(): void {
    for (const userId of this.#readers.keys()) this.#unread.add(userId);
  }

  /** Reads again what is to be read again, some of it. */
  tick(): void {
    let turns = AT_ONCE;
    for (const userId of this.#unread) {
      if (this.#options.rest.resting || turns-- === 0) return;
      const reader = this.#readers.get(userId);
      this.#unread.delete(userId);
      if (reader !== undefined) void this.#load(userId, reader);
    }
  }

  #readerOf(userId: string): Reader {
    const known = this.#readers.get(userId);
    if (known !== undefined) return known;
    const reader: Reader = { marks: new Map(), state: 'unknown', loading: undefined };
    this.#readers.set(userId, reader);
    return reader;
  }

  #load(userId: string, reader: Reader): Promise<void> {
    if (this.#options.rest.resting) {
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
      this.#options.rest.failed(error);
    }
  }

  async #loadOne(userId: string, room: string): Promise<void> {
    try {
      const mark = await this.#options.store.one(userId, room);
      if (this.#readers.has(userId)) this.#found(userId, room, mark);
    } catch (error) {
      this.#options.rest.failed(error);
    }
  }

  #found(userId: string, room: string, mark: StoredMark): void {
    if (this.learn(userId, room, mark)) this.#options.found(userId, room, mark.seq);
  }
}

async function soon(work: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  // Of a process that stood still the timers are called first: what came meanwhile is heard before nobody waits any more.
  const timer = setTimeout(() => setImmediate(resolve), JOIN_WAIT_MS);
  await Promise.race([work, promise]);
  clearTimeout(timer);
}
