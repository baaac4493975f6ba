// Whether rows and log are of one history, where the log has another date: what both hold is compared (P5).
import assert from 'node:assert/strict';
import type { MikroORM } from '@mikro-orm/postgresql';
import { Registry } from 'prom-client';
import { persisterMetrics } from '../../../src/persister/metrics.ts';
import { differsAt } from '../../../src/persister/provision/same-history.ts';
import { provisionStreams } from '../../../src/persister/provision/streams.ts';
import type { Db } from '../../../src/persister/rows/checkpoint.ts';
import { fold } from '../../../src/persister/rows/fold.ts';
import { firstFrom, type LogApi } from '../../../src/persister/rows/holes.ts';
import { createWriteRows } from '../../../src/persister/rows/write.ts';
import { startNats, type TestNats } from '../../support/nats.ts';
import { post } from '../../support/persister.ts';
import type { TestDatabase } from '../../support/postgres.ts';
import { openRowsDatabase, type RowsDatabase } from '../../support/rows-database.ts';

const EPOCH = '2026-01-01T00:00:00Z';
const POISON = {
  subject: 'chat.room.lobby.message',
  payload: new TextEncoder().encode('no event'),
};

describe('history: rows and log compared', () => {
  let rows: RowsDatabase;
  let database: TestDatabase;
  let nats: TestNats;
  let orm: MikroORM;
  let api: LogApi;
  before(async () => {
    rows = await openRowsDatabase(EPOCH);
    ({ database, orm } = rows);
    nats = await startNats({ passwords: database.credentials.nats });
    const nc = await nats.connect('provision');
    api = { nc, jsm: await nc.jetstreamManager({ checkAPI: false }) };
    await provisionStreams(api.jsm, { maxBytes: 10_000_000, marksMaxBytes: 2 ** 20, replicas: 1 });
    const gateway = await nats.connect('gateway');
    for (const { subject, payload } of [post('one'), POISON, post('three')]) {
      await gateway.jetstream().publish(subject, payload);
    }
  });
  after(async () => {
    await nats?.stop();
    await rows?.close();
  });
  beforeEach(async () => {
    await database.sql('truncate event, used_id, message, room, dead_letter');
    const entries = await Promise.all([1, 2, 3].map((seq) => firstFrom(api, seq)));
    const write = createWriteRows(orm, persisterMetrics(new Registry()).deadLetters)(EPOCH);
    await write(fold(entries.filter((entry) => entry !== undefined)));
  });

  const compared = () => {
    const db: Db = orm.em.fork().getKysely();
    return differsAt(api, db);
  };

  it('say the same, also where the newest rows were erased from the log', async () => {
    assert.equal(await compared(), undefined);
    await database.sql(`
      insert into event (seq, room, type, user_id, user_name, client_id, at, data)
      select seq + 6, room, type, 'erased', user_name, client_id, at, data from event`);
    assert.equal(await compared(), undefined);
    await database.sql("update event set user_id = 'somebody else' where seq = 3");
    assert.equal(await compared(), 3);
  });

  for (const { title, change, at } of [
    { title: 'who wrote', change: "update event set user_id = 'somebody else'", at: 3 },
    { title: 'its id', change: 'update event set client_id = gen_random_uuid()', at: 3 },
    { title: 'when', change: "update event set at = at + interval '1 millisecond'", at: 3 },
    { title: 'what was no event', change: "update dead_letter set raw = 'another'", at: 2 },
  ]) {
    it(`differ in ${title}`, async () => {
      await database.sql(change);
      // The newest of its kind is what is compared.
      await database.sql('delete from event where seq > ?', [at]);
      assert.equal(await compared(), at);
    });
  }

  it('are compared at the other end of the log where so much was erased from it', async () => {
    await database.sql('truncate dead_letter');
    await database.sql(`
      insert into event (seq, room, type, user_id, user_name, client_id, at, data)
      select n, room, type, 'erased', user_name, gen_random_uuid(), at, data
      from event, generate_series(10, 150) as n where seq = 1`);
    assert.equal(await compared(), undefined);
    await database.sql("update event set user_id = 'somebody else' where seq = 1");
    assert.equal(await compared(), 1);
  });

  it('are taken for the same where the log holds nothing any more that was a row', async () => {
    await database.sql('update event set seq = seq + 10');
    await database.sql('update dead_letter set seq = seq + 10');
    assert.equal(await compared(), undefined);
  });
});
