// The reader over a consumer of the test's own, which loses a delivery; the real one is in the integration tests (P1, P4).
import assert from 'node:assert/strict';
import type { ConsumerConfig, JetStreamManager, JsMsg, NatsConnection } from 'nats';
import { pino } from 'pino';
import { openReader } from '../../../src/gateway/log/reader.ts';
import { turn } from './connected.ts';

describe('reader', () => {
  /** Each opening of the consumer: from where, and how it delivers. */
  function open({ from = 5, pending = 3 } = {}) {
    const openings: { from: number; deliver: (delivery: number, seq: number) => void }[] = [];
    const got: number[] = [];
    let restarts = 0;
    const getPullConsumerFor = (info: { opt_start_seq: number }) => ({
      consume: async ({ callback }: { callback: (message: JsMsg) => void }) => {
        const ended = Promise.withResolvers<void>();
        const deliver = (delivery: number, seq: number) => {
          const left = Math.max(0, from + pending - 1 - seq);
          const reply = `$JS.ACK.CHAT.gateway.1.${seq}.${delivery}.1800000000000000000.${left}`;
          const subject = 'chat.room.lobby.message';
          callback({ subject, reply, data: new Uint8Array(1) } as unknown as JsMsg);
        };
        openings.push({ from: info.opt_start_seq, deliver });
        // No trouble to report until it is stopped.
        const next = () => ended.promise.then(() => ({ done: true, value: undefined }));
        const status = async () => ({ [Symbol.asyncIterator]: () => ({ next }) });
        return { stop: ended.resolve, status };
      },
    });
    const nc = { jetstream: () => ({ consumers: { getPullConsumerFor } }) };
    const add = async (_: string, { opt_start_seq }: ConsumerConfig) => ({
      opt_start_seq,
      num_pending: pending,
    });
    const reader = openReader({
      nc: nc as unknown as NatsConnection,
      jsm: { consumers: { add } } as unknown as JetStreamManager,
      logger: pino({ level: 'silent' }),
      from,
      onEvent: ({ seq }) => got.push(seq),
      onRestart: () => void restarts++,
    });
    return { reader, openings, got, restarts: () => restarts };
  }

  it('sees that a delivery is missing, and reads on from the event it was', async () => {
    const { reader, openings, got, restarts } = open();
    await turn();
    openings[0]?.deliver(1, 5);
    openings[0]?.deliver(3, 7);
    await turn();
    assert.deepEqual([got, restarts(), reader.position], [[5], 1, 5]);
    assert.equal(openings[1]?.from, 6);
    openings[0]?.deliver(4, 8);
    openings[1]?.deliver(1, 6);
    openings[1]?.deliver(2, 7);
    assert.deepEqual([got, restarts()], [[5, 6, 7], 1]);
    reader.stop();
  });

  it('takes an erased event for no gap', async () => {
    const { reader, openings, got, restarts } = open();
    await turn();
    openings[0]?.deliver(1, 5);
    openings[0]?.deliver(2, 9);
    assert.deepEqual([got, restarts()], [[5, 9], 0]);
    reader.stop();
  });

  it('has caught up when it has read what was there, not when it begins to', async () => {
    const { reader, openings } = open();
    await turn();
    openings[0]?.deliver(1, 5);
    openings[0]?.deliver(2, 6);
    assert.equal(reader.caughtUp, false);
    openings[0]?.deliver(3, 7);
    await reader.whenCaughtUp;
    assert.equal(reader.caughtUp, true);
    reader.stop();
    const empty = open({ pending: 0 });
    await empty.reader.whenCaughtUp;
    empty.reader.stop();
  });
});
