// Webhooks of people who mean no good, and receivers that do not: they take nothing from the others, and hear nothing that is not theirs.
import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { eventually } from '../../support/eventually.ts';
import {
  type Deliverer,
  does,
  makeWebhook,
  ownRoom,
  type Receiver,
  startDelivering,
  startReceiver,
  userOf,
  webhooksOf,
} from '../../support/webhooks.ts';
import { uuid7, type WireClient } from '../../support/wire.ts';

const PATIENT = { deadlineMs: 20_000 };

describe('hostile webhooks', function () {
  this.timeout(90_000);
  let deliverer: Deliverer;
  let ada: WireClient;
  let eve: WireClient;
  const receivers: Receiver[] = [];
  const servers: Server[] = [];
  let rooms = 0;

  const start = async (options: Parameters<typeof startDelivering>[0] = {}) => {
    deliverer = await startDelivering(options);
    ada = await deliverer.chat.join('Ada');
    eve = await deliverer.chat.join('Eve');
  };
  const stop = async () => {
    await Promise.all(receivers.splice(0).map((receiver) => receiver.stop()));
    for (const server of servers.splice(0)) server.close();
    await Promise.all([ada, eve].map((wire) => wire?.close()));
    await deliverer?.stop();
  };
  const receiver = async () => {
    const one = await startReceiver();
    receivers.push(one);
    return one;
  };
  const roomOf = async (wire: WireClient, kind = 'public') => {
    const room = `room-${++rooms}`;
    assert.equal((await does(wire, { type: 'create', room, kind })).type, 'ack');
    await wire.join(room);
    return room;
  };
  /** Answers whatever comes with this; how many are connected at once, at most. */
  const raw = async (says: string, then: (socket: Socket) => void = () => undefined) => {
    let [open, most, all] = [0, 0, 0];
    const server = createServer((socket) => {
      open += 1;
      all += 1;
      most = Math.max(most, open);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open -= 1;
      });
      socket.once('data', () => socket.write(says, () => then(socket)));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}/`, most: () => most, all: () => all };
  };

  describe('beside others', () => {
    let proxy: Awaited<ReturnType<typeof raw>>;
    before(async () => {
      proxy = await raw('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
      const env = { HTTP_PROXY: proxy.url, http_proxy: proxy.url, NODE_USE_ENV_PROXY: '1' };
      await start({ webhooksEnv: { ...env, WEBHOOK_TIMEOUT_MS: '10000' } });
    });
    after(stop);

    it('with the id of another room’s are told nothing of that, and have a secret of their own', async () => {
      const plans = await roomOf(ada, 'private');
      const [hers, his] = [await receiver(), await receiver()];
      const id = uuid7();
      await does(ada, { type: 'webhook', id, room: plans, do: 'make', url: hers.url });
      const [webhook] = await webhooksOf(ada, plans);
      assert.ok(webhook);
      const asked = { type: 'secret', room: plans, webhook: webhook.id };
      const { secret } = await does(ada, asked);
      assert.ok(secret);
      const den = await roomOf(eve);
      // Who receives it, and whoever owned the room once, knows its id.
      for (const same of [id, webhook.id]) {
        await eve.does({ type: 'webhook', id: same, room: den, do: 'make', url: his.url });
      }
      const secrets: unknown[] = [];
      for (const of of [...(await webhooksOf(eve, den)).map((one) => one.id), id, webhook.id]) {
        secrets.push((await does(eve, { type: 'secret', room: den, webhook: of }))['secret']);
      }
      assert.ok(!secrets.includes(secret), 'a secret is nobody else’s');
      await ada.post(plans, 'between us');
      await eve.post(den, 'in the den');
      await eventually(() => assert.deepEqual(hers.texts(), ['between us']), PATIENT);
      await eventually(() => assert.ok(his.texts().includes('in the den')), PATIENT);
      assert.ok(!his.texts().includes('between us'));
    });

    it('whose answers never end are connected to once at a time', async () => {
      const endless = await raw(
        'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n',
        (socket) => {
          const timer = setInterval(() => socket.write('1\r\na\r\n'), 100);
          socket.on('close', () => clearInterval(timer));
        },
      );
      const den = await roomOf(eve);
      await makeWebhook(eve, den, { url: endless.url });
      for (let n = 0; n < 20; n++) await eve.post(den, `number ${n}`);
      await eventually(() => assert.ok(endless.all() >= 3), PATIENT);
      assert.ok(endless.most() <= 2, `${endless.most()} connections at once`);
    });

    it('of a private room hear nothing any more once whose address it is was sent out, until another owner lets them', async () => {
      const plans = await roomOf(ada, 'private');
      const user = userOf(eve);
      await does(ada, { type: 'member', room: plans, user, do: 'invite' });
      assert.equal(
        (await does(eve, { type: 'member', room: plans, user, do: 'accept' })).type,
        'ack',
      );
      await eve.join(plans);
      await eventually(async () => {
        const given = await does(ada, {
          type: 'member',
          room: plans,
          user,
          do: 'role',
          role: 'owner',
        });
        assert.equal(given.type, 'ack', String(given['message']));
      });
      const his = await receiver();
      await makeWebhook(eve, plans, { url: his.url });
      await ada.post(plans, 'with Eve');
      await eventually(() => assert.deepEqual(his.texts(), ['with Eve']), PATIENT);
      assert.equal((await does(ada, { type: 'member', room: plans, user, do: 'ban' })).type, 'ack');
      await ada.post(plans, 'about Eve');
      const webhook = await eventually(async () => {
        const [one] = await webhooksOf(ada, plans);
        assert.equal(one?.state, 'paused');
        return one;
      }, PATIENT);
      assert.match(webhook?.failing?.error ?? '', /^Eve may not read this room any more/);
      assert.deepEqual(his.texts(), ['with Eve']);
      const goesOn = { type: 'webhook', room: plans, do: 'resume', webhook: webhook?.id };
      assert.equal((await does(ada, goesOn)).type, 'ack');
      await eventually(() => assert.deepEqual(his.texts(), ['with Eve', 'about Eve']), PATIENT);
    });

    it('go out themselves, whatever proxy the environment names', async () => {
      const good = await receiver();
      const plans = await roomOf(ada);
      await makeWebhook(ada, plans, { url: good.url });
      await ada.post(plans, 'hello');
      await eventually(() => assert.deepEqual(good.texts(), ['hello']), PATIENT);
      assert.equal(proxy.all(), 0);
    });
  });

  describe('of a chat that serves few', () => {
    afterEach(stop);

    it('that answer another protocol, and nothing after that, hold up nobody', async () => {
      await start({ webhooksEnv: { WEBHOOK_CONNECTIONS_MAX: '1' } });
      const switching =
        'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n';
      const odd = await raw(switching);
      const [den, plans] = [await roomOf(eve), await roomOf(ada)];
      await makeWebhook(eve, den, { url: odd.url });
      const good = await receiver();
      await makeWebhook(ada, plans, { url: good.url });
      await eve.post(den, 'x');
      await eventually(() => assert.ok(odd.all() > 0), PATIENT);
      await ada.post(plans, 'hello');
      await eventually(() => assert.deepEqual(good.texts(), ['hello']), PATIENT);
      await eventually(async () => {
        const [webhook] = await webhooksOf(eve, den);
        assert.match(webhook?.givenUp?.error ?? '', /101/);
      }, PATIENT);
    });

    it('with ids of long ago take the place of none that were made before them', async () => {
      await start({ webhooksEnv: { WEBHOOKS_MAX: '1' } });
      const [plans, den] = [await roomOf(ada), await roomOf(eve)];
      const [hers, his] = [await receiver(), await receiver()];
      await makeWebhook(ada, plans, { url: hers.url });
      const old = {
        type: 'webhook',
        id: uuid7(1_000_000_000_000),
        room: den,
        do: 'make',
        url: his.url,
      };
      assert.equal((await does(eve, old)).type, 'ack');
      await eventually(async () => {
        const [webhook] = await webhooksOf(eve, den);
        assert.match(webhook?.failing?.error ?? '', /as many webhooks as it serves/);
      }, PATIENT);
      await ada.post(plans, 'hello');
      await eventually(() => assert.deepEqual(hers.texts(), ['hello']), PATIENT);
    });

    it('that are too many are told so once, also by programs that serve different numbers', async () => {
      await start({ webhooksEnv: { WEBHOOKS_MAX: '1' } });
      await deliverer.start({ WEBHOOKS_MAX: '2' });
      const den = await roomOf(eve);
      const his = await receiver();
      his.answer((_, response) => void response.writeHead(500).end());
      for (let n = 0; n < 4; n++) await makeWebhook(eve, den, { url: his.url });
      await eventually(async () => {
        const failing = (await webhooksOf(eve, den)).filter((one) => one.failing !== undefined);
        assert.equal(failing.length, 3);
      }, PATIENT);
      const from = eve.frames.length;
      const { seq } = await eve.post(den, 'after');
      await eve.waitFor((frame) => frame['seq'] === seq && frame.type === 'event', { from });
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const told = eve.frames.filter(
        ({ event, data }) =>
          event === 'WebhookFailed' &&
          /as it serves/.test(JSON.stringify((data as { webhook: object }).webhook)),
      );
      assert.ok(told.length <= 4, `${told.length} times`);
      assert.ok(his.got.length <= 2 * 4, `${his.got.length} tries`);
    });

    it('are no more than one person may have, on whatever gateways; and so are bots', async () => {
      await start({
        gateways: 2,
        replicas: 0,
        env: { WEBHOOKS_PER_PERSON: '3', BOTS_PER_PERSON: '1' },
      });
      const made: string[] = [];
      for (const room of [await roomOf(ada), await roomOf(ada)]) {
        const all = Array.from({ length: 3 }, (_, n) =>
          does(ada, { type: 'webhook', room, do: 'make', url: `https://example.org/${n}` }),
        );
        for (const { type, code, message } of await Promise.all(all)) {
          made.push(String(code ?? type));
          if (code !== undefined) assert.match(String(message), /3 is the most that one person/);
        }
      }
      assert.deepEqual(made, ['ack', 'ack', 'ack', 'conflict', 'conflict', 'conflict']);
      await ownRoom(eve, 'den');
      assert.equal(
        (await does(eve, { type: 'webhook', room: 'den', do: 'make', url: 'https://example.org' }))
          .type,
        'ack',
        'others have their own',
      );
    });
  });
});
