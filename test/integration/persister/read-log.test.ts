// The log read from one sequence to another for tools: everything, in order, once, whatever happens to NATS meanwhile; and
// never an end that is none.
import assert from 'node:assert/strict';
import { headers } from 'nats';
import { provisionStreams } from '../../../src/persister/provision/streams.ts';
import {
  LogNotRead,
  type LogPage,
  type ReadLogOptions,
  readLog,
} from '../../../src/persister/tools/read-log.ts';
import { STREAM } from '../../../src/shared/subjects.ts';
import { eventually } from '../../support/eventually.ts';
import { type NatsUser, startNats, type TestNats } from '../../support/nats.ts';

const COUNT = 5_000;
/** So few that the mirror, which answers as often as the log, has only the last of them. */
const ROOMS = 7;
/** Erased, also at both ends. */
const GONE = new Set([1, 2, 700, 701, 702, 3_500, COUNT - 1, COUNT]);

describe('the log read by tools', () => {
  let nats: TestNats;

  before(async function () {
    this.timeout(30_000);
    nats = await startNats();
    const jsm = await (await nats.connect('provision')).jetstreamManager();
    await provisionStreams(jsm, { maxBytes: 2 ** 28, marksMaxBytes: 2 ** 20, replicas: 1 });
    const settings: object = { allow_msg_ttl: true };
    await jsm.streams.update(STREAM, settings);
    const soonGone = headers();
    soonGone.set('Nats-TTL', '1s');
    const gateway = await nats.connect('gateway');
    for (let i = 1; i <= COUNT; i++) {
      // Large ones end a page by their size; what has no body is no end.
      const payload = i % 500 < 50 ? 'x'.repeat(40_000) : i % 250 === 60 ? '' : `${i}`;
      const options = GONE.has(i) ? { headers: soonGone } : {};
      gateway.publish(`chat.room.r${i % ROOMS}.message`, payload, options);
      if (i % 200 === 0) await gateway.flush();
    }
    await eventually(
      async () => {
        const { state } = await jsm.streams.info(STREAM);
        assert.deepEqual([state.last_seq, state.messages], [COUNT, COUNT - GONE.size]);
      },
      { deadlineMs: 15_000 },
    );
  });
  after(() => nats.stop());

  async function reader(user: NatsUser, range: Pick<ReadLogOptions, 'from' | 'to'>) {
    const nc = await nats.connect(user);
    const jsm = await nc.jetstreamManager({ checkAPI: false });
    return { nc, jsm, program: user, ...range };
  }

  async function sequencesOf(pages: AsyncIterable<LogPage>): Promise<number[]> {
    const seqs: number[] = [];
    let before = 0;
    for await (const { entries, upTo } of pages) {
      assert.ok(upTo > before, `${upTo} after ${before}`);
      for (const { seq } of entries) {
        assert.ok(seq > before && seq <= upTo, `${seq} in a page from ${before} to ${upTo}`);
        seqs.push(seq);
        before = seq;
      }
      before = upTo;
    }
    return seqs;
  }

  const all = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, i) => from + i).filter((seq) => !GONE.has(seq));

  it('is given whole and in order, over what was erased from it, to each program that has a use for it', async () => {
    for (const user of ['operator', 'persister', 'provision'] as const) {
      const read = await sequencesOf(readLog(await reader(user, { from: 1, to: COUNT })));
      assert.deepEqual(read, all(1, COUNT), user);
    }
  });

  it('is given from one sequence to another, and nothing where that is empty', async () => {
    const options = await reader('operator', { from: 17, to: 2_345 });
    assert.deepEqual(await sequencesOf(readLog(options)), all(17, 2_345));
    assert.deepEqual(await sequencesOf(readLog({ ...options, from: 5, to: 4 })), []);
  });

  it('is given to its end through a NATS that is killed and comes back', async () => {
    const options = await reader('operator', { from: 1, to: COUNT });
    let killed = false;
    const pages = async function* () {
      for await (const page of readLog(options)) {
        yield page;
        if (killed || page.upTo < COUNT / 2) continue;
        killed = true;
        await nats.kill9();
        await nats.restart();
      }
    };
    assert.deepEqual(await sequencesOf(pages()), all(1, COUNT));
    assert.ok(killed);
  }).timeout(60_000);

  it('has no end where NATS is away: that is said in words', async () => {
    const options = await reader('operator', { from: 1, to: COUNT });
    await nats.kill9();
    try {
      const reading = sequencesOf(readLog({ ...options, patienceMs: 500 }));
      await assert.rejects(reading, (error: unknown) => {
        assert.ok(error instanceof LogNotRead);
        assert.match(error.message, /cannot be read from 1 on: /);
        return true;
      });
    } finally {
      await nats.restart();
    }
  }).timeout(60_000);

  it('has no end before the one that was asked for', async () => {
    const options = await reader('operator', { from: COUNT - 10, to: COUNT + 1 });
    await assert.rejects(
      sequencesOf(readLog({ ...options, patienceMs: 500 })),
      new RegExp(`cannot be read from ${COUNT + 1} on`),
    );
  }).timeout(20_000);
});
