// Pages of the log → the tables beside the live ones, by the same fold and the same statements as the persister's, several at a
// time. Invariant: the checkpoint stands beside the tables and only moves over what is committed and not lost since (turn.ts), so
// whoever is killed goes on from it; what was written above it is written again and changes nothing.
import type { MikroORM } from '@mikro-orm/postgresql';
import { PLAN } from '../../../chat/features.ts';
import type { Logger } from '../../../shared/logger.ts';
import type { RawEntry } from '../../../shared/raw-entry.ts';
import { commit, GivenUp } from '../../log/batch.ts';
import type { Db } from '../../rows/checkpoint.ts';
import type { Rows } from '../../rows/fold.ts';
import { createUpsert } from '../../rows/write.ts';
import type { LogPage } from '../read-log.ts';
import { ASIDE } from './aside.ts';
import { HandsOff } from './outcome.ts';
import { moveTo } from './turn.ts';

export interface CopyOptions {
  /** As {@link COPYING} says. */
  aside: MikroORM;
  turn: string;
  logger: Logger;
  /** Which of the two checkpoints it moves. */
  mark: 'seq' | 'taken';
  onCommit: (upTo: number, entries: number) => void;
}

/** Postgres writes two while one is folded. */
const IN_FLIGHT = 3;
/** Connections whose only schema is the one beside. A crash takes the last rows and the checkpoint behind them together. */
export const COPYING = {
  connectionsMax: IN_FLIGHT,
  statementMs: 0,
  options: `-c search_path=${ASIDE} -c synchronous_commit=off`,
};
/** Of one transaction, whichever is reached first: what is in memory is a few times that. */
const BATCH_MAX = 4_000;
const BATCH_BYTES = 4_000_000;

const upsert = createUpsert(PLAN.tables);

/** Resolves when all pages are committed, and the checkpoint is behind them. */
export async function copy(options: CopyOptions, pages: AsyncIterable<LogPage>): Promise<void> {
  const { aside, turn, mark, logger, onCommit } = options;
  const pool = (): Db => aside.em.fork().getKysely();
  const order = new InOrder();
  const underWay = new Set<Promise<void>>();
  let failure: unknown;
  const write = async ({ entries, upTo }: LogPage): Promise<void> => {
    const done = order.begin(upTo);
    const rows = (folded: Rows) =>
      pool()
        .transaction()
        .execute(async (db) => {
          await upsert(db, folded);
          await moveTo(db, { turn, mark, seq: order.whole });
        });
    // Tried once: who copies begins again at the checkpoint.
    if (entries.length > 0) {
      const [nowhere] = await commit({ write: rows, logger, stopping: () => true }, entries);
      if (nowhere !== undefined)
        throw new HandsOff(`Postgres takes no row of entry ${nowhere.seq}`);
    }
    done();
    onCommit(order.whole, entries.length);
  };
  try {
    for await (const batch of batches(pages)) {
      const run = write(batch)
        .catch((error: unknown) => {
          failure ??= error instanceof GivenUp ? error.cause : error;
        })
        .finally(() => underWay.delete(run));
      underWay.add(run);
      if (underWay.size >= IN_FLIGHT) await Promise.race(underWay);
      if (failure !== undefined) break;
    }
  } finally {
    // Nothing of this try is written beside the next one.
    await Promise.all(underWay);
  }
  if (failure !== undefined) throw failure;
  await moveTo(pool(), { turn, mark, seq: order.whole });
}

/** Up to where everything is committed, of pages that end in any order. */
class InOrder {
  whole = 0;
  readonly #pages: { upTo: number; done: boolean }[] = [];

  begin(upTo: number): () => void {
    const page = { upTo, done: false };
    this.#pages.push(page);
    return () => {
      page.done = true;
      while (this.#pages[0]?.done) this.whole = this.#pages.shift()?.upTo ?? this.whole;
    };
  }
}

/** Pages put together: a statement costs less a row the more rows it has. */
async function* batches(pages: AsyncIterable<LogPage>): AsyncGenerator<LogPage, void, undefined> {
  let entries: RawEntry[] = [];
  let bytes = 0;
  let upTo = 0;
  for await (const page of pages) {
    ({ upTo } = page);
    entries.push(...page.entries);
    for (const { data } of page.entries) bytes += data.length;
    if (entries.length < BATCH_MAX && bytes < BATCH_BYTES) continue;
    yield { entries, upTo };
    entries = [];
    bytes = 0;
  }
  yield { entries, upTo };
}
