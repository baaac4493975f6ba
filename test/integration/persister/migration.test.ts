// Tables brought up to date with rows in them, and the persister of before that goes on writing beside the new one (P5, P9).
import assert from 'node:assert/strict';
import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import pino from 'pino';
import { Registry } from 'prom-client';
import { PLAN } from '../../../src/chat/features.ts';
import { encodeFact } from '../../../src/chat/kernel/codec.ts';
import type { Entry } from '../../../src/chat/kernel/fact.ts';
import type { MessagePosted } from '../../../src/chat/message/facts.ts';
import { NO_ENTITIES, openDatabase, WRITING } from '../../../src/persister/database/database.ts';
import { Rows } from '../../../src/persister/database/migrations/0001-rows.ts';
import { Progress } from '../../../src/persister/database/migrations/0002-progress.ts';
import { persisterMetrics } from '../../../src/persister/metrics.ts';
import { provisionSchema } from '../../../src/persister/provision/schema.ts';
import type { Db } from '../../../src/persister/rows/checkpoint.ts';
import { fold } from '../../../src/persister/rows/fold.ts';
import { leftoversOf } from '../../../src/persister/rows/leftovers.ts';
import { createWriteRows, type WriteRows } from '../../../src/persister/rows/write.ts';
import { posted } from '../../support/facts.ts';
import { lookUpAsBefore, readAsBefore, writeAsBefore } from '../../support/persister-before.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';

const EPOCH = '2026-01-01T00:00:00Z';
const idOf = (n: number) => `01a20a9a-68c5-7268-9b55-${String(n).padStart(12, '0')}`;

/** A post by one of two people in one of two rooms; `id`: the same one is used again. */
function entry(seq: number, id = seq): Entry<MessagePosted> {
  const name = id % 3 === 0 ? 'bob' : 'ada';
  const room = seq % 2 === 0 ? 'den' : 'lobby';
  const fact = posted({ id: idOf(id), room, user: { id: name, name }, text: `text ${seq}` });
  return { seq, at: new Date(1_767_225_600_000 + seq).toISOString(), fact };
}
const rawOf = ({ seq, at, fact }: Entry) => ({
  seq,
  at,
  isVoid: false,
  subject: `chat.room.${fact.room}.message`,
  data: encodeFact(fact),
});

describe('tables: brought up to date, with the persister of before beside', () => {
  let database: TestDatabase;
  let orm: MikroORM;
  let write: WriteRows;
  beforeEach(async () => {
    database = await createTestDatabase();
    await asBefore();
    orm = await openDatabase({ url: database.persisterUrl }, { name: 'test', ...WRITING });
    write = createWriteRows(orm, persisterMetrics(new Registry()).deadLetters)(EPOCH);
  });
  afterEach(async () => {
    await orm?.close(true);
    await database?.drop();
  });
  const db = (): Db => orm.em.fork().getKysely();

  /** The tables of the version before. */
  async function asBefore(): Promise<void> {
    const owner = await MikroORM.init({
      clientUrl: database.adminUrl,
      ...NO_ENTITIES,
      extensions: [Migrator],
      migrations: {
        tableName: 'migration',
        snapshot: false,
        migrationsList: [
          { name: '0001-rows', class: Rows },
          { name: '0002-progress', class: Progress },
        ],
      },
      logger: () => undefined,
    });
    await owner.migrator.up();
    await owner.close(true);
    await database.sql('update progress set log_epoch = ?', [EPOCH]);
  }
  const asOwner = async (work: (db: Db) => Promise<void>) => {
    const owner = await openDatabase({ url: database.adminUrl }, { name: 'owner', ...WRITING });
    await work(owner.em.fork().getKysely());
    await owner.close(true);
  };
  const migrate = async () => {
    const { persister, operator } = database.credentials.postgres;
    await provisionSchema(
      { url: database.adminUrl },
      { persister, operator },
      pino({ level: 'silent' }),
    );
  };

  const TABLES = ['event', 'used_id', 'message', 'room'] as const;
  const rows = async () => {
    const found: Record<string, unknown> = {};
    for (const table of TABLES) {
      const { rows } = await sql<{ row: Record<string, unknown> }>`
        select to_jsonb(t) as row from ${sql.table(table)} t order by to_jsonb(t)::text`.execute(
        db(),
      );
      found[table] = rows.map(({ row }) => row);
    }
    return found;
  };
  /** What this version makes of the same entries, in a database of its own. */
  const expected = async (entries: readonly Entry[]) => {
    const found = await rows();
    for (const table of TABLES) await database.sql(`truncate ${table}`);
    await write(fold(entries.map(rawOf)));
    assert.deepEqual(found, await rows());
  };

  it('has of rows that were there what it makes of the log itself', async () => {
    // Of one id the lower sequence counts, whichever was written first.
    const entries = [entry(1), entry(2), entry(3), entry(4, 2), entry(5), entry(6, 3)];
    await asOwner((owner) => writeAsBefore(owner, entries.slice(3)));
    await asOwner((owner) => writeAsBefore(owner, entries.slice(0, 3)));
    await migrate();
    await migrate();
    assert.equal(await leftoversOf(PLAN)(db()), 0, 'nothing is left to do');
    await expected(entries);
  });

  it('has the time of a room’s last event where the log’s clock went back', async () => {
    // The next leader of the log has another clock; the persister of before kept the latest time of all.
    const entries = [entry(1), { ...entry(3), at: entry(0).at }];
    for (const one of entries) await asOwner((owner) => writeAsBefore(owner, [one]));
    await migrate();
    await expected(entries);
  });

  it('takes rows of the persister of before at the same time, and makes of them what is lacking', async () => {
    await migrate();
    const entries = Array.from({ length: 60 }, (_, i) => entry(i + 1, (i % 17) + 1));
    const project = leftoversOf(PLAN);
    // Each part by one of the two, or by both at once.
    for (let from = 0; from < entries.length; from += 10) {
      const part = entries.slice(from, from + 10);
      await Promise.all([
        ...(from % 30 !== 10 ? [again(() => writeAsBefore(db(), part))] : []),
        ...(from % 30 !== 0 ? [again(() => write(fold(part.map(rawOf))))] : []),
        again(() => writeAsBefore(db(), entries.slice(0, 3))),
        again(() => project(db())),
      ]);
    }
    while ((await project(db())) > 0);
    await expected(entries);
  });

  it('is read by the persister of before as ever', async () => {
    await migrate();
    await write(fold([rawOf(entry(1)), rawOf(entry(3))]));
    await writeAsBefore(db(), [entry(5)]);
    const page = (await readAsBefore(db(), 'lobby')) as { seq: string; data: object }[];
    assert.deepEqual(
      page.map(({ seq, data }) => [Number(seq), data]),
      [1, 3, 5].map((seq) => [seq, { text: `text ${seq}` }]),
    );
    assert.deepEqual(await lookUpAsBefore(db(), 'bob', idOf(3)), { seq: '3', room: 'lobby' });
    assert.equal(await lookUpAsBefore(db(), 'bob', idOf(4)), undefined);
  });
});

/** The two lock the rows of `message` in different orders: as persisters do, it is tried again. */
async function again(work: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== '40P01') throw error;
    }
  }
}
