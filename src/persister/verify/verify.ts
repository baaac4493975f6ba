// The proof that the rows are the log (P6): both are gone over side by side, a piece at a time, from one sequence to the rows'
// checkpoint, while people talk. Reads alone, of the log and of the database, with the rights of an operator.
// Invariant: what is called equal is, entry by entry and column by column; what differs is looked at again before it is said,
// so that nothing is that was under way. Memory is bounded by a piece, whatever the log holds.
import { setTimeout as sleep } from 'node:timers/promises';
import type { MikroORM } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { Envelope } from '../../chat/kernel/fact.ts';
import { DEAD_LETTER, EVENT, USED_ID } from '../../chat/kernel/log-tables.ts';
import type { Plan } from '../../chat/kernel/plan.ts';
import type { Table } from '../../chat/kernel/table.ts';
import { type Db, inSnapshot } from '../checkpoint.ts';
import type { LogApi } from '../holes.ts';
import { readLog } from '../tools/read-log.ts';
import { type Difference, identityOf, type Kind } from './difference.ts';
import { CannotVerify, checkpointOn, endsOf, patiently, untilRowsAt } from './extent.ts';
import { Findings } from './findings.ts';
import { type Judged, judge, type Repeat } from './judge.ts';
import { type KeysByTable, LaterRows } from './later.ts';
import { keyText, type LogWindow, windowOf } from './log-window.ts';
import { type Piece, piecesOf } from './pieces.ts';
import { readAbove, readRows, type Stored } from './stored.ts';

export interface VerifyOptions<F extends Envelope> extends LogApi {
  /** Whose NATS user this is: `operator`, or `persister`. */
  program: string;
  orm: MikroORM;
  plan: Plan<F>;
  /** Columns that entries before it set are not judged. 1 where it is not given. */
  from?: number;
  /** How far: the rows' checkpoint as it is, or the log's end as it is, for which the rows are waited for. */
  to?: 'checkpoint' | 'log';
  onProgress?: (progress: Progress) => void;
  /** How long a store may not answer, and rows may not come, before this rejects. */
  patienceMs?: number;
  /** When it looks again at what differs. */
  looksAgainMs?: number;
}

export interface Progress {
  from: number;
  /** Everything up to here was compared. */
  at: number;
  to: number;
  entries: number;
  differences: number;
}

export interface Verified extends Omit<Progress, 'at' | 'differences'> {
  /** In order of the sequences; of very many some. */
  differences: Difference[];
  count: number;
  byKind: ReadonlyMap<Kind, number>;
  /** Of the entries that were compared: dead letters that stand where they must, and facts that only a newer program knows. */
  deadLetters: number;
  foreign: number;
  /** Facts that wait for a persister that knows them. */
  unprojected: number;
  /** Events of before the log's first entry: nothing there to compare them with. */
  beyond: number;
}

const PATIENCE_MS = 60_000;
/** Before the second look: kept facts are made rows of within two seconds. */
const LOOKS_AGAIN_MS = 3_000;
/** Pieces that wait for it; with more, the run waits. */
const SUSPECTS_MAX = 8;

/** A piece of the log that was compared with rows of one moment. */
interface Look {
  window: LogWindow;
  rows: ReadonlyMap<Table, Stored>;
  judged: Judged;
  differences: Difference[];
}

/** A piece in which something differed, to be looked at again. */
interface Suspect {
  from: number;
  to: number;
  keys: KeysByTable;
  /** What differed. */
  identities: ReadonlySet<string>;
  /** When, on the monotonic clock. */
  at: number;
}

/** Rejects with {@link CannotVerify} or LogNotRead where nothing can be said. */
export async function verify<F extends Envelope>(options: VerifyOptions<F>): Promise<Verified> {
  return await new Run(options).done();
}

class Run<F extends Envelope> {
  readonly #options: VerifyOptions<F>;
  readonly #patienceMs: number;
  readonly #findings = new Findings();
  readonly #later = new LaterRows();
  readonly #suspects: Suspect[] = [];
  readonly #counts = { entries: 0, deadLetters: 0, foreign: 0, unprojected: 0 };
  #epoch = '';
  #from = 1;
  #to = 0;

  constructor(options: VerifyOptions<F>) {
    this.#options = options;
    this.#patienceMs = options.patienceMs ?? PATIENCE_MS;
  }

