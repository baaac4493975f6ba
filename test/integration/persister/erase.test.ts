// After a message was deleted its text is in no entry of the log and of its mirror, and in no row; whatever comes in between,
// and nothing else goes. The log and the rows are real, what goes wrong is put between them.
import assert from 'node:assert/strict';
import type { NatsConnection } from 'nats';
import pino from 'pino';
import { Registry } from 'prom-client';
import { ERASING, openDatabase } from '../../../src/persister/database/database.ts';
import { openEraser } from '../../../src/persister/erase/eraser.ts';
import { type ErasableLog, erasableLog } from '../../../src/persister/erase/log.ts';
import { type Erased, erasedUpTo, erasePiece } from '../../../src/persister/erase/piece.ts';
import { persisterMetrics } from '../../../src/persister/metrics.ts';
import { provisionStreams } from '../../../src/persister/provision/streams.ts';
import { advance, type Db } from '../../../src/persister/rows/checkpoint.ts';
import { fold } from '../../../src/persister/rows/fold.ts';
import { readLog } from '../../../src/persister/tools/read-log.ts';
import { RECENT_STREAM, STREAM } from '../../../src/shared/subjects.ts';
import { add, deleted, edited, everything, type Said, say } from '../../support/erasing.ts';
import { eventually } from '../../support/eventually.ts';
import { type NatsUser, startNats, type TestNats } from '../../support/nats.ts';
import {
  type NatsServer,
  startNatsCluster,
  type TestNatsCluster,
} from '../../support/nats-cluster.ts';
import { openRowsDatabase, type RowsDatabase } from '../../support/rows-database.ts';

