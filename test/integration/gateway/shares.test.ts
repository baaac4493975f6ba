// One user and one address have a share of the connections and of the sessions, and somebody else still gets in (P8).
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { connectWire } from '../../support/wire.ts';

describe('gateway: shares (P8)', () => {
  let chat: TestChat;
  before(async () => {
    const env = {
      CONNECTIONS_MAX: '12',
      USER_CONNECTIONS_MAX: '5',
      ADDRESS_CONNECTIONS_MAX: '12',
      ADDRESS_SESSION_BURST: '10',
      ADDRESS_SESSION_RATE: '1',
    };
    chat = await startChat({ persisters: 0, env });
  });
  after(() => chat?.stop());

  const herd = async (token: string, size: number) => {
    const tries = Array.from({ length: size }, () =>
      connectWire(String(chat.socketUrls()[0]), { token }).catch((error: Error) => error.message),
    );
    const all = await Promise.all(tries);
    return {
      wires: all.filter((one) => typeof one !== 'string'),
      refusals: new Set(all.filter((one) => typeof one === 'string')),
    };
  };

  it('keep a user to a share and everybody to the limit, also all at once', async () => {
    const [ada, bob, eve] = [
      await chat.session('Ada'),
      await chat.session('Bob'),
      await chat.session('Eve'),
    ];
    const first = await herd(ada.token, 30);
    assert.equal(first.wires.length, 5);
    // Full of those who are not counted for a user yet, or counted: which is a matter of who came first.
    assert.deepEqual(
      [...first.refusals].filter((said) => !/^HTTP (429|503)$/.test(said)),
      [],
    );
    const second = await herd(bob.token, 7);
    assert.equal(second.wires.length, 5);
    const third = await herd(eve.token, 7);
    assert.equal(third.wires.length, 1, 'the last place is for somebody who comes back');
    for (const wire of [...first.wires, ...second.wires, ...third.wires]) await wire.close();
    await eventually(async () => {
      const again = await herd(ada.token, 5);
      for (const wire of again.wires) await wire.close();
      assert.equal(again.wires.length, 5, 'what was given back is there again');
    });
  });

  it('refuse more new sessions of one address, saying when', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        fetch(`${chat.urls()[0]}/api/session`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{"name":"Flood"}',
        }),
      ),
    );
    const refused = answers.filter(({ status }) => status === 429);
    assert.ok(refused.length >= 10, `${refused.length} refused`);
    assert.ok(Number(refused[0]?.headers.get('retry-after')) >= 1);
    const said = (await refused[0]?.json()) as { retryAfterMs: number } | undefined;
    assert.ok(Number(said?.retryAfterMs) > 0);
  });
});

describe('gateway: connections that are no sockets (P8)', () => {
  let chat: TestChat;
  before(async function () {
    // Elsewhere a machine has one address of its own only.
    if (process.platform !== 'linux') return this.skip();
    const env = {
      CONNECTIONS_MAX: '100',
      ADDRESS_CONNECTIONS_MAX: '2',
      TRUSTED_PROXIES: '127.0.0.9',
    };
    chat = await startChat({ persisters: 0, env });
  });
  after(() => chat?.stop());

  /** Says nothing; resolves with whether it is still there a moment later. */
  const silent = (localAddress: string) => {
    const socket = connect({
      port: Number(chat.gateways[0]?.port),
      host: '127.0.0.1',
      localAddress,
    });
    const kept = new Promise<boolean>((resolve) => {
      socket.once('error', () => undefined).once('close', () => resolve(false));
      setTimeout(() => resolve(true), 1_000);
    });
    return { socket, kept };
  };

  it('an address has its share of them; others, and a proxy of ours, still get in', async () => {
    // A fiftieth of the places, and of two thousand connections.
    const all = Array.from({ length: 50 }, () => silent('127.0.0.2'));
    const proxied = Array.from({ length: 50 }, () => silent('127.0.0.9'));
    const kept = async (some: typeof all) =>
      (await Promise.all(some.map((one) => one.kept))).filter(Boolean).length;
    assert.equal(await kept(all), 40);
    assert.equal(await kept(proxied), 50);
    assert.equal((await fetch(`${chat.urls()[0]}/`)).status, 404, 'from another address');
    // Those that became sockets have places of their own kind.
    const { token } = await chat.session('Ada');
    const wires = [
      await chat.join('Bob'),
      await connectWire(String(chat.socketUrls()[0]), { token }),
    ];
    for (const { socket } of [...all, ...proxied]) socket.destroy();
    for (const wire of wires) await wire.close();
  });

  it('who is refused an upgrade and stays counts until it is gone', async () => {
    const sockets: Socket[] = [];
    const answered = async () => {
      const socket = connect({
        port: Number(chat.gateways[0]?.port),
        host: '127.0.0.1',
        localAddress: '127.0.0.3',
        allowHalfOpen: true,
      });
      sockets.push(socket.on('error', () => undefined));
      socket.write(
        'GET /x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
      );
      const said = await new Promise<string>((resolve) => {
        socket.once('data', (data) => resolve(String(data)));
        // An end alone closes nothing here.
        for (const over of ['end', 'close']) socket.once(over, () => resolve(''));
      });
      // It says no more and closes nothing: that is left to the gateway.
      return said.startsWith('HTTP/1.1 404');
    };
    const all = await Promise.all(Array.from({ length: 50 }, answered));
    assert.equal(all.filter(Boolean).length, 40);
    for (const socket of sockets) socket.destroy();
  });
});
