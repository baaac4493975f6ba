// What a publish makes of JetStream's replies. They are made up here; the real ones are in the integration tests.
import assert from 'node:assert/strict';
import type { Msg, NatsConnection } from 'nats';
import { messageSubject } from '../../../src/chat/kernel/subjects.ts';
import { createAppend } from '../../../src/gateway/log/append.ts';
import { openPublisher, PublishError } from '../../../src/gateway/log/publisher.ts';
import { DEADLINE_MS } from '../../../src/shared/once.ts';
import { posted } from '../../support/facts.ts';
import { uuid7 } from '../../support/wire.ts';

const NOW = 1_800_000_000_000;
const user = { id: 'ada', name: 'Ada' };
const fact = posted({ id: uuid7(), room: 'lobby', user, text: 'hi' });
const proposal = { fact, subject: messageSubject('lobby'), deadlineMs: NOW };

describe('publisher', () => {
  /** `reply`: what each publish is answered; undefined for nothing at all. */
  function open(reply: string | undefined) {
    let listener: (error: null, message: Msg) => void = () => assert.fail('nobody listens');
    let published = 0;
    const nc = {
      subscribe: (_: string, { callback }: { callback: typeof listener }) => {
        listener = callback;
        return { unsubscribe: () => undefined };
      },
      publish: (_: string, __: Uint8Array, { reply: subject }: { reply: string }) => {
        published += 1;
        if (reply === undefined) return;
        const data = Buffer.from(reply);
        const message = { subject, data, json: () => JSON.parse(reply) };
        setImmediate(() => listener(null, message as unknown as Msg));
      },
    };
    const publisher = openPublisher(nc as unknown as NatsConnection, 1);
    const { append } = createAppend({
      link: { connected: () => true },
      publisher,
      witness: { look: async () => undefined },
      clock: { now: () => NOW, doubt: () => undefined },
      budgetMs: 600,
    });
    after(() => publisher.stop());
    return { publisher, append, published: () => published };
  }
  const failureOf = (reply: string | undefined) =>
    open(reply)
      .publisher.publish(proposal, 'id')
      .catch((error: unknown) => error instanceof PublishError && error.failure);

  it('tells what was stored from what was refused, what nobody leads from what nobody answered', async () => {
    assert.deepEqual(await failureOf('{"stream":"CHAT","seq":5}'), { seq: 5, duplicate: false });
    const batch = '{"stream":"CHAT","seq":7,"batch":"b","count":3}';
    assert.deepEqual(await failureOf(batch), { seq: 5, last: 7, duplicate: false });
    const again = '{"stream":"CHAT","seq":5,"duplicate":true}';
    assert.deepEqual(await failureOf(again), { seq: 5, duplicate: true });
    const refused = '{"error":{"code":503,"err_code":10077,"description":"maximum bytes"}}';
    const failure = { kind: 'refused', code: 10_077, description: 'maximum bytes' };
    assert.deepEqual(await failureOf(refused), failure);
    assert.deepEqual(await failureOf(''), { kind: 'no_leader' });
    assert.deepEqual(await failureOf(undefined), { kind: 'unknown' });
  });

  it('leaves no doubt while nobody leads the log: nothing was stored, after several tries', async () => {
    const { append, published } = open('');
    const result = await append({ ...proposal, deadlineMs: NOW + DEADLINE_MS });
    assert.equal('code' in result && result.code, 'unavailable');
    assert.ok(published() > 1);
  });
});