describe('erasing what was deleted', () => {
  let nats: TestNats;
  let rows: RowsDatabase;
  let log: ErasableLog;
  let gateway: NatsConnection;
  let operator: NatsConnection;
  let eraser: Awaited<ReturnType<typeof openDatabase>>;
  let read = 0;

  before(async () => {
    nats = await startNats();
    ({ gateway, operator, log } = await openLog(nats));
    rows = await openRowsDatabase((await log.ends()).epoch);
    const place = { url: rows.database.persisterUrl };
    eraser = await openDatabase(place, { name: 'eraser', ...ERASING });
  });
  after(async () => {
    await eraser?.close(true);
    await rows?.close();
    await nats?.stop();
  });

  const db = (): Db => eraser.em.fork().getKysely();
  const jsmOf = (nc: NatsConnection) => nc.jetstreamManager({ checkAPI: false });

  async function openLog(server: TestNats) {
    const connect = (user: NatsUser) => server.connect(user);
    await provisionStreams(await jsmOf(await connect('provision')), {
      maxBytes: 2 ** 28,
      marksMaxBytes: 2 ** 20,
      replicas: 1,
    });
    const nc = await connect('eraser');
    return {
      gateway: await connect('gateway'),
      operator: await connect('operator'),
      log: erasableLog(nc, await jsmOf(nc)),
    };
  }

  /** What a persister does; and the mirror has come as far. */
  async function toRows() {
    const jsm = await jsmOf(operator);
    const { last_seq: to } = (await jsm.streams.info(STREAM)).state;
    const reading = { nc: operator, jsm, program: 'operator', from: read + 1, to };
    for await (const { entries } of readLog(reading)) await rows.write(fold(entries));
    read = to;
    await rows.database.sql('update event set projected = true');
    assert.equal((await advance(db())).seq, to);
    await eventually(async () => assert.equal((await log.ends()).mirrored, to));
  }

  async function erase(through: ErasableLog = log): Promise<Erased> {
    const all: Erased = { erased: 0, refused: [], more: true };
    for (let pieces = 0; all.more; pieces++) {
      assert.ok(pieces < 20, 'it comes to no end');
      const { erased, refused, more } = await erasePiece(db(), through);
      all.erased += erased;
      all.refused.push(...refused);
      all.more = more;
    }
    return all;
  }

  const dataAt = async (seq: number) => {
    const [row] = await rows.database.sql('select data, extra from event where seq = ?', [seq]);
    return row;
  };
  const EMPTY = { data: null, extra: null };

  async function isNowhere(text: string) {
    for (const stream of [STREAM, RECENT_STREAM] as const) {
      for (const [seq, said] of await everything(operator, stream)) {
        assert.ok(!said.includes(text), `${stream} has it at ${seq}`);
      }
    }
    const found = await rows.database.sql(
      'select seq from event where data::text like ? or extra::text like ?',
      [`%${text}%`, `%${text}%`],
    );
    assert.deepEqual(found, []);
  }
  const isThere = async (seq: number, text: string) => {
    for (const stream of [STREAM, RECENT_STREAM] as const) {
      assert.match(String((await everything(operator, stream)).get(seq)), new RegExp(text), stream);
    }
    assert.match(JSON.stringify(await dataAt(seq)), new RegExp(text));
  };

  it('takes the message and its edits out of the log, its mirror and the rows, and nothing else', async () => {
    const other = await say(gateway, 'somebody says something else');
    const message = await say(gateway, 'a secret of mine');
    const edit = await add(gateway, edited(message, 'a secret of mine, said better'));
    const unrelated = await add(gateway, edited(other, 'said better'));
    const deletion = await add(gateway, deleted(message));
    await toRows();
    const { erased, refused } = await erase();
    assert.deepEqual([erased, refused], [2, []]);
    await isNowhere('a secret');
    for (const seq of [message.seq, edit]) assert.deepEqual(await dataAt(seq), EMPTY);
    await isThere(other.seq, 'something else');
    await isThere(unrelated, 'said better');
    await isThere(deletion, message.id);
    assert.equal(await erasedUpTo(db()), deletion);
    assert.deepEqual(await erase(), { erased: 0, refused: [], more: false });
  });

  it('counts what waits also where the log refuses to let go of it, and says no old number where nobody can count', async () => {
    const message = await say(gateway, 'a secret that stays a while');
    await add(gateway, deleted(message));
    await toRows();
    const registry = new Registry();
    const metrics = persisterMetrics(registry);
    const owed = async () =>
      (await registry.getSingleMetric('chat_erasures_owed')?.get())?.values[0]?.value;
    let through: ErasableLog = { ...log, erase: () => Promise.reject(new Error('refused')) };
    const orm = await openDatabase(
      { url: rows.database.persisterUrl },
      { name: 'loop', ...ERASING },
    );
    const logger = pino({ level: 'silent' });
    const loop = openEraser({ log: () => through, orm, logger, metrics });
    try {
      await eventually(async () => assert.equal(await owed(), 1));
      through = log;
      loop.nudge();
      await eventually(async () => assert.equal(await owed(), 0));
      await rows.database.sql('alter table erasure rename to away');
      loop.nudge();
      await eventually(async () => assert.equal(await owed(), undefined));
    } finally {
      await rows.database.sql('alter table if exists away rename to erasure');
      await loop.stop();
      await orm.close(true);
    }
    await isNowhere('a secret that stays');
  });

  it('takes an edit that came behind the deletion, with it or later', async () => {
    const message = await say(gateway, 'an early secret');
    await add(gateway, deleted(message));
    await add(gateway, edited(message, 'a racing secret'));
    await toRows();
    assert.equal((await erase()).erased, 2);
    const late = await add(gateway, edited(message, 'a late secret'));
    await toRows();
    assert.equal((await erase()).erased, 1);
    assert.deepEqual(await dataAt(late), EMPTY);
    for (const text of ['an early', 'a racing', 'a late']) await isNowhere(`${text} secret`);
  });

  it('erases nothing for a deletion that names another message than the one that is there, and says so once', async () => {
    const eve = { id: 'guest-eve', name: 'Eve' };
    const message = await say(gateway, 'what Ada said');
    const edit = await add(gateway, edited(message, 'what Ada said, really'));
    const wrong: Said[] = [
      { ...message, id: crypto.randomUUID() },
      { ...message, user: eve },
      { ...message, room: 'elsewhere' },
      { ...message, seq: edit },
      { ...message, seq: 1_000_000 },
    ];
    const deletions = [];
    for (const target of wrong) deletions.push(await add(gateway, deleted(target)));
    // An edit that says that its message is another one does not become that one's.
    const foreign = await add(gateway, edited({ ...message, user: eve }, 'what Eve said'));
    await toRows();
    const { erased, refused } = await erase();
    assert.equal(erased, 0);
    assert.deepEqual(
      refused.map(({ seq }) => seq),
      deletions,
    );
    await isThere(message.seq, 'what Ada said');
    await isThere(edit, 'really');
    await isThere(foreign, 'what Eve said');
    assert.deepEqual((await erase()).refused, []);
  });

  it('waits for a mirror that lags, then takes it out of both', async () => {
    const message = await say(gateway, 'a mirrored secret');
    const deletion = await add(gateway, deleted(message));
    await toRows();
    const lagging: ErasableLog = {
      ...log,
      ends: async () => ({ ...(await log.ends()), mirrored: deletion - 1 }),
    };
    assert.equal((await erase(lagging)).erased, 0);
    await isThere(message.seq, 'a mirrored secret');
    assert.equal((await erase()).erased, 1);
    await isNowhere('a mirrored secret');
  });

  it('finishes what was begun by one that was killed, wherever that was', async () => {
    for (const [i, stop] of [
      async (seqs: readonly number[]) => log.erase(seqs.slice(0, 1)),
      async (seqs: readonly number[]) => log.erase(seqs),
    ].entries()) {
      const message = await say(gateway, `a half secret ${i}`);
      await add(gateway, edited(message, `half a half secret ${i}`));
      await add(gateway, deleted(message));
      await toRows();
      const killed = {
        ...log,
        erase: async (seqs: readonly number[]) => {
          await stop(seqs);
          throw new Error('killed');
        },
      };
      await assert.rejects(erase(killed), /killed/);
      assert.equal((await erase()).erased, 2);
      await isNowhere(`a half secret ${i}`);
    }
  });

  it('is done by one at a time: a second one leaves it to the first', async () => {
    const message = await say(gateway, 'a shared secret');
    await add(gateway, deleted(message));
    await toRows();
    const begun = Promise.withResolvers<void>();
    const mayGoOn = Promise.withResolvers<void>();
    const slow = {
      ...log,
      erase: async (seqs: readonly number[]) => {
        begun.resolve();
        await mayGoOn.promise;
        await log.erase(seqs);
      },
    };
    const first = erase(slow);
    await begun.promise;
    const other = rows.orm.em.fork().getKysely<never>();
    assert.equal((await erasePiece(other as never, log)).erased, 0);
    mayGoOn.resolve();
    assert.equal((await first).erased, 1);
  });

  it('goes no further than the rows are whole, and waits for deletions that nobody made rows of', async () => {
    const message = await say(gateway, 'a patient secret');
    const deletion = await add(gateway, deleted(message));
    await toRows();
    await rows.database.sql('update event set projected = false where seq = ?', [deletion]);
    assert.equal((await erase()).erased, 0);
    await rows.database.sql('update event set projected = true where seq = ?', [deletion]);
    await rows.database.sql('update progress set seq = ?', [deletion - 1]);
    assert.equal((await erase()).erased, 0);
    await rows.database.sql('update progress set seq = ?', [deletion]);
    assert.equal((await erase()).erased, 1);
  });

  it('takes more edits of one message than go into one piece', async () => {
    const message = await say(gateway, 'a wordy secret');
    const js = gateway.jetstream();
    const { subject } = edited(message, '');
    for (let i = 0; i < 3; i++) {
      const some = Array.from({ length: 100 }, (_, n) => edited(message, `wordy secret ${i}.${n}`));
      await Promise.all(some.map(({ payload }) => js.publish(subject, payload)));
    }
    await add(gateway, deleted(message));
    await toRows();
    assert.equal((await erase()).erased, 301);
    await isNowhere('wordy secret');
  });

  it('comes to an end where more edits than go into one piece are not of the message that was deleted', async () => {
    const eve = { id: 'guest-eve', name: 'Eve' };
    const message = await say(gateway, 'a beset secret');
    const stays = await say(gateway, 'what nobody deleted');
    const js = gateway.jetstream();
    const foreign = [
      { ...message, user: eve },
      { ...stays, id: crypto.randomUUID() },
    ];
    for (const target of foreign) {
      const some = Array.from({ length: 150 }, (_, n) => edited(target, `beside ${n}`));
      await Promise.all(some.map(({ subject, payload }) => js.publish(subject, payload)));
    }
    await add(gateway, edited(message, 'a beset secret, again'));
    await add(gateway, deleted(message));
    // Names what its edits name, and no message that is there.
    const wrong = await add(gateway, deleted(foreign[1] as Said));
    await toRows();
    const { erased, refused } = await erase();
    assert.deepEqual([erased, refused.map(({ seq }) => seq)], [2, [wrong]]);
    await isNowhere('a beset secret');
    await isThere(stays.seq, 'what nobody deleted');
  });

  it('goes over everything again in a log that was brought back, which has the texts again', async () => {
    const old = await everything(operator, STREAM);
    const holes = (
      await rows.database.sql<{ seq: string }>(`select seq from event where data = 'null'`)
    ).map(({ seq }) => Number(seq));
    assert.ok(holes.length > 300);
    const other = await startNats();
    try {
      const back = await openLog(other);
      const subject = 'chat.room.lobby.message';
      // As a backup of before the deletions brings them back: under their sequences.
      const last = Math.max(...old.keys());
      for (let seq = 1; seq <= last; seq++) {
        back.gateway.publish(subject, old.get(seq) ?? 'a secret that was erased');
      }
      const { streams } = await jsmOf(back.operator);
      await eventually(async () => assert.equal((await streams.info(STREAM)).state.last_seq, last));
      const { epoch } = await back.log.ends();
      const heldBefore = (await everything(back.operator, STREAM)).size;
      // As long as the rows are of another log nothing is erased.
      await rows.database.sql('update erasure set seq = 0');
      await erase(back.log);
      assert.equal((await everything(back.operator, STREAM)).size, heldBefore);
      await rows.database.sql('update progress set log_epoch = ?', [epoch]);
      await eventually(async () => assert.equal((await back.log.ends()).mirrored, last));
      await erase(back.log);
      for (const stream of [STREAM, RECENT_STREAM] as const) {
        const held = await everything(back.operator, stream);
        assert.ok(held.size > 0);
        for (const seq of holes) assert.equal(held.has(seq), false, `${stream} ${seq}`);
        if (stream === STREAM) assert.equal(held.size, old.size);
      }
    } finally {
      await other.stop();
    }
  });
});

