// Rows beside do not wait for the disk: what a crash of Postgres takes of them is noticed, also by who was not connected then.
import assert from 'node:assert/strict';
import type { MikroORM } from '@mikro-orm/postgresql';
import pino from 'pino';
import { openDatabase } from '../../../src/persister/database/database.ts';
import { openAside } from '../../../src/persister/tools/rebuild/aside.ts';
import { COPYING, copy } from '../../../src/persister/tools/rebuild/copy.ts';
import { assertTurn, Lost } from '../../../src/persister/tools/rebuild/turn.ts';
import { posts } from '../../support/persister.ts';
import { sql, startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { openRowsDatabase, type RowsDatabase } from '../../support/rows-database.ts';

/** As many as are written in one transaction. */
const PIECE = 4_000;
const LAST = 2 * PIECE;
const OF_LOG = { epoch: '2026-01-01T00:00:00Z', last: LAST, version: 'test' };
const at = '2026-01-02T03:04:05.000Z';
const logger = pino({ level: 'silent' });

describe('rows beside the live ones, and Postgres crashes', function () {
  this.timeout(60_000);
  let postgres: TestPostgres;
  let rows: RowsDatabase;
  let live: MikroORM;
  let aside: MikroORM;
  beforeEach(async () => {
    postgres = await startPostgres();
    rows = await openRowsDatabase(OF_LOG.epoch, postgres);
    const place = { url: rows.database.adminUrl };
    live = await openDatabase(place, { name: 'live', connectionsMax: 2, statementMs: 0 });
    aside = await openDatabase(place, { name: 'aside', ...COPYING });
  });
  afterEach(async () => {
    await Promise.all([live, aside].map((orm) => orm?.close(true)));
    await rows?.close();
    await postgres?.dispose();
  });

  const crash = async () => {
    await postgres.kill9();
    await postgres.start();
  };
  /** So that nothing reaches the disk but what somebody waits for. */
  const keepInMemory = async () => {
    const { superuserUrl } = rows.database;
    for (const [name, value] of [
      ['wal_writer_delay', '10s'],
      ['wal_writer_flush_after', '1GB'],
      ['autovacuum', 'off'],
    ]) {
      await sql(superuserUrl, `alter system set ${name} = '${value}'`);
    }
    await sql(superuserUrl, 'select pg_reload_conf()');
  };
  const entries = posts(LAST).map(({ subject, payload: data }, i) => ({
    ...{ seq: i + 1, at, isVoid: false },
    ...{ subject, data },
  }));
  /** `between`: after what came before is committed. */
  const copyFrom = async (seq: number, turn: string, between?: () => Promise<void>) => {
    const written = Promise.withResolvers<void>();
    async function* pages() {
      for (let from = seq; from < LAST; from += PIECE) {
        if (from > seq) await written.promise.then(between);
        yield { entries: entries.slice(from, from + PIECE), upTo: from + PIECE };
      }
    }
    const onCommit = () => written.resolve();
    await copy({ aside, turn, logger, mark: 'seq', onCommit }, pages());
  };

  it('what it took and lost between two pieces is written again, though nobody saw it away', async () => {
    await keepInMemory();
    const { turn } = await openAside(live, OF_LOG);
    const first = await copyFrom(0, turn, crash).catch((error: unknown) => error);
    const left = await openAside(live, OF_LOG);
    await copyFrom(left.seq, left.turn);
    const [found] = await rows.database.sql(
      'select count(*)::int, min(seq)::int, max(seq)::int from rebuild.event',
    );
    assert.deepEqual(found, { count: LAST, min: 1, max: LAST });
    assert.ok(first instanceof Lost, String(first));
    assert.equal(left.seq, 0);
  });

  it('they are not exchanged then; a server that was stopped and started has lost nothing', async () => {
    const { turn } = await openAside(live, OF_LOG);
    await copyFrom(0, turn);
    const { version } = OF_LOG;
    await postgres.stop();
    await postgres.start();
    await assertTurn(live.em.fork().getKysely(), turn, version);
    await crash();
    await assert.rejects(assertTurn(live.em.fork().getKysely(), turn, version), Lost);
    const next = await openAside(live, OF_LOG);
    await assertTurn(live.em.fork().getKysely(), next.turn, version);
  });
});
