// Rows and log are of one history, or somebody has to decide. A log that begins or ends before the rows do would give
// new events sequences that rows have; rows that end before what was acknowledged would lack events for good.
import { sql } from 'kysely';
import type { JetStreamManager } from 'nats';
import type { Logger } from '../shared/logger.ts';
import { PERSISTER_CONSUMER, STREAM } from '../shared/subjects.ts';
import { type DatabasePlace, openDatabase, WRITING } from './database.ts';
import { ensureDurable } from './durable.ts';
import { startConsumerOver } from './streams.ts';

/** Throws, with what to do, when the database holds rows: of a log that is not there. */
export async function assertNoRows(place: DatabasePlace): Promise<void> {
  const end = await endOfRows(place);
  if (end === 0) return;
  throw new Error(
    `the database holds rows up to sequence ${end} of a log that NATS does not have: bring that log back ` +
      '(make restore DIR=…, or its claims), or start anew with an empty database',
  );
}

/**
 * Throws, with what to do, when the rows go on where the log ends. When they end before what the persister acknowledged
 * (a database that was lost or is an old copy), the persister reads the log from its beginning again.
 */
export async function matchRows(
  jsm: JetStreamManager,
  place: DatabasePlace,
  log: Logger,
): Promise<void> {
  // Gone while this was tried before: then nothing is acknowledged.
  await ensureDurable(jsm);
  // In this order: what is acknowledged is a row before, and what is a row is in the log before.
  const { ack_floor: acknowledged } = await jsm.consumers.info(STREAM, PERSISTER_CONSUMER);
  const end = await endOfRows(place);
  const { last_seq: endOfLog } = (await jsm.streams.info(STREAM)).state;
  if (end > endOfLog) {
    throw new Error(
      `the database holds rows up to sequence ${end}, but the log ends at ${endOfLog}: new messages would get ` +
        'sequences that rows have. Bring a newer backup back, or start with an empty database: its rows are made from the log',
    );
  }
  if (end >= acknowledged.stream_seq) return;
  const lost = { rows: end, acknowledged: acknowledged.stream_seq };
  log.warn(lost, 'rows are missing: the log is read from its beginning again');
  await startConsumerOver(jsm);
}

/** The last entry that is a row or a dead letter; 0 when there is none. */
async function endOfRows(place: DatabasePlace): Promise<number> {
  const orm = await openDatabase(place, { name: 'provision', ...WRITING });
  try {
    const db = orm.em.fork().getKysely();
    const { rows: tables } = await sql<{ made: boolean }>`
      select to_regclass('event') is not null as made`.execute(db);
    if (tables[0]?.made !== true) return 0;
    const { rows } = await sql<{ last: string }>`
      select greatest(
        coalesce((select max(seq) from event), 0), coalesce((select max(seq) from dead_letter), 0)
      )::text as last`.execute(db);
    return Number(rows[0]?.last ?? 0);
  } finally {
    await orm.close(true);
  }
}
