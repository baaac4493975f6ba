// Facts that nobody understands yet are kept; whoever understands them makes rows of them, at any time (P5).
import assert from 'node:assert/strict';
import type { MikroORM } from '@mikro-orm/postgresql';
import { PLAN } from '../../../src/chat/features.ts';
import { type Db, projectedUpTo } from '../../../src/persister/rows/checkpoint.ts';
import { fold } from '../../../src/persister/rows/fold.ts';
import { leftoversOf } from '../../../src/persister/rows/leftovers.ts';
import type { WriteRows } from '../../../src/persister/rows/write.ts';
import { encodeFact, posted } from '../../support/facts.ts';
import { deadLetterAsBefore } from '../../support/persister-before.ts';
import type { TestDatabase } from '../../support/postgres.ts';
import { openRowsDatabase, type RowsDatabase } from '../../support/rows-database.ts';
import { sungPlan } from '../../support/sung.ts';
import { uuid7 } from '../../support/wire.ts';

const EPOCH = '2026-01-01T00:00:00Z';
const user = { id: 'ada', name: 'Ada' };
const fact = (change: object = {}) => ({
  ...posted({ id: uuid7(), room: 'lobby', user, text: 'hello' }),
  ...change,
});
const song = (change: object = {}) =>
  fact({ type: 'MessageSung', data: { melody: 'la', key: 'G' }, trace: 't', ...change });
const rawOf = (seq: number, said: object) => ({
  seq,
  at: new Date(1_767_225_600_000 + seq).toISOString(),
  isVoid: false,
  subject: 'chat.room.lobby.message',
  data: encodeFact(said as Parameters<typeof encodeFact>[0]),
});

describe('persister: facts that are understood later', () => {
  let rows: RowsDatabase;
  let database: TestDatabase;
  let orm: MikroORM;
  let write: WriteRows;
  before(async () => {
    rows = await openRowsDatabase(EPOCH);
    ({ database, orm, write } = rows);
  });
  after(() => rows?.close());
  beforeEach(() => database.sql('truncate event, used_id, message, room, dead_letter'));

  const db = (): Db => orm.em.fork().getKysely();
  const today = leftoversOf(PLAN);
  const tomorrow = leftoversOf(sungPlan);
  const texts = async () =>
    (await database.sql('select text from message order by seq')).map(({ text }) => text);
  const letters = () =>
    database.sql('select seq::int as seq, reason from dead_letter order by seq');

  it('are kept, and held to be incomplete, until one comes that understands them', async () => {
    await write(fold([rawOf(1, fact()), rawOf(2, song()), rawOf(3, fact())]));
    assert.equal(await today(db()), 0);
    assert.deepEqual(await letters(), []);
    assert.deepEqual(await texts(), ['hello', 'hello']);
    assert.equal(await projectedUpTo(db(), 3), 1);
    assert.equal(await projectedUpTo(db(), 0), 0, 'and never beyond what is asked');

    assert.equal(await tomorrow(db()), 1);
    assert.deepEqual(await texts(), ['hello', '♪ la', 'hello']);
    assert.equal(await projectedUpTo(db(), 3), 3);
    assert.equal(await tomorrow(db()), 0);
    // Delivered once more, to one that still does not.
    await write(fold([rawOf(2, song())]));
    assert.equal(await projectedUpTo(db(), 3), 3);
  });

  it('of a version nobody knows yet wait as well', async () => {
    await write(fold([rawOf(1, fact({ v: 2, data: null })), rawOf(2, song({ v: 2 }))]));
    assert.equal(await tomorrow(db()), 0);
    assert.equal(await projectedUpTo(db(), 2), 0);
  });

  it('of which a persister of before made a message without what it answers are looked at again, once', async () => {
    await write(fold([rawOf(1, fact()), rawOf(2, fact({ data: { text: 'yes', replyTo: 1 } }))]));
    await database.sql(
      `update message set text_rank = null, post_rank = null, reply_to = null where seq = 2`,
    );
    assert.equal(await today(db()), 1);
    const [row] = await database.sql(
      'select text_rank::int, reply_to::int from message where seq = 2',
    );
    assert.deepEqual({ ...row }, { text_rank: -2, reply_to: 1 });
    assert.equal(await today(db()), 0);
  });

  it('are shared out where several understand them, however many they are', async () => {
    const count = 1_200;
    const entries = Array.from({ length: count }, (_, i) => rawOf(i + 1, song()));
    await write(fold(entries));
    const all = async () => {
      let sum = 0;
      for (let found = -1; found !== 0; ) {
        found = await tomorrow(db());
        sum += found;
      }
      return sum;
    };
    const shares = await Promise.all([all(), all(), all()]);
    assert.equal(
      shares.reduce((sum, share) => sum + share),
      count,
    );
    assert.equal((await texts()).length, count);
    assert.equal(await projectedUpTo(db(), count), count);
  });

  it('that turn out to say nothing that their type can say are looked at once', async () => {
    await write(fold([rawOf(1, song({ data: {} })), rawOf(2, song())]));
    assert.equal(await tomorrow(db()), 2);
    assert.deepEqual(await texts(), ['♪ la']);
    assert.equal(await tomorrow(db()), 0);
    assert.equal(await projectedUpTo(db(), 2), 2);
  });

  it('that a persister of before took for dead letters are events after all', async () => {
    const asBefore = (seq: number, said: object, reason: string) =>
      deadLetterAsBefore(db(), { ...rawOf(seq, said), reason });
    await asBefore(1, song(), 'unknown_type');
    await asBefore(2, fact({ v: 2 }), 'unknown_version');
    await asBefore(3, fact({ v: undefined }), 'unknown_version');
    await asBefore(4, fact({ data: {} }), 'invalid');
    assert.equal(await today(db()), 3);
    const stay = [
      { seq: 3, reason: 'invalid' },
      { seq: 4, reason: 'invalid' },
    ];
    assert.deepEqual(await letters(), stay);
    assert.equal(await today(db()), 0);
    const events = await database.sql(
      'select seq::int as seq, type, v, data, extra, projected from event order by seq',
    );
    assert.deepEqual(events, [
      {
        seq: 1,
        type: 'MessageSung',
        v: 1,
        data: { melody: 'la', key: 'G' },
        extra: { trace: 't' },
        projected: false,
      },
      {
        seq: 2,
        type: 'MessagePosted',
        v: 2,
        data: { text: 'hello' },
        extra: null,
        projected: false,
      },
    ]);
    assert.equal(await tomorrow(db()), 1);
    assert.deepEqual(await texts(), ['♪ la']);
    assert.equal((await database.sql('select 1 from used_id')).length, 2);
  });
});