describe('erasing, with three servers', function () {
  this.timeout(120_000);
  let nats: TestNatsCluster;
  before(async () => {
    nats = await startNatsCluster();
  });
  after(() => nats?.stop());

  it('takes an entry out of both streams, also when its leader was killed meanwhile, once and again', async () => {
    const provision = await nats.connect('provision');
    const jsm = await provision.jetstreamManager({ checkAPI: false });
    await eventually(
      () => provisionStreams(jsm, { maxBytes: 2 ** 28, marksMaxBytes: 2 ** 20, replicas: 3 }),
      SLOW,
    );
    const gateway = await nats.connect('gateway');
    const secrets = [
      await say(gateway, 'a secret of three'),
      await say(gateway, 'another of three'),
    ];
    const stays = await say(gateway, 'stays with three');
    const nc = await nats.connect('eraser');
    const log = erasableLog(nc, await nc.jetstreamManager({ checkAPI: false }));
    const seqs = secrets.map(({ seq }) => seq);
    const mirrored = async () => assert.equal((await log.ends()).mirrored, stays.seq);
    await eventually(mirrored, SLOW);
    await log.erase(seqs.slice(0, 1));
    const { cluster } = await jsm.streams.info(STREAM);
    await nats.kill9(cluster?.leader as NatsServer);
    // As the persister does it: again, until it succeeds.
    await eventually(() => log.erase(seqs), SLOW);
    await nats.start(cluster?.leader as NatsServer);
    const operator = await nats.connect('operator');
    for (const stream of [STREAM, RECENT_STREAM] as const) {
      const held = await eventually(() => everything(operator, stream), SLOW);
      assert.deepEqual([...held.keys()], [stays.seq], stream);
      assert.match([...held.values()].join(), /stays with three/);
    }
  });
});

const SLOW = { deadlineMs: 40_000 };
