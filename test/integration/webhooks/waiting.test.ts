// What waits behind a delivery that fails goes on where an owner skips that one; and what the log stored too late changes nothing.
import assert from 'node:assert/strict';
import { headers } from 'nats';
import { changeSubject, webhookSubject } from '../../../src/chat/kernel/subjects.ts';
import { DEADLINE_HEADER } from '../../../src/shared/once.ts';
import { eventually } from '../../support/eventually.ts';
import {
  type Deliverer,
  does,
  makeWebhook,
  ownRoom,
  type Receiver,
  startDelivering,
  startReceiver,
  webhooksOf,
} from '../../support/webhooks.ts';
import { uuid7, type WireClient } from '../../support/wire.ts';

const PATIENT = { deadlineMs: 30_000 };
const room = 'plans';

describe('a webhook that waits', function () {
  this.timeout(90_000);
  let deliverer: Deliverer;
  let ada: WireClient;
  let receiver: Receiver;
  let id: string;

  beforeEach(async () => {
    deliverer = await startDelivering({
      env: { POST_RATE: '1000', POST_BURST: '1000' },
      webhooksEnv: { WEBHOOK_RETRY_SECONDS: '0.1,600,600' },
    });
    ada = await deliverer.chat.join('Ada');
    receiver = await startReceiver();
    await ownRoom(ada, room);
    id = await makeWebhook(ada, room, { url: receiver.url });
  });
  afterEach(async () => {
    await receiver?.stop();
    await ada?.close();
    await deliverer?.stop();
  });
  const act = (what: string, more = {}) =>
    does(ada, { type: 'webhook', room, do: what, webhook: id, ...more });
  /** Stored after its deadline. */
  const storeLate = async (subject: string, fact: object) => {
    const nc = await deliverer.chat.nats.connect('gateway');
    const late = headers();
    late.set(DEADLINE_HEADER, '0');
    await nc.jetstream().publish(subject, JSON.stringify(fact), { headers: late });
  };

  it('goes on behind what an owner skips, which is sent again when they say so', async () => {
    receiver.answer(({ data }, response) => {
      response.writeHead(data.data.text === 'bad' ? 500 : 200).end();
    });
    const bad = Number((await ada.post(room, 'bad'))['seq']);
    await ada.post(room, 'good');
    await eventually(async () => {
      const [webhook] = await webhooksOf(ada, room);
      assert.equal(webhook?.failing?.seq, bad);
    }, PATIENT);
    assert.equal((await act('skip', { seq: bad + 1 }))['code'], 'conflict');
    assert.equal((await act('skip', { seq: bad })).type, 'ack');
    await eventually(() => assert.equal(receiver.texts().at(-1), 'good'), PATIENT);
    assert.deepEqual(receiver.texts(), ['bad', 'bad', 'good']);
    const skipped = await eventually(async () => {
      const [webhook] = await webhooksOf(ada, room);
      assert.equal(webhook?.failing, undefined);
      return webhook;
    }, PATIENT);
    assert.deepEqual(skipped?.givenUp?.last, [bad]);
    assert.equal((await act('skip', { seq: bad }))['code'], 'conflict');
    receiver.answer((_, response) => void response.writeHead(200).end());
    assert.equal((await act('again')).type, 'ack');
    await eventually(() => assert.equal(receiver.texts().at(-1), 'bad'), PATIENT);
  });

  it('is served and looked after all the same where the last entry of its place came too late', async () => {
    await deliverer.programs[0]?.stop();
    await storeLate(webhookSubject(room, 1), { v: 1, id: uuid7(), type: 'WebhookRevoked' });
    await deliverer.start();
    receiver.answer((_, response) => void response.writeHead(500).end());
    await ada.post(room, 'one');
    await eventually(async () => {
      const [webhook] = await webhooksOf(ada, room);
      assert.ok(webhook?.failing, 'it is said that it fails');
    }, PATIENT);
    // Also where it comes while it runs.
    await storeLate(webhookSubject(room, 1), { v: 1, id: uuid7(), type: 'WebhookRevoked' });
    receiver.answer((_, response) => void response.writeHead(200).end());
    await eventually(async () => assert.equal((await act('resume')).type, 'ack'), PATIENT);
    await eventually(async () => {
      const [webhook] = await webhooksOf(ada, room);
      assert.equal(webhook?.failing, undefined);
    }, PATIENT);
  });

  it('is told nothing that was deleted, however much happened before that, and though nothing is erased', async () => {
    // Nobody erases while they are away.
    for (const persister of [...deliverer.chat.persisters]) await persister.stop();
    await act('pause');
    const secret = Number((await ada.post(room, 'a secret'))['seq']);
    const other = Number((await ada.post(room, 'no secret'))['seq']);
    for (let n = 0; n < 120; n++) {
      const frame = { type: 'react', room, target: other, emoji: '👍', on: n % 2 === 0 };
      assert.equal((await does(ada, frame)).type, 'ack');
    }
    assert.equal((await does(ada, { type: 'delete', room, target: secret })).type, 'ack');
    assert.equal((await act('resume')).type, 'ack');
    await eventually(() => assert.equal(receiver.texts().at(-1), 'no secret'), PATIENT);
    assert.deepEqual(receiver.texts(), ['no secret']);
  });

  it('is told of what somebody deleted too late, for it was not', async () => {
    await act('pause');
    const { seq } = await ada.post(room, 'still there');
    const at = new Date().toISOString();
    const user = { id: 'ada', name: 'Ada' };
    const data = { target: { seq, user, id: uuid7(), at } };
    await storeLate(changeSubject(room), {
      v: 1,
      id: uuid7(),
      type: 'MessageDeleted',
      room,
      user,
      data,
    });
    assert.equal((await act('resume')).type, 'ack');
    await eventually(() => assert.deepEqual(receiver.texts(), ['still there']), PATIENT);
  });
});
