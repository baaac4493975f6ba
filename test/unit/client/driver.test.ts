// What is asked for one connection and answered during the next: tokens, sockets, questions over HTTP. And what the
// driver owes the world besides: the order of effects, the longest timer, cursors that are written.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { type ChatClient, type ConnectOptions, connect } from '../../../src/client/client.ts';
import { Driver } from '../../../src/client/driver.ts';
import { ChatMachine, type Input } from '../../../src/client/state.ts';
import { memoryStorage } from '../../../src/client/storage.ts';
import { eventually } from '../../support/eventually.ts';
import { EPOCH, LIMITS, ME } from './scripted.ts';
import { Sockets, welcome } from './sockets.ts';
import { Time } from './time.ts';

/** Nobody listens there. */
const NOWHERE = 'ws://127.0.0.1:9';
const DAY_MS = 86_400_000;

describe('a connection after another', () => {
  let time: Time;
  let sockets: Sockets;
  let client: ChatClient | undefined;
  beforeEach(() => {
    time = new Time();
    sockets = new Sockets();
  });
  afterEach(() => {
    client?.close();
    time.giveBack();
  });
  const open = (options: Partial<ConnectOptions> = {}) => {
    client = connect({ url: NOWHERE, token: 't', WebSocket: sockets.WebSocket, ...options });
    return client;
  };

  it('hears nothing of the one that was given up', async () => {
    const one = open();
    await time.pass(10_000);
    await time.pass(1_000);
    const [silent, next] = sockets.opened;
    welcome(next);
    assert.equal(silent?.dropped, 4000);
    silent?.frame({ type: 'persisted', seq: 9 });
    silent?.close('', 4500);
    assert.deepEqual([one.state, one.persisted], ['live', 0]);
  });

  it('is not ended by a token that could not be had for the one before', async () => {
    const asked: PromiseWithResolvers<string>[] = [];
    const one = open({
      token: () => {
        asked.push(Promise.withResolvers());
        return asked.at(-1)?.promise ?? '';
      },
    });
    await time.pass(11_000);
    assert.equal(asked.length, 2);
    asked[1]?.resolve('t');
    await turn();
    welcome(sockets.opened[0]);
    const states: string[] = [];
    one.on('state', ({ state }) => states.push(state));
    asked[0]?.reject(new Error('the identity provider hung up'));
    await turn();
    assert.deepEqual([one.state, states], ['live', []]);
  });

  it('is the only one, though the token for the one before comes after all', async () => {
    const asked: PromiseWithResolvers<string>[] = [];
    open({
      token: () => {
        asked.push(Promise.withResolvers());
        return asked.at(-1)?.promise ?? '';
      },
    });
    await time.pass(11_000);
    for (const { resolve } of asked.toReversed()) resolve('t');
    await turn();
    assert.equal(sockets.opened.length, 1);
  });

  it('goes to the next gateway', async () => {
    open({ url: ['ws://one', 'ws://two'] });
    for (let index = 0; index < 3; index += 1) {
      await time.pass(1);
      welcome(sockets.opened[index]);
      sockets.opened[index]?.close('{"retryAfterMs":1}');
    }
    await time.pass(1);
    const hosts = sockets.opened.map(({ url }) => new URL(url).host);
    assert.deepEqual(hosts, ['one', 'two', 'one', 'two']);
  });

  it('is made again where not even a socket can be made', async () => {
    let tries = 0;
    class Refused {
      constructor() {
        tries += 1;
        throw new DOMException('blocked', 'SecurityError');
      }
    }
    const one = open({ WebSocket: Refused as never });
    await time.pass(0);
    await time.pass(1_000);
    assert.ok(tries >= 2, `${tries} tries`);
    assert.equal(one.state, 'connecting');
  });

  it('has cursors written within a quarter of a second, and not with every event', async () => {
    const storage = memoryStorage();
    const written: (number | undefined)[] = [];
    const { saveCursor } = storage;
    storage.saveCursor = (room, cursor) => {
      written.push(cursor?.seq);
      saveCursor(room, cursor);
    };
    const one = open({ storage });
    void one.join('lobby');
    await time.pass(0);
    const [socket] = sockets.opened;
    welcome(socket);
    for (let seq = 1; seq <= 5; seq += 1) socket?.frame({ type: 'live', room: 'lobby', seq });
    assert.deepEqual(written, []);
    await time.pass(250);
    assert.deepEqual(written, [5]);
    socket?.frame({ type: 'live', room: 'lobby', seq: 6 });
    one.close();
    assert.deepEqual(written, [5, 6], 'and before it ends');
  });
});

describe('whether it is we who are unwanted', () => {
  it('is of no matter when the answer comes and there is a connection', async () => {
    const sockets = new Sockets();
    const asked: ServerResponse[] = [];
    const server = createServer((_, response) => {
      if (asked.length > 0) response.end();
      else asked.push(response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const client = connect({ url, token: 't', WebSocket: sockets.WebSocket });
    try {
      await eventually(() => assert.equal(sockets.opened.length, 1));
      sockets.opened[0]?.close('', 1006);
      await eventually(() => assert.equal(asked.length, 1));
      client.wake();
      await eventually(() => assert.equal(sockets.opened.length, 2));
      welcome(sockets.opened[1]);
      asked[0]?.writeHead(401).end('{}');
      // By the time that others, asked later, were answered, it was read.
      for (let more = 0; more < 10; more += 1)
        await (await fetch(url.replace('ws', 'http'))).text();
      assert.equal(client.state, 'live');
    } finally {
      client.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    }
  });
});

describe('the driver', () => {
  const driverOf = (machine: ChatMachine, emit: (name: string, payload: unknown) => void) => {
    const { WebSocket } = new Sockets();
    const storage = memoryStorage();
    return new Driver({ urls: [NOWHERE], token: undefined, storage, WebSocket, machine, emit });
  };

  it('waits for a moment past the longest timer without asking all the time', async () => {
    let ticks = 0;
    class Patient extends ChatMachine {
      override handle(input: Input, now: number) {
        if (input.type === 'tick') ticks += 1;
        return super.handle(input, now);
      }
      override dueAt() {
        return performance.now() + 31 * DAY_MS;
      }
    }
    const driver = driverOf(new Patient(), () => undefined);
    driver.handle({ type: 'start' });
    // A timer past its longest fires after a millisecond.
    await sleep(20);
    driver.handle({ type: 'stop' });
    assert.equal(ticks, 0);
  });

  it('performs what arose in its order, also when a handler calls back in', () => {
    const machine = new ChatMachine();
    const happened: string[] = [];
    const driver = driverOf(machine, (name, payload) => {
      happened.push(name);
      if ((payload as { state?: string }).state !== 'live') return;
      driver.handle({ type: 'frame', frame: { type: 'persisted', seq: 7 } });
      happened.push('called back');
    });
    driver.handle({ type: 'start' });
    const frame = { type: 'welcome', user: ME, now: 0, epoch: EPOCH, limits: LIMITS } as const;
    driver.handle({ type: 'frame', frame });
    driver.handle({ type: 'stop' });
    assert.deepEqual(happened, ['state', 'state', 'called back', 'persisted', 'state']);
  });
});
