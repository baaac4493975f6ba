// The proof that the rows are the log (P6): both are gone over side by side, a piece at a time, from one sequence to the rows'
// checkpoint, while people talk. Reads alone, of the log and of the database, with the rights of an operator.
// Invariant: what is called equal is, entry by entry and column by column; what differs is looked at again before it is said,
// so that nothing is that was under way. Memory is bounded by a piece, whatever the log holds.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Envelope } from '../../chat/kernel/fact.ts';
import { DEAD_LETTER, EVENT, isAmiss } from '../../chat/kernel/log-tables.ts';
import { type Difference, identityOf, type Kind } from './difference.ts';
import { CannotVerify, untilRowsAt } from './extent.ts';
import { Findings } from './findings.ts';
import type { Bounds } from './judge.ts';
import { type KeysByTable, LaterRows } from './later.ts';
import { keyText, type LogWindow } from './log-window.ts';
import { type Piece, piecesOf } from './pieces.ts';
import { type Look, Sides, type SidesOptions } from './sides.ts';
import type { Stored } from './stored.ts';

export interface VerifyOptions<F extends Envelope> extends Omit<SidesOptions<F>, 'patienceMs'> {
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
  /** Entries of the log above that were no rows yet when it began. */
  behind: number;
  /** Events of before the log's first entry: nothing there to compare them with. */
  beyond: number;
}

const PATIENCE_MS = 60_000;
/** Before the second look: kept facts are made rows of within two seconds. */
const LOOKS_AGAIN_MS = 3_000;
/** Pieces that wait for it; with more, the run waits. */
const SUSPECTS_MAX = 8;

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
  readonly #sides: Sides<F>;
  readonly #findings = new Findings();
  readonly #later = new LaterRows();
  readonly #suspects: Suspect[] = [];
  readonly #counts = { entries: 0, deadLetters: 0, foreign: 0, unprojected: 0 };
  #judged: Omit<Bounds, 'last'> = { first: 1, end: 0 };

  constructor(options: VerifyOptions<F>) {
    const { patienceMs = PATIENCE_MS } = options;
    this.#options = options;
    this.#patienceMs = patienceMs;
    this.#sides = new Sides({ ...options, patienceMs });
  }

  async done(): Promise<Verified> {
    const { from: wanted = 1, to: until, onProgress } = this.#options;
    const { first, last } = await this.#sides.ends();
    const before = await this.#sides.checkpoint();
    if (until === 'log') await untilRowsAt(() => this.#sides.checkpoint(), last, this.#patienceMs);
    const from = Math.max(wanted, first, 1);
    const to = until === 'log' ? last : Math.min(before.seq, last);
    this.#judged = { first: from, end: to };
    for await (const piece of piecesOf(this.#sides.log(from, to), from)) {
      await this.#verifyPiece(piece, this.#later.take(piece.from, piece.to));
      const { entries } = this.#counts;
      onProgress?.({ from, at: piece.to, to, entries, differences: this.#findings.count });
    }
    await this.#lookAgain(0);
    for (const difference of await this.#sides.outside(last)) this.#findings.add(difference);
    // Of a run that begins further on nobody asks.
    const beyond = wanted <= first ? await this.#sides.beyond(first) : 0;
    const after = await this.#sides.checkpoint();
    if (after.database !== before.database) {
      throw new CannotVerify('another database took the place of this one meanwhile');
    }
    if (after.seq < to) {
      throw new CannotVerify(
        'the rows were set back meanwhile, as by an older copy of the database',
      );
    }
    const { count, byKind } = this.#findings;
    const differences = this.#findings.list();
    return { from, to, ...this.#counts, differences, count, byKind, behind: last - to, beyond };
  }

  async #verifyPiece(piece: Piece, keys: KeysByTable): Promise<void> {
    const { window, rows, later, differences } = await this.#look(piece, keys);
    this.#count(window, rows.get(EVENT));
    await this.#suspect(piece, keys, differences);
    for (const row of later) {
      if (this.#later.add(row)) continue;
      // No place to remember it: looked up right now.
      const { table, key, seq } = row;
      const only = new Map([[table, new Map([[keyText(table, key), key]])]]);
      const of = await this.#sides.piece(seq, seq);
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
      const { differences } = await this.#look(await this.#sides.piece(from, to), keys);
      for (const difference of differences) {
        if (identities.has(identityOf(difference))) this.#findings.add(difference);
      }
    }
  }

  #look(piece: Piece, keys: KeysByTable): Promise<Look> {
    return this.#sides.look(piece, keys, this.#judged);
  }

  #count({ is, said }: LogWindow, events: Stored | undefined): void {
    const counts = this.#counts;
    counts.entries += is.size;
    for (const letters of said.get(DEAD_LETTER)?.values() ?? []) {
      counts.deadLetters += letters.filter(({ row }) => isAmiss(row)).length;
    }
    for (const reading of is.values()) if (reading === 'foreign') counts.foreign += 1;
    for (const { projected } of events?.values() ?? []) {
      if (projected === false) counts.unprojected += 1;
    }
  }
}
