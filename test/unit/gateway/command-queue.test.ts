// The posts of one connection that wait for the log: how many it is read for, and what it owes before it goes (P8, P10).
import assert from 'node:assert/strict';
import { COMMANDS } from '../../../src/chat/features.ts';
import type { Command } from '../../../src/chat/kernel/command.ts';
import { CommandQueue } from '../../../src/gateway/command/queue.ts';
import { eventually } from '../../support/eventually.ts';
import { uuid7 } from '../../support/wire.ts';
import { connect, turn } from './connected.ts';
import { slowLog } from './slow-log.ts';

describe('posts that wait for the log', () => {
  async function talker() {
    const log = slowLog();
    const ada = connect({ more: { append: log.append } });
    ada.join('lobby');
    await turn();
    const post = (count: number) => {
      for (let n = 0; n < count; n++) {
        ada.send({ type: 'post', id: uuid7(), room: 'lobby', text: `${n}` });
      }
    };
    const acks = () => ada.said().filter(({ type }) => type === 'ack').length;
    return { ...ada, log, post, acks };
  }

  it('stop the reading of their connection at 64, until half of them are answered', async () => {
    const { log, post, acks, read } = await talker();
    post(63);
    assert.deepEqual(read, []);
    post(1);
    assert.deepEqual(read, ['paused']);
    await log.store(31);
    await eventually(() => assert.equal(acks(), 31));
    assert.deepEqual(read, ['paused']);
    await log.store(1);
    await eventually(() => assert.deepEqual(read, ['paused', 'resumed']));
  });

  it('are all answered before a drained connection may be closed; what comes later is not taken', async () => {
    const { connection, log, post, acks } = await talker();
    post(40);
    const acked = connection.drain().then(acks);
    post(5);
    await log.store(40);
    assert.equal(await acked, 40);
    await turn();
    assert.equal(log.asked(), 40);
  });

  it('are no fault of the gateway where one of them cannot be decided', async () => {
    const { ports, visitor } = connect();
    const post = COMMANDS.get('post') ?? assert.fail();
    for (const stale of [false, true]) {
      const faults: unknown[] = [];
      const left: string[] = [];
      const queue = new CommandQueue({
        visitor,
        ports: { ...ports, clock: { ...ports.clock, stale } },
        posts: ports.limits.posts,
        timer: () => () => undefined,
        answer: () => assert.fail(),
        onFault: (error) => faults.push(error),
        onFull: () => assert.fail(),
        onFree: () => left.push('free'),
      });
      const broken = new Error('broken');
      const decide = () => {
        throw broken;
      };
      const command = { type: 'post', id: uuid7(), room: 'lobby', text: 'hi' };
      queue.take({ ...post, decide }, command, true);
      await eventually(() => assert.deepEqual(left, ['free']));
      assert.deepEqual(faults, [broken]);
    }
  });

  it('wait for the time, and then for look-ups a moment only, all of them the same one', async () => {
    const { ports, visitor } = connect();
    const post = COMMANDS.get('post') ?? assert.fail();
    const clock = { now: () => Date.now(), stale: true };
    const stored: string[] = [];
    const told = Promise.withResolvers<void>();
    const queue = new CommandQueue({
      visitor,
      ports: {
        ...ports,
        clock,
        extents: {
          ...ports.extents,
          refresh: async () => {
            await told.promise;
            clock.stale = false;
            return ports.extents.log;
          },
        },
        append: async ({ fact }) => {
          stored.push(fact.id);
          return { ok: true, seq: 10, duplicate: false, room: fact.room };
        },
      },
      posts: ports.limits.posts,
      timer: () => () => undefined,
      answer: () => undefined,
      onFault: (error) => assert.fail(String(error)),
      onFull: () => assert.fail(),
      onFree: () => undefined,
    });
    const say = (id: string) => {
      queue.take(post, { type: 'post', id, room: 'lobby', text: 'hi' } as Command, true);
      return id;
    };
    const first = say(uuid7());
    // The rows never answer.
    for (let n = 0; n < 20; n++) say(uuid7(Date.now() - 3_600_000));
    const second = say(uuid7());
    await turn();
    assert.deepEqual(stored, []);
    const toldMs = performance.now();
    told.resolve();
    await eventually(() => assert.deepEqual(stored, [first, second]));
    const tookMs = performance.now() - toldMs;
    assert.ok(tookMs < 5_000, `${tookMs} ms, of 20 times 500`);
  });
});
