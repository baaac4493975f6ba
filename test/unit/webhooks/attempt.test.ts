// One try to deliver something, to real servers on this machine and to none.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { addressRules } from '../../../src/webhooks/address.ts';
import { createSend } from '../../../src/webhooks/attempt.ts';
import { createLookUp, type LookUp } from '../../../src/webhooks/names.ts';
import { eventually } from '../../support/eventually.ts';

const rules = (...allow: string[]) => {
  const made = addressRules(allow);
  assert.ok(made);
  return made;
};
const local = rules('127.0.0.1');
const lookUp = createLookUp({ isListed: () => true });
const attempt = (url: string, signal = new AbortController().signal) => ({
  ...{ url, headers: {}, body: '{}', signal },
});

describe('a try to deliver something', () => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });
  const serve = async (listener: RequestListener) => {
    const server = createServer(listener);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    });
    return (server.address() as AddressInfo).port;
  };
  /** Says this, whatever comes, and nothing more. */
  const raw = async (says: string, then: (socket: Socket) => void = () => undefined) => {
    const sockets = new Set<Socket>();
    const server = createTcpServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      socket.on('data', () => socket.write(says, () => then(socket)));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    });
    return { port: (server.address() as AddressInfo).port, sockets };
  };
  const send = createSend({ rules: local, timeoutMs: 300, lookUp });
  const outcomeOf = async (status: number, headers = {}) => {
    const port = await serve((_, response) => response.writeHead(status, headers).end());
    return await send(attempt(`http://127.0.0.1:${port}/`));
  };

  it('is done where the answer is a 2xx, over where it is a 410, and to be tried again otherwise', async () => {
    assert.deepEqual(await outcomeOf(200), { is: 'delivered' });
    assert.deepEqual(await outcomeOf(204), { is: 'delivered' });
    assert.equal((await outcomeOf(410)).is, 'gone');
    const busy = await outcomeOf(429, { 'retry-after': '7' });
    assert.deepEqual(busy, {
      is: 'failed',
      error: 'it answered 429 Too Many Requests',
      isRefused: false,
      retryAfterMs: 7_000,
    });
    const wrong = await outcomeOf(422);
    assert.ok(wrong.is === 'failed' && wrong.isRefused);
  });

  it('follows no redirect', async () => {
    let asked = 0;
    const inside = await serve((_, response) => {
      asked += 1;
      response.end();
    });
    const location = `http://127.0.0.1:${inside}/`;
    const outcome = await outcomeOf(307, { location });
    assert.ok(outcome.is === 'failed' && /redirects are not followed/.test(outcome.error));
    assert.equal(asked, 0);
  });

  it('ends in time where nothing is answered, or a bit at a time', async () => {
    const silent = await raw('');
    const slow = await raw('HTTP/1.1 2', (socket) => {
      const timer = setInterval(() => socket.write('0'), 50);
      socket.on('close', () => clearInterval(timer));
    });
    for (const { port } of [silent, slow]) {
      const began = performance.now();
      const outcome = await send(attempt(`http://127.0.0.1:${port}/`));
      assert.ok(outcome.is === 'failed', JSON.stringify(outcome));
      assert.ok(performance.now() - began < 2_000);
    }
  });

  it('does not read what is answered without end', async () => {
    const endless = await raw('HTTP/1.1 200 OK\r\n\r\n', (socket) => {
      const write = () => {
        for (let more = true; more && !socket.destroyed; )
          more = socket.write(Buffer.alloc(65_536));
      };
      socket.on('drain', write);
      write();
    });
    assert.deepEqual(await send(attempt(`http://127.0.0.1:${endless.port}/`)), { is: 'delivered' });
    const [socket] = endless.sockets;
    assert.ok(socket);
    // It may be reset, which is how it is told to stop.
    if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
    assert.ok(socket.bytesWritten < 20_000_000, String(socket.bytesWritten));
  });

  it('is over with its connection, however long an answer goes on', async () => {
    const trickle = await raw('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n', (socket) => {
      const timer = setInterval(() => socket.write('1\r\na\r\n'), 50);
      socket.on('close', () => clearInterval(timer));
    });
    const patient = createSend({ rules: local, timeoutMs: 30_000, lookUp });
    const began = performance.now();
    assert.deepEqual(await patient(attempt(`http://127.0.0.1:${trickle.port}/`)), {
      is: 'delivered',
    });
    assert.ok(performance.now() - began < 5_000);
    const [socket] = trickle.sockets;
    assert.ok(socket);
    await eventually(() => assert.ok(socket.closed), { deadlineMs: 5_000 });
  });

  it('is over where the answer is another protocol, or another request', async () => {
    const answers = [
      ['HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n', /101/],
      ['SSH-2.0-OpenSSH_9.6\r\n', /is not HTTP/],
      [`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}\r\n\r\n`, /is not HTTP/],
    ] as const;
    for (const [says, words] of answers) {
      const { port } = await raw(says);
      const outcome = await send(attempt(`http://127.0.0.1:${port}/`));
      assert.ok(outcome.is === 'failed');
      assert.match(outcome.error, words);
    }
    const hints = await raw('HTTP/1.1 103 Early Hints\r\n\r\n', (socket) => {
      const timer = setInterval(() => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'), 20);
      socket.on('close', () => clearInterval(timer));
    });
    const outcome = await send(attempt(`http://127.0.0.1:${hints.port}/`));
    assert.ok(outcome.is === 'failed' && /did not answer within/.test(outcome.error));
  });

  it('reaches no address of this machine, in whatever spelling, without a connection', async () => {
    let asked = 0;
    const port = await serve((_, response) => {
      asked += 1;
      response.end();
    });
    const closed = createSend({ rules: rules(), timeoutMs: 1_000, lookUp });
    const spellings = [
      '127.0.0.1',
      '0x7f.1',
      '2130706433',
      '0177.0.0.1',
      '127.1',
      '[::ffff:127.0.0.1]',
      'localhost',
    ];
    for (const host of spellings) {
      const outcome = await closed(attempt(`http://${host}:${port}/`));
      assert.deepEqual(
        outcome,
        { is: 'failed', error: 'its address is not one of the public internet', isRefused: false },
        host,
      );
    }
    assert.equal(asked, 0);
  });

  it('connects to what was looked at: a name that leads elsewhere the next time is not asked again', async () => {
    const port = await serve((_, response) => response.end());
    const answers = [[{ address: '127.0.0.1', family: 4 }], [{ address: '127.0.0.2', family: 4 }]];
    let asked = 0;
    const rebinding: LookUp = async () => answers[asked++] ?? [];
    const guarded = createSend({ rules: local, timeoutMs: 1_000, lookUp: rebinding });
    assert.deepEqual(await guarded(attempt(`http://rebind.example:${port}/`)), { is: 'delivered' });
    assert.equal(asked, 1);
    const second = await guarded(attempt(`http://rebind.example:${port}/`));
    assert.ok(second.is === 'failed' && /public internet/.test(second.error));
  });

  it('of a name with several addresses reaches those that are open alone', async () => {
    const port = await serve((_, response) => response.end());
    const both: LookUp = async () => [
      { address: '169.254.169.254', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ];
    const guarded = createSend({ rules: local, timeoutMs: 1_000, lookUp: both });
    assert.deepEqual(await guarded(attempt(`http://both.example:${port}/`)), { is: 'delivered' });
  });

  it('says in words why nobody was reached', async () => {
    const gone = await serve(() => undefined);
    for (const close of closing.splice(0)) await close();
    const outcome = await send(attempt(`http://127.0.0.1:${gone}/`));
    assert.ok(outcome.is === 'failed');
    assert.equal(outcome.error, 'nobody listens at its address');
  });

  it('says nothing of this machine where its system refuses', async () => {
    const away: LookUp = () =>
      Promise.reject(
        Object.assign(new Error('connect EMFILE 10.2.3.4:443 - Local (10.9.9.9:5)'), {
          code: 'EMFILE',
        }),
      );
    const guarded = createSend({ rules: local, timeoutMs: 1_000, lookUp: away });
    const outcome = await guarded(attempt('http://example.org/'));
    assert.ok(outcome.is === 'failed');
    assert.equal(outcome.error, 'it could not be reached (EMFILE)');
  });

  it('ends at once where nobody wants it any more', async () => {
    const { port } = await raw('');
    const stop = new AbortController();
    const outcome = createSend({ rules: local, timeoutMs: 30_000, lookUp })(
      attempt(`http://127.0.0.1:${port}/`, stop.signal),
    );
    stop.abort();
    assert.equal((await outcome).is, 'failed');
  });
});
