// Rows of `event`, read back as the facts they are.
import { type RawBuilder, sql } from 'kysely';
import type { Entry } from '../../chat/kernel/fact.ts';
import { type EventRow, factOf } from '../../chat/kernel/log-tables.ts';
import type { StoredEvent } from '../../chat/kernel/questions.ts';
import { AT } from './checkpoint.ts';

/** As the driver hands it out: a bigint is text. */
export type StoredRow = Omit<EventRow, 'seq' | 'projected'> & { seq: string };

export const EVENT_COLUMNS: RawBuilder<unknown> = sql`
  seq, ${AT} as at, room, type, v, user_id, user_name, client_id, data, extra`;

/** As whoever asks is told it. */
export function storedEventOf(row: StoredRow, room: string): StoredEvent {
  const { seq, at, fact } = entryOf(row);
  return { seq, at, event: { ...fact, room, user: { ...fact.user } } };
}

export const entryOf = (row: StoredRow): Entry => ({
  seq: Number(row.seq),
  at: row.at,
  fact: factOf(row),
});