  async done(): Promise<Verified> {
    const { from: wanted = 1, to, onProgress } = this.#options;
    const { epoch, first, last } = await this.#ends();
    this.#epoch = epoch;
    const before = await this.#checkpoint();
    if (to === 'log') await untilRowsAt(() => this.#checkpoint(), last, this.#patienceMs);
    const from = Math.max(wanted, first, 1);
    this.#from = from;
    this.#to = to === 'log' ? last : Math.min(before.seq, last);
    for await (const piece of piecesOf(this.#read(from, this.#to), from)) {
      await this.#verifyPiece(piece, this.#later.take(piece.from, piece.to));
      const { entries } = this.#counts;
      const differences = this.#findings.count;
      onProgress?.({ from, at: piece.to, to: this.#to, entries, differences });
    }
    await this.#lookAgain(0);
    await this.#verifyAbove(last);
    const beyond = await this.#rows((db) => eventsBefore(db, first));
    const after = await this.#checkpoint();
    if (after.database !== before.database) {
      throw new CannotVerify('another database took the place of this one meanwhile');
    }
    const { count, byKind } = this.#findings;
    const differences = this.#findings.list();
    return { from, to: this.#to, ...this.#counts, differences, count, byKind, beyond };
  }

  async #verifyPiece(piece: Piece, keys: KeysByTable): Promise<void> {
    const { window, rows, judged, differences } = await this.#look(piece, keys);
    this.#count(window, rows.get(EVENT));
    await this.#suspect(piece, keys, differences);
    for (const row of judged.later) {
      if (this.#later.add(row)) continue;
      // No place to remember it: looked up right now.
      const { table, key, seq } = row;
      const only = new Map([[table, new Map([[keyText(table, key), key]])]]);
      const of = await this.#piece(seq, seq);
      await this.#suspect(of, only, (await this.#look(of, only)).differences);
    }
  }

  /** What is found is said when it was found twice, some time apart. */
  async #suspect(
    { from, to }: Piece,
    keys: KeysByTable,
    differences: readonly Difference[],
  ): Promise<void> {
    const { looksAgainMs = LOOKS_AGAIN_MS } = this.#options;
    // One that was found twice before, or shows once more.
    if (!differences.some((one) => this.#findings.isNew(one))) {
      for (const difference of differences) this.#findings.add(difference);
      return;
    }
    const identities = new Set(differences.map(identityOf));
    this.#suspects.push({ from, to, keys, identities, at: performance.now() + looksAgainMs });
    await this.#lookAgain(SUSPECTS_MAX);
  }

  /** At all that is due, and at the eldest until there are so few. */
  async #lookAgain(most: number): Promise<void> {
    for (;;) {
      const [eldest] = this.#suspects;
      const due = (eldest?.at ?? 0) - performance.now();
      if (eldest === undefined || (due > 0 && this.#suspects.length <= most)) return;
      this.#suspects.shift();
      await sleep(Math.max(0, due));
      const { from, to, keys, identities } = eldest;
      const { differences } = await this.#look(await this.#piece(from, to), keys);
      for (const difference of differences) {
        if (identities.has(identityOf(difference))) this.#findings.add(difference);
      }
    }
  }

  async #look({ entries, ...range }: Piece, keys: KeysByTable): Promise<Look> {
    const { plan } = this.#options;
    const window = windowOf(plan, entries, range);
    const rows = await this.#rows(async (db) => {
      const stored = new Map<Table, Stored>();
      for (const table of plan.tables) {
        const wanted = new Map(
          [...(window.said.get(table) ?? [])].map(([key, said]) => [key, said[0]?.row ?? {}]),
        );
        for (const [key, row] of keys.get(table) ?? []) wanted.set(key, row);
        stored.set(table, await readRows(db, table, { ...range, keys: wanted }));
      }
      return stored;
    });
    // Asked after the rows were read: who is set by an entry behind this end is set by none.
    const { first, last } = await this.#ends();
    const bounds = { first: Math.max(this.#from, first), end: this.#to, last };
    const judged = judge(plan, window, rows, bounds);
    const repeats: Difference[] = [];
    for (const repeat of judged.repeats)
      if (await this.#isRepeat(repeat)) repeats.push(repeat.found);
    return { window, rows, judged, differences: [...judged.differences, ...repeats] };
  }

  #count({ is, said }: LogWindow, events: Stored | undefined): void {
    const counts = this.#counts;
    counts.entries += is.size;
    counts.deadLetters += said.get(DEAD_LETTER)?.size ?? 0;
    for (const reading of is.values()) if (reading === 'foreign') counts.foreign += 1;
    for (const { projected } of events?.values() ?? [])
      if (projected === false) counts.unprojected += 1;
  }

  /** What a row says of an id is asked of the log before anybody is told that it was used twice. */
  async #isRepeat({ first, found }: Repeat): Promise<boolean> {
    const { entries, ...range } = await this.#piece(first, first);
    const said = windowOf(this.#options.plan, entries, range).said.get(USED_ID);
    return said?.has(keyText(USED_ID, found.key)) === true;
  }

  /** Rows that begin where the log ended before they were read. */
  async #verifyAbove(last: number): Promise<void> {
    const { plan } = this.#options;
    const above = await this.#rows(async (db) => {
      const found = new Map<Table, Stored>();
      for (const table of plan.tables) found.set(table, await readAbove(db, table, last));
      return found;
    });
    const ends = await this.#ends();
    const nothing = windowOf(plan, [], { from: ends.last + 1, to: ends.last });
    const bounds = { first: ends.last + 1, end: ends.last, last: ends.last };
    for (const difference of judge(plan, nothing, above, bounds).differences) {
      this.#findings.add(difference);
    }
  }

  async #piece(from: number, to: number): Promise<Piece> {
    const piece: Piece = { from, to, entries: [] };
    for await (const { entries } of this.#read(from, to)) piece.entries.push(...entries);
    return piece;
  }

  #read(from: number, to: number) {
    const { nc, jsm, program } = this.#options;
    return readLog({ nc, jsm, program, from, to, patienceMs: this.#patienceMs });
  }

  #rows<T>(read: (db: Db) => Promise<T>): Promise<T> {
    return patiently('the database', () => inSnapshot(this.#options.orm, read), this.#patienceMs);
  }

  #checkpoint() {
    return this.#rows((db) => checkpointOn(db, this.#epoch));
  }

  async #ends() {
    const ends = await patiently('the log', () => endsOf(this.#options.jsm), this.#patienceMs);
    if (this.#epoch !== '' && ends.epoch !== this.#epoch) {
      throw new CannotVerify('another log took the place of this one meanwhile');
    }
    return ends;
  }
}

async function eventsBefore(db: Db, first: number): Promise<number> {
  const { rows } = await sql<{ n: string }>`
    select count(*) as n from event where seq < ${first}::bigint`.execute(db);
  return Number(rows[0]?.n ?? 0);
}
