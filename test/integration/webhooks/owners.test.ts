// Who sees a webhook: the owners of its room, wherever they are connected, and nobody else; its secret who made it, for a while.
import assert from 'node:assert/strict';
import { webhookSecret } from '../../../src/shared/webhook-secret.ts';
import { startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { does, makeWebhook, ownRoom, webhooksOf } from '../../support/webhooks.ts';
import { connectWire, uuid7, type WireClient } from '../../support/wire.ts';

const url = 'https://example.org/a-secret-path';
const room = 'plans';

describe('webhooks of a room', function () {
  this.timeout(60_000);
  let chat: TestChat;
  let ada: WireClient;
  let eve: WireClient;
  let bob: WireClient;

  before(async () => {
    chat = await startChat({ gateways: 2 });
    const sessions = await Promise.all(['Ada', 'Eve', 'Bob'].map((name) => chat.session(name)));
    const [first = '', second = ''] = chat.socketUrls();
    [ada, eve, bob] = (await Promise.all(
      sessions.map(({ token }, index) => connectWire(index === 1 ? second : first, { token })),
    )) as [WireClient, WireClient, WireClient];
    await ownRoom(ada, room);
    await Promise.all([eve.join(room), bob.join(room)]);
    // Eve owns it, too, on the other gateway; Bob moderates it.
    for (const [session, role] of [
      [sessions[1], 'owner'],
      [sessions[2], 'moderator'],
    ] as const) {
      const user = session?.user.id;
      await does(ada, { type: 'member', room, user, do: 'invite' });
      const wire = role === 'owner' ? eve : bob;
      // What they are asked, and their own yes, may be on its way to the other gateway yet.
      await eventually(async () => {
        const taken = await does(wire, { type: 'member', room, user, do: 'accept' });
        assert.equal(taken.type, 'ack', String(taken['message']));
      });
      await eventually(async () => {
        const given = await does(ada, { type: 'member', room, user, do: 'role', role });
        assert.equal(given.type, 'ack', String(given['message']));
      });
    }
  });
  after(async () => {
    await Promise.all([ada, eve, bob].map((wire) => wire?.close()));
    await chat?.stop();
  });

  it('are told to its owners, on every gateway, and to nobody else in it, live or later', async () => {
    const id = await makeWebhook(ada, room, { url });
    const told = (wire: WireClient) => wire.waitFor(({ event }) => event === 'WebhookMade');
    for (const wire of [ada, eve]) {
      const { data, room: where } = await told(wire);
      assert.deepEqual(
        [where, (data as { webhook: { url: string } }).webhook.url],
        [undefined, url],
      );
    }
    assert.deepEqual(
      (await webhooksOf(eve, room)).map((one) => one.id),
      [id],
    );
    // What is behind it reached him: so would this have.
    const { seq } = await ada.post(room, 'after');
    await bob.waitFor((frame) => frame.type === 'event' && frame['seq'] === seq);
    const late = await chat.join('Late');
    await late.join(room, { last: 50 });
    await does(late, {
      type: 'history',
      room,
      before: Number(seq) + 10,
      as: 'messages',
      limit: 50,
    });
    for (const { frames } of [bob, late])
      assert.ok(!JSON.stringify(frames).includes('a-secret-path'));
    for (const wire of [bob, late]) {
      for (const type of ['webhooks', 'secret']) {
        const answer = await does(wire, { type, room, ...(type === 'secret' && { webhook: id }) });
        assert.equal(answer['code'], 'forbidden');
        assert.ok(!JSON.stringify(answer).includes('a-secret-path'));
      }
      const made = await does(wire, { type: 'webhook', room, do: 'make', url });
      assert.equal(made['code'], 'forbidden');
      assert.equal(
        (await does(wire, { type: 'webhook', room, do: 'revoke', webhook: id }))['code'],
        'forbidden',
      );
    }
    await late.close();
  });

  it('have a secret that who made one is told, and nobody else', async () => {
    const [webhook] = await webhooksOf(ada, room);
    assert.ok(webhook);
    const asked = { type: 'secret', room, webhook: webhook.id };
    const { secret } = await does(ada, asked);
    assert.equal(secret, webhookSecret(chat.env.gateway.WEBHOOK_SECRET, webhook.id));
    assert.equal((await does(eve, asked))['code'], 'forbidden');
    assert.equal((await does(ada, { ...asked, webhook: uuid7() }))['code'], 'forbidden');
    const { rows } = { rows: await chat.database.sql('select * from webhook, event') };
    assert.ok(!JSON.stringify(rows).includes(String(secret)), 'it stands nowhere');
  });

  it('that is made by a command sent twice is one', async () => {
    const before = (await webhooksOf(ada, room)).length;
    const id = uuid7();
    const frame = { type: 'webhook', id, room, do: 'make', url };
    const answers = (wire: WireClient) => wire.does(frame);
    const first = await answers(ada);
    const second = await answers(ada);
    assert.deepEqual([first.type, second.type, second['duplicate']], ['ack', 'ack', true]);
    assert.equal(first['seq'], second['seq']);
    assert.equal((await webhooksOf(ada, room)).length, before + 1);
  });

  it('are ten at most, also where two owners make them at once', async () => {
    const all = Array.from({ length: 12 }, (_, index) =>
      does(index % 2 === 0 ? ada : eve, {
        type: 'webhook',
        room,
        do: 'make',
        url: `${url}/${index}`,
      }),
    );
    const codes = (await Promise.all(all)).map(({ type, code }) => code ?? type);
    assert.ok(
      codes.every((code) => code === 'ack' || code === 'conflict'),
      codes.join(),
    );
    await eventually(async () => {
      const answer = await does(ada, { type: 'webhook', room, do: 'make', url });
      assert.match(String(answer['message']), /at most 10/);
    });
    assert.equal((await webhooksOf(eve, room)).length, 10);
    const [first] = await webhooksOf(ada, room);
    assert.equal(
      (await does(eve, { type: 'webhook', room, do: 'revoke', webhook: first?.id })).type,
      'ack',
    );
    // As soon as the other gateway has read that.
    await eventually(async () => {
      assert.equal((await does(ada, { type: 'webhook', room, do: 'make', url })).type, 'ack');
    });
  });

  it('of somebody who is no owner any more can neither be seen nor changed by them', async () => {
    const [webhook] = await webhooksOf(eve, room);
    const { user } = eve.frames.find(({ type }) => type === 'welcome') as unknown as {
      user: { id: string };
    };
    const less = { type: 'member', room, user: user.id, do: 'role', role: 'member' };
    assert.equal((await does(ada, less)).type, 'ack');
    await eve.waitFor(
      ({ event, data }) =>
        event === 'RoleChanged' && (data as { member: { role: string } }).member.role === 'member',
    );
    assert.equal((await does(eve, { type: 'webhooks', room }))['code'], 'forbidden');
    const pause = { type: 'webhook', room, do: 'pause', webhook: webhook?.id };
    assert.equal((await does(eve, pause))['code'], 'forbidden');
  });
});
