// Whoever waits can give it up, and learns why where there is nothing to wait for any more.
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { ChatError } from '../../../src/client/errors.ts';
import type { ConnectOptions } from '../../../src/client/options.ts';
import { connect, type RoomClient } from '../../../src/client/room-client.ts';
import { ME } from './scripted.ts';
import { type ScriptedSocket, Sockets, welcome } from './sockets.ts';

describe('a wait', () => {
  let client: RoomClient;
  let opened: readonly ScriptedSocket[];
  let stop: AbortController;
  const start = async (options: Partial<ConnectOptions> = {}) => {
    const sockets = new Sockets();
    client = connect({
      url: 'ws://127.0.0.1:9',
      token: 't',
      WebSocket: sockets.WebSocket,
      ...options,
    });
    opened = sockets.opened;
    await turn();
  };
  beforeEach(() => {
    stop = new AbortController();
  });
  afterEach(() => client?.close());
  const isForgotten = () => assert.deepEqual(getEventListeners(stop.signal, 'abort'), []);

  it('for a connection ends with who we are, also where there is one', async () => {
    await start();
    const ready = client.ready({ signal: stop.signal });
    welcome(opened[0]);
    assert.deepEqual([await ready, await client.ready()], [ME, ME]);
    isForgotten();
  });

  it('for a connection ends where there will be none, and says why', async () => {
    await start();
    const ready = assert.rejects(client.ready(), { code: 'unauthorized', retry: false });
    opened[0]?.close('', 4500);
    await ready;
    await assert.rejects(client.ready(), { code: 'unauthorized' });
  });

  it('is given up by a signal, with its reason, and nothing is left of it', async () => {
    await start();
    welcome(opened[0]);
    const joined = client.join('other');
    opened[0]?.frame({ type: 'live', room: 'other', seq: 1 });
    await joined;
    const { signal } = stop;
    const waits = [
      client.join('lobby', { signal }),
      client.enter('den', { signal }),
      client.history('other', { before: 9, signal }),
      client.messages('other', { before: 9, signal }),
      client.around('other', { seq: 9, signal }),
      client.search('tea', { signal }),
      client.people({ room: 'other', signal }),
      client.mine({ signal }),
      client.directory({ signal }),
    ].map((wait) => assert.rejects(wait, /enough/));
    stop.abort(new Error('enough'));
    await Promise.all(waits);
    isForgotten();
    await assert.rejects(
      client.ready({ signal }).then(() => client.join('more', { signal })),
      /enough/,
    );
    assert.ok(!client.rooms.includes('more'), 'nothing is begun under it');
    assert.ok(client.rooms.includes('lobby'), 'what was begun goes on');
  });

  it('for a message takes it back that was not sent yet', async () => {
    await start();
    void client.join('lobby').catch(() => undefined);
    const { stored } = client.post('lobby', 'hello', { signal: stop.signal });
    const gone = assert.rejects(stored, { code: 'discarded' });
    stop.abort();
    await gone;
    assert.deepEqual(client.pending(), []);
    assert.throws(() => client.post('lobby', 'hello', { signal: stop.signal }), {
      name: 'AbortError',
    });
    isForgotten();
  });

  it('of all kinds ends with the client, which a signal closes', async () => {
    await start({ signal: stop.signal });
    const closed = assert.rejects(client.enter('lobby'), { code: 'closed' });
    stop.abort();
    await closed;
    assert.equal(client.state, 'closed');
    isForgotten();
    const { WebSocket } = new Sockets();
    const begin = () => connect({ url: 'ws://127.0.0.1:9', WebSocket, signal: stop.signal });
    assert.throws(begin, { name: 'AbortError' });
  });
});

describe('an error', () => {
  it('says whether the same may succeed later, and after how long', () => {
    const of = (code: ChatError['code']) => {
      const { retry, retryAfterMs } = new ChatError(code, '');
      return [retry, retryAfterMs];
    };
    assert.deepEqual(of('rate'), [true, 1_000]);
    assert.deepEqual(of('timeout'), [true, undefined]);
    for (const code of ['forbidden', 'invalid', 'unauthorized', 'closed'] as const)
      assert.deepEqual(of(code), [false, undefined]);
  });

  it('of a handler, or of the storage, goes to who wants it, and the client goes on', async () => {
    const told: unknown[] = [];
    const { WebSocket, opened } = new Sockets();
    const client = connect({
      url: 'ws://127.0.0.1:9',
      WebSocket,
      onError: (error) => told.push(error),
    });
    const wrong = new Error('a handler of somebody else');
    client.on('state', () => {
      throw wrong;
    });
    await turn();
    welcome(opened[0]);
    assert.deepEqual([told, client.state], [[wrong, wrong], 'live']);
    client.close();
  });
});
