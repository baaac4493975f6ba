// Facts that a persister kept without knowing what they say, and what a version of before took for no fact: any persister
// that knows them makes rows of them, at any time; so it does of facts that a version of before, which runs beside this one
// while it is replaced, made fewer columns of. So a new kind of facts needs no replica to be the first, and none to be
// started again. Several do this at once: each takes a piece that nobody else has locked.
import type { MikroORM } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { Envelope } from '../../chat/kernel/fact.ts';
import { DEAD_LETTER, type DeadLetterRow, EVENT } from '../../chat/kernel/log-tables.ts';
import type { Plan } from '../../chat/kernel/plan.ts';
import type { Table } from '../../chat/kernel/table.ts';
import type { Logger } from '../../shared/logger.ts';
import { lookEvery } from '../../shared/look-every.ts';
import { seldom } from '../../shared/seldom.ts';
import type { PersisterMetrics } from '../metrics.ts';
import { AT, type Db } from './checkpoint.ts';
import { foldFacts, foldWith } from './fold.ts';
import { EVENT_COLUMNS, entryOf, type StoredRow } from './stored-events.ts';
import { createUpsert } from './write.ts';

export interface LeftoversOptions<F extends Envelope> {
  orm: MikroORM;
  plan: Plan<F>;
  logger: Logger;
  metrics: Pick<PersisterMetrics, 'unprojected' | 'leftovers'>;
}

const LOOK_MS = 2_000;
/** Rows of one transaction: a batch waits for these at most. */
const PIECE = 500;
/** How persisters of before called facts of a type or version that they did not know. */
const UNKNOWN = sql`reason in ('unknown_type', 'unknown_version')`;

/** Returns the verb that stops it, done when nothing is under way any more. */
export function projectLeftovers<F extends Envelope>(
  options: LeftoversOptions<F>,
): () => Promise<void> {
  const { orm, logger, metrics } = options;
  const project = leftoversOf(options.plan);
  let stopping = false;
  let underWay = Promise.resolve();
  const look = async () => {
    const db: Db = orm.em.fork().getKysely();
    for (let found = PIECE; found >= PIECE && !stopping; ) {
      found = await project(db);
      metrics.leftovers.inc(found);
      if (found > 0) logger.info({ found }, 'facts that were kept are rows now');
    }
    metrics.unprojected.set(await unprojected(db));
  };
  const failed = seldom((err: unknown, times) =>
    logger.warn({ err, times }, 'facts that were kept cannot be made rows of now'),
  );
  const stop = lookEvery(LOOK_MS, () => (underWay = look().catch(failed)), failed);
  return async () => {
    stopping = true;
    stop();
    await underWay;
  };
}

/** Makes rows of one piece, in a transaction of its own; resolves with how many there were, PIECE or more where it is not all. */
export function leftoversOf<F extends Envelope>(plan: Plan<F>): (db: Db) => Promise<number> {
  const upsert = createUpsert(plan.tables);
  const known = [...plan.codec.versions];

  const events = async (db: Db): Promise<number> => {
    const { rows } = await sql<StoredRow>`
      select ${EVENT_COLUMNS} from event
      where not projected and exists (
        select from unnest(${known.map(([type]) => type)}::text[], ${known.map(([, v]) => v)}::int[])
          as known (type, newest)
        where known.type = event.type and event.v <= known.newest
      )
      order by seq limit ${PIECE} for update of event skip locked`.execute(db);
    if (rows.length === 0) return 0;
    const folded = new Map(foldFacts(plan, rows.map(entryOf)));
    // They are there. Of one whose data is no data of its type there is nothing else to say either.
    folded.delete(EVENT);
    await upsert(db, folded);
    const seqs = rows.map(({ seq }) => seq);
    await sql`update event set projected = true where seq = any(${seqs}::bigint[])`.execute(db);
    return rows.length;
  };

  const letters = async (db: Db): Promise<number> => {
    const { rows } = await sql<{ seq: string; subject: string; raw: Uint8Array; at: string }>`
      select seq, subject, raw, ${AT} as at from dead_letter
      where ${UNKNOWN} order by seq limit ${PIECE} for update skip locked`.execute(db);
    if (rows.length === 0) return 0;
    const entries = rows.map(({ seq, subject, raw: data, at }) => ({
      seq: Number(seq),
      at,
      isVoid: false,
      subject,
      data,
    }));
    const folded = new Map(foldWith(plan, entries));
    const stay = (folded.get(DEAD_LETTER) ?? []) as DeadLetterRow[];
    folded.delete(DEAD_LETTER);
    await upsert(db, folded);
    // By the reason that it has today: it is not looked at again.
    await sql`
      update dead_letter set reason = given.reason, detail = given.detail
      from unnest(
        ${stay.map(({ seq }) => seq)}::bigint[], ${stay.map(({ reason }) => reason)}::text[],
        ${stay.map(({ detail }) => detail)}::text[]
      ) as given (seq, reason, detail)
      where dead_letter.seq = given.seq`.execute(db);
    const seqs = rows.map(({ seq }) => seq);
    await sql`delete from dead_letter where seq = any(${seqs}::bigint[]) and ${UNKNOWN}`.execute(
      db,
    );
    return rows.length;
  };

  /** Rows that a persister of before wrote, from an event that says more than it knew. The newest are looked at first. */
  const older = (table: Table, unset: string) => async (db: Db) => {
    const row = sql.table(table.name);
    const { rows } = await sql<StoredRow>`
      select ${EVENT_COLUMNS} from event
      where seq in (
        select row.seq from ${row} as row join event as began
          on began.seq = row.seq and began.user_id = row.user_id and began.client_id = row.client_id
        where row.${sql.id(unset)} is null and began.projected
        order by row.seq desc limit ${PIECE}
      )
      for update of event skip locked`.execute(db);
    const folded = new Map(foldFacts(plan, rows.map(entryOf)));
    folded.delete(EVENT);
    await upsert(db, folded);
    return rows.length;
  };

  return async (pool) => {
    let found = await pool.transaction().execute(events);
    found += await pool.transaction().execute(letters);
    for (const table of plan.tables) {
      const { unsetBefore } = table;
      if (unsetBefore === undefined) continue;
      found += await pool.transaction().execute(older(table, unsetBefore));
    }
    return found;
  };
}

/** Facts that no persister so far knew how to make rows of. */
async function unprojected(db: Db): Promise<number> {
  const { rows } = await sql<{ n: string }>`
    select count(*) as n from event where not projected`.execute(db);
  return Number(rows[0]?.n ?? 0);
}
