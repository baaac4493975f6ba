// What is asked for one connection and answered during the next: tokens, sockets, questions over HTTP.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { type ChatClient, connect } from '../../../src/client/client.ts';
import type { ConnectOptions } from '../../../src/client/options.ts';
import { eventually } from '../../support/eventually.ts';
import { Sockets, welcome } from './sockets.ts';
import { Time } from './time.ts';

/** Nobody listens there. */
const NOWHERE = 'ws://127.0.0.1:9';

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

  /** Tokens that come when the test says so. */
  const tokens = () => {
    const asked: PromiseWithResolvers<string>[] = [];
    const token = () => {
      const next = Promise.withResolvers<string>();
      asked.push(next);
      return next.promise;
    };
    return { asked, token };
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
    const { asked, token } = tokens();
    const one = open({ token });
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
    const { asked, token } = tokens();
    open({ token });
    await time.pass(11_000);
    for (const { resolve } of asked.toReversed()) resolve('t');
    await turn();
    assert.equal(sockets.opened.length, 1);
  });

  it('is not made at all for a token that comes when the client is closed', async () => {
    const asked = Promise.withResolvers<string>();
    const one = open({ token: () => asked.promise });
    await time.pass(0);
    one.close();
    asked.resolve('t');
    await turn();
    assert.equal(sockets.opened.length, 0);
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
