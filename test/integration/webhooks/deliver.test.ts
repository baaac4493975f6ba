// What happens in a room is told to receivers outside: in order, once, signed, and again until they take it.
import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually.ts';
import {
  type Deliverer,
  does,
  makeWebhook,
  ownRoom,
  type Receiver,
  startDelivering,
  startReceiver,
  verify,
  webhooksOf,
} from '../../support/webhooks.ts';
import type { WireClient } from '../../support/wire.ts';

describe('a webhook', function () {
  this.timeout(90_000);
  let deliverer: Deliverer;
  let ada: WireClient;
  const receivers: Receiver[] = [];
  let rooms = 0;

  before(async () => {
    deliverer = await startDelivering();
    ada = await deliverer.chat.join('Ada');
  });
  after(async () => {
    await Promise.all(receivers.map((receiver) => receiver.stop()));
    await ada?.close();
    await deliverer?.stop();
  });

  /** A room of Ada's, and a receiver that is told of it. */
  const set = async (events?: string[]) => {
    const room = `room-${++rooms}`;
    const receiver = await startReceiver();
    receivers.push(receiver);
    await ownRoom(ada, room);
    const { url } = receiver;
    const id = await makeWebhook(ada, room, { url, ...(events && { events }) });
    return { room, receiver, id };
  };
  const says = async (room: string, ...texts: string[]) => {
    const seqs: number[] = [];
    for (const text of texts) seqs.push(Number((await ada.post(room, text))['seq']));
    return seqs;
  };

  it('is told what is posted from when it was made, in order, once, and signed so that a library verifies it', async () => {
    const { room, receiver, id } = await set();
    const texts = Array.from({ length: 30 }, (_, index) => `number ${index}`);
    const seqs = await says(room, ...texts);
    await eventually(() => assert.deepEqual(receiver.texts(), texts), { deadlineMs: 20_000 });
    for (const [index, got] of receiver.got.entries()) {
      verify(got, deliverer.chat.env.webhooks.WEBHOOK_SECRET, id);
      assert.equal(got.id, `${id}-${seqs[index]}`);
      assert.equal(got.type, 'message.posted');
      assert.equal(got.data.room, room);
      assert.equal(got.data.seq, seqs[index]);
    }
    const [first] = receiver.got;
    assert.ok(first);
    assert.throws(() =>
      verify({ ...first, raw: `${first.raw} ` }, deliverer.chat.env.webhooks.WEBHOOK_SECRET, id),
    );
  });

  it('is told of changes where they are wanted, and of nothing else', async () => {
    const { room, receiver } = await set(['message.edited', 'reaction.added']);
    const [seq] = await says(room, 'first');
    await does(ada, { type: 'edit', room, target: seq, text: 'second' });
    await does(ada, { type: 'react', room, target: seq, emoji: '👍', on: true });
    await does(ada, { type: 'react', room, target: seq, emoji: '👍', on: false });
    await does(ada, { type: 'edit', room, target: seq, text: 'third' });
    const types = ['message.edited', 'reaction.added', 'message.edited'];
    await eventually(() =>
      assert.deepEqual(
        receiver.got.map(({ type }) => type),
        types,
      ),
    );
  });

  it('is told again what a receiver does not take, under the same id, and what comes behind it waits', async () => {
    const { room, receiver, id } = await set();
    let refusals = 2;
    receiver.answer((_, response) => {
      refusals -= 1;
      // The second one never comes: it is not waited for for ever.
      if (refusals === 0) return;
      response.writeHead(refusals > 0 ? 500 : 200).end();
    });
    await says(room, 'one', 'two');
    await eventually(() => assert.deepEqual(receiver.texts(), ['one', 'one', 'one', 'two']), {
      deadlineMs: 15_000,
    });
    const ids = receiver.got.map((got) => got.id);
    assert.equal(new Set(ids.slice(0, 3)).size, 1);
    assert.notEqual(ids[3], ids[0]);
    await eventually(async () => {
      const [webhook] = await webhooksOf(ada, room);
      assert.equal(webhook?.id, id);
      assert.equal(webhook?.failing, undefined, 'it goes again');
    });
  });

  it('that is down holds up no other one', async () => {
    const down = await set();
    const receiver = await startReceiver();
    receivers.push(receiver);
    await makeWebhook(ada, down.room, { url: receiver.url });
    down.receiver.answer(
      (_, response) => void response.writeHead(503, { 'retry-after': '1' }).end(),
    );
    await says(down.room, 'one', 'two', 'three');
    await eventually(() => assert.deepEqual(receiver.texts(), ['one', 'two', 'three']));
    assert.ok(down.receiver.texts().every((text) => text === 'one'));
  });

  it('is given up in the end: an owner is told, the next one goes on, and it is sent again when they say so', async () => {
    const { room, receiver, id } = await set();
    receiver.answer(({ data }, response) => {
      response.writeHead(data.data.text === 'bad' ? 500 : 200).end();
    });
    const from = ada.frames.length;
    const [bad] = await says(room, 'bad', 'good');
    await eventually(() => assert.equal(receiver.texts().at(-1), 'good'), { deadlineMs: 15_000 });
    assert.deepEqual(receiver.texts(), ['bad', 'bad', 'bad', 'bad', 'good']);
    const told = await ada.waitFor(
      ({ event, data }) =>
        event === 'WebhookFailed' &&
        (data as { webhook: { id: string; givenUp?: object } }).webhook.givenUp !== undefined,
      { from },
    );
    assert.equal(told['room'], undefined);
    const is = await eventually(async () => {
      const [webhook] = await webhooksOf(ada, room);
      assert.equal(webhook?.failing, undefined);
      return webhook;
    });
    assert.deepEqual(is?.givenUp?.last, [bad]);
    assert.match(is?.givenUp?.error ?? '', /answered 500/);

    receiver.answer((_, response) => void response.writeHead(200).end());
    assert.equal(
      (await does(ada, { type: 'webhook', room, do: 'again', webhook: id })).type,
      'ack',
    );
    await eventually(() => assert.equal(receiver.texts().at(-1), 'bad'));
    assert.equal(receiver.got.at(-1)?.id, `${id}-${bad}`);
    await eventually(async () => {
      const [webhook] = await webhooksOf(ada, room);
      assert.deepEqual([webhook?.givenUp, webhook?.again], [undefined, undefined]);
    });
  });

  it('that is paused is told later, one that is revoked nothing more, also not what is under way', async () => {
    const { room, receiver, id } = await set();
    await does(ada, { type: 'webhook', room, do: 'pause', webhook: id });
    await says(room, 'meanwhile');
    await does(ada, { type: 'webhook', room, do: 'resume', webhook: id });
    await eventually(() => assert.deepEqual(receiver.texts(), ['meanwhile']), {
      deadlineMs: 15_000,
    });
    receiver.answer((_, response) => void response.writeHead(500).end());
    await says(room, 'never', 'never either');
    await eventually(() => assert.equal(receiver.texts().at(-1), 'never'));
    assert.equal(
      (await does(ada, { type: 'webhook', room, do: 'revoke', webhook: id })).type,
      'ack',
    );
    const { length } = receiver.got;
    receiver.answer((_, response) => void response.writeHead(200).end());
    // Whoever is told last was told after all that would have been tried.
    const other = await startReceiver();
    receivers.push(other);
    await makeWebhook(ada, room, { url: other.url });
    await says(room, 'after');
    await eventually(() => assert.deepEqual(other.texts(), ['after']));
    await eventually(() => assert.ok(Date.now() - (other.got[0]?.at ?? 0) > 1_000));
    assert.ok(receiver.got.length - length <= 1, 'what was under way at most');
    assert.ok(!receiver.texts().includes('never either'));
    assert.equal((await webhooksOf(ada, room)).length, 1);
  });

  it('is not told what was deleted before it was delivered', async () => {
    const { room, receiver, id } = await set(['message.posted', 'message.deleted']);
    await does(ada, { type: 'webhook', room, do: 'pause', webhook: id });
    const [seq] = await says(room, 'a secret', 'no secret');
    await does(ada, { type: 'delete', room, target: seq });
    await does(ada, { type: 'webhook', room, do: 'resume', webhook: id });
    await eventually(() => assert.equal(receiver.got.at(-1)?.type, 'message.deleted'), {
      deadlineMs: 15_000,
    });
    assert.deepEqual(
      receiver.got.map(({ type }) => type),
      ['message.posted', 'message.deleted'],
    );
    assert.ok(!receiver.got.some(({ raw }) => raw.includes('a secret')));
  });

  it('whose receiver says that it is gone is paused', async () => {
    const { room, receiver } = await set();
    receiver.answer((_, response) => void response.writeHead(410).end());
    await says(room, 'hello');
    await eventually(async () => {
      const [webhook] = await webhooksOf(ada, room);
      assert.equal(webhook?.state, 'paused');
      assert.match(webhook?.failing?.error ?? '', /410/);
    });
  });
});
