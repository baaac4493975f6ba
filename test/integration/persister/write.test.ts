// Rows are written again as often as the log brings them, in whatever order: nothing changes then, nothing is refused (P5).
import assert from 'node:assert/strict';
import { fold } from '../../../src/persister/rows/fold.ts';
import type { WriteRows } from '../../../src/persister/rows/write.ts';
import type { RawEntry } from '../../../src/shared/raw-entry.ts';
import { type Entry, post } from '../../support/persister.ts';
import type { TestDatabase } from '../../support/postgres.ts';
import { openRowsDatabase, type RowsDatabase } from '../../support/rows-database.ts';

const EPOCH = '2026-01-01T00:00:00Z';
const at = (seq: number) => `2026-01-02T03:04:0${seq}.000Z`;
const logged = (seq: number, { subject, payload }: Entry): RawEntry => ({
  seq,
  at: at(seq),
  isVoid: false,
  subject,
  data: payload,
});
const poison = {
  subject: 'chat.room.lobby.message',
  payload: new TextEncoder().encode('no event'),
};

describe('rows that are written again', () => {
  let rows: RowsDatabase;
  let database: TestDatabase;
  let write: WriteRows;
  before(async () => {
    rows = await openRowsDatabase(EPOCH);
    ({ database, write } = rows);
  });
  after(() => rows?.close());
  beforeEach(() => database.sql('truncate event, used_id, message, room, dead_letter'));

  const tables = () =>
    Promise.all(
      ['event', 'used_id', 'message', 'room', 'name', 'dead_letter'].map((table) =>
        database.sql(`select * from ${table} order by 1`),
      ),
    );
  const rooms = () =>
    database.sql('select name, first_seq::int, last_seq::int, last_at from room order by name');

  it('are the same rows, each alone and all together', async () => {
    const entries = [
      logged(1, post('one')),
      logged(2, poison),
      logged(3, post('three', { room: 'den' })),
    ];
    await write(fold(entries));
    const before = await tables();
    assert.deepEqual(
      before.map(({ length }) => length),
      [2, 2, 2, 2, 0, 1],
    );
    for (const entry of entries) await write(fold([entry]));
    await write(fold(entries));
    assert.deepEqual(await tables(), before);
  });

  it('do not bring the end of a room back, nor its beginning forwards', async () => {
    const [first, second, third] = [1, 2, 3].map((seq) => logged(seq, post(`number ${seq}`)));
    assert.ok(first && second && third);
    const whole = { name: 'lobby', first_seq: 1, last_seq: 3, last_at: new Date(at(3)) };
    const isWhole = async () => {
      const [room] = await rooms();
      assert.deepEqual({ ...room, last_at: new Date(String(room?.['last_at'])) }, whole);
    };
    await write(fold([third]));
    await write(fold([second]));
    await write(fold([first]));
    await isWhole();
    await write(fold([second]));
    await isWhole();
  });
});
