// One look at log and rows: a piece of the log, the rows it speaks of as they are at one moment, and what differs. What does not
// answer is asked again for a while; where another log took the place of this one, nothing is said.
import type { MikroORM } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { Envelope } from '../../chat/kernel/fact.ts';
import { USED_ID } from '../../chat/kernel/log-tables.ts';
import type { Plan } from '../../chat/kernel/plan.ts';
import type { Table } from '../../chat/kernel/table.ts';
import { type Checkpoint, type Db, inSnapshot } from '../rows/checkpoint.ts';
import type { LogApi } from '../rows/holes.ts';
import { type LogPage, readLog } from '../tools/read-log.ts';
import type { Difference } from './difference.ts';
import { judgeAgain } from './erased.ts';
import { CannotVerify, checkpointOn, endsOf, type LogEnds, patiently } from './extent.ts';
import { type Bounds, type Judged, judge, type Repeat } from './judge.ts';
import type { KeysByTable } from './later.ts';
import { keyText, type LogWindow, windowOf } from './log-window.ts';
import { emptyOwed } from './owed.ts';
import type { Piece } from './pieces.ts';
import { readOutside, readRows, type Stored } from './stored.ts';

export interface SidesOptions<F extends Envelope> extends LogApi {
  /** Whose NATS user this is: `operator`, or `persister`. */
  program: string;
  orm: MikroORM;
  plan: Plan<F>;
  /** How long a store may not answer before what was asked rejects. */
  patienceMs: number;
}

/** A piece of the log that was compared with rows of one moment. */
export interface Look {
  window: LogWindow;
  rows: ReadonlyMap<Table, Stored>;
  later: Judged['later'];
  differences: Difference[];
}

/** Log and rows, of one history. */
export class Sides<F extends Envelope> {
  readonly #options: SidesOptions<F>;
  #epoch: string | undefined;

  constructor(options: SidesOptions<F>) {
    this.#options = options;
  }

  async look(
    { entries, ...range }: Piece,
    keys: KeysByTable,
    judged: Omit<Bounds, 'last'>,
  ): Promise<Look> {
    const { plan } = this.#options;
    const window = windowOf(plan, entries, range);
    const rows = await this.read(async (db) => {
      const stored = new Map<Table, Stored>();
      for (const table of plan.tables) {
        const wanted = new Map(
          [...(window.said.get(table) ?? [])].map(([key, said]) => [key, said[0]?.row ?? {}]),
        );
        for (const [key, row] of keys.get(table) ?? []) wanted.set(key, row);
        stored.set(table, await readRows(db, table, { ...range, keys: wanted }));
      }
      await emptyOwed(db, window, stored);
      return stored;
    });
    // Asked after the rows were read: who is set by an entry behind this end is set by none.
    const { first, last } = await this.ends();
    const bounds = { first: Math.max(judged.first, first), end: judged.end, last };
    const found = judge(plan, window, rows, bounds);
    const differences = [...found.differences];
    for (const repeat of found.repeats) {
      if (await this.#isRepeat(repeat)) differences.push(repeat.found);
    }
    for (const again of found.again) {
      const { seq } = again;
      const isHere = seq >= range.from && seq <= range.to;
      const difference = judgeAgain(again, isHere ? window : await this.#windowAt(seq));
      if (difference !== undefined) differences.push(difference);
    }
    return { window, rows, later: found.later, differences };
  }

  async #windowAt(seq: number): Promise<LogWindow> {
    const { entries, ...range } = await this.piece(seq, seq);
    return windowOf(this.#options.plan, entries, range);
  }

  /** What a row says of an id is asked of the log before anybody is told that it was used twice. */
  async #isRepeat({ first, found }: Repeat): Promise<boolean> {
    const said = (await this.#windowAt(first)).said.get(USED_ID);
    return said?.has(keyText(USED_ID, found.key)) === true;
  }

  /** Rows that begin where the log ended before they were read, and before every log. */
  async outside(last: number): Promise<Difference[]> {
    const { plan } = this.#options;
    const rows = await this.read(async (db) => {
      const found = new Map<Table, Stored>();
      for (const table of plan.tables) found.set(table, await readOutside(db, table, last));
      return found;
    });
    const ends = await this.ends();
    const nothing = windowOf(plan, [], { from: ends.last + 1, to: ends.last });
    const bounds = { first: ends.last + 1, end: ends.last, last: ends.last };
    return judge(plan, nothing, rows, bounds).differences;
  }

  async piece(from: number, to: number): Promise<Piece> {
    const piece: Piece = { from, to, entries: [] };
    for await (const { entries } of this.log(from, to)) piece.entries.push(...entries);
    return piece;
  }

  log(from: number, to: number): AsyncGenerator<LogPage, void, undefined> {
    const { nc, jsm, program, patienceMs } = this.#options;
    return readLog({ nc, jsm, program, from, to, patienceMs });
  }

  read<T>(read: (db: Db) => Promise<T>): Promise<T> {
    const { orm, patienceMs } = this.#options;
    return patiently('the database', () => inSnapshot(orm, read), patienceMs);
  }

  async checkpoint(): Promise<Checkpoint> {
    const epoch = this.#epoch ?? (await this.ends()).epoch;
    return await this.read((db) => checkpointOn(db, epoch));
  }

  async ends(): Promise<LogEnds> {
    const { jsm, patienceMs } = this.#options;
    const ends = await patiently('the log', () => endsOf(jsm), patienceMs);
    this.#epoch ??= ends.epoch;
    if (ends.epoch === this.#epoch) return ends;
    throw new CannotVerify('another log took the place of this one meanwhile');
  }

  /** Events of before the log's first entry. */
  async beyond(first: number): Promise<number> {
    const { rows } = await this.read((db) =>
      sql<{ n: string }>`select count(*) as n from event where seq < ${first}::bigint`.execute(db),
    );
    return Number(rows[0]?.n ?? 0);
  }
}
