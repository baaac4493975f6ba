// Words follow the rows, and let rows that are on their way go first.
import assert from 'node:assert/strict';
import pino from 'pino';
import { Registry } from 'prom-client';
import { persisterMetrics } from '../../../src/persister/metrics.ts';
import { followRows } from '../../../src/persister/search/indexer.ts';
import { eventually } from '../../support/eventually.ts';

describe('the words of messages, behind the rows', () => {
  let stop: () => Promise<void>;
  let times: number[];
  let lag: number | undefined;
  let registry: Registry;
  let piece: () => Promise<number | undefined>;
  let left: () => Promise<number>;
  beforeEach(() => {
    times = [];
    lag = 0;
    registry = new Registry();
    piece = async () => 0;
    left = () => Promise.reject(new Error('away'));
    stop = followRows({
      piece: () => {
        times.push(performance.now());
        return piece();
      },
      left: () => left(),
      lag: () => lag,
      logger: pino({ level: 'silent' }),
      metrics: persisterMetrics(registry),
    });
  });
  afterEach(() => stop());
  const told = async () => (await registry.getSingleMetric('chat_search_lag')?.get())?.values;

  it('are made piece after piece until nothing is left, and then looked for again', async () => {
    let left = 5;
    piece = async () => Math.max(0, --left) * 1_000;
    await eventually(() => assert.equal(left, 0));
    assert.ok((times[4] ?? 0) - (times[0] ?? 0) < 1_500, 'without four pauses');
    assert.equal((await told())?.[0]?.value, 0);
    await eventually(() => assert.ok(times.length > 6));
  });

  it('wait after each piece while many rows are on their way', async () => {
    lag = 50_000;
    piece = () => new Promise((resolve) => setImmediate(resolve, 1_000));
    await eventually(() => assert.ok(times.length >= 3));
    assert.ok((times[2] ?? 0) - (times[0] ?? 0) >= 900, 'two pauses of half a second');
    lag = 0;
    const before = times.length;
    await eventually(() => assert.ok(times.length > before + 20));
    piece = async () => 0;
  });

  it('are tried again where the database is away; nobody says then that all is well', async () => {
    await eventually(async () => assert.equal((await told())?.[0]?.value, 0));
    piece = () => Promise.reject(new Error('away'));
    await eventually(async () => assert.deepEqual(await told(), []));
    piece = async () => 0;
    await eventually(async () => assert.equal((await told())?.[0]?.value, 0));
  });

  it('that wait are said where they cannot be made', async () => {
    piece = () => Promise.reject(new Error('no words can be made of it'));
    left = async () => 1_200;
    await eventually(async () => assert.equal((await told())?.[0]?.value, 1_200));
    left = async () => 1_300;
    await eventually(async () => assert.equal((await told())?.[0]?.value, 1_300));
  });

  it('that somebody else makes are left to them, and are said to wait while they do', async () => {
    piece = async () => undefined;
    left = async () => 1_200;
    await eventually(async () => assert.equal((await told())?.[0]?.value, 1_200));
    const looks = times.length;
    await eventually(() => assert.ok(times.length > looks));
    assert.ok((times[1] ?? 0) - (times[0] ?? 0) > 300, 'not at once again');
  });

  it('stop in the middle of a pause, and not in the middle of a piece', async () => {
    lag = 50_000;
    let done = false;
    piece = async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      done = true;
      return 1_000;
    };
    await eventually(() => assert.equal(times.length, 1));
    await stop();
    assert.equal(done, true);
    assert.equal(times.length, 1);
  });
});
