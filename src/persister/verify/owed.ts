// What was deleted goes from the log first and from the rows after that: in between, and for as long as whoever erases is away, an
// event stands there in full and its entry does not. It is judged as the one that it is about to be.
import { EVENT } from '../../chat/kernel/log-tables.ts';
import type { Table } from '../../chat/kernel/table.ts';
import { deletedAmong } from '../erase/changes.ts';
import type { Db } from '../rows/checkpoint.ts';
import type { LogWindow } from './log-window.ts';
import type { Stored } from './stored.ts';

/** Events of the piece whose entry is gone and which a deletion asks to erase lose their data, as read. */
export async function emptyOwed(
  db: Db,
  { is, from, to }: LogWindow,
  rows: ReadonlyMap<Table, Stored>,
): Promise<void> {
  const events = rows.get(EVENT);
  if (events === undefined) return;
  const full = [...events.values()].flatMap(({ seq, data }) => {
    const isHole = typeof seq === 'number' && seq >= from && seq <= to && !is.has(seq);
    return isHole && data !== null ? [seq] : [];
  });
  if (full.length === 0) return;
  for (const seq of await deletedAmong(db, full)) {
    events.set(String(seq), { ...events.get(String(seq)), data: null });
  }
}
