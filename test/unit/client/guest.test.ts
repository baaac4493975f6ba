// A program's name: it asks a real server over HTTP, which answers as a gateway does.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'mocha';
import { guest } from '../../../src/client/guest.ts';

const USER = { id: 'guest-echo', name: 'Echo' };

describe('a guest', () => {
  let server: Server;
  let url: string;
  let asked: string[];
  /** How long a session holds, milliseconds; undefined where the server takes nobody. */
  let holdsMs: number | undefined;
  beforeEach(async () => {
    asked = [];
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.headers.authorization ?? ''}`.trim());
      if (holdsMs === undefined) {
        response.writeHead(409).end(JSON.stringify({ error: 'taken', suggestion: 'Echo 2' }));
        return;
      }
      const session = { user: USER, token: `t${asked.length}`, expiresAt: Date.now() + holdsMs };
      response.end(JSON.stringify(session));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  it('has one session while that holds, and gives the name up at the end', async () => {
    holdsMs = 60_000;
    const { user, token, end } = await guest(url, 'Echo');
    assert.deepEqual([user, await token(), await token()], [USER, 't1', 't1']);
    await end();
    assert.deepEqual(asked, ['POST', 'DELETE Bearer t1']);
  });

  it('renews it, as the same one, when half of its time is over', async () => {
    holdsMs = 0;
    const { token } = await guest(url, 'Echo');
    holdsMs = 60_000;
    assert.deepEqual([await token(), await token()], ['t2', 't2']);
    assert.deepEqual(asked, ['POST', 'POST Bearer t1']);
  });

  it('keeps what it has where that cannot be renewed: the server says whether it holds', async () => {
    holdsMs = 0;
    const { token } = await guest(url, 'Echo');
    holdsMs = undefined;
    assert.equal(await token(), 't1');
  });

  it('is none where the name is somebody else’s: another one is suggested', async () => {
    holdsMs = undefined;
    await assert.rejects(guest(url, 'Echo'), { code: 'conflict', suggestion: 'Echo 2' });
    await assert.rejects(guest(url, 'Echo', { signal: AbortSignal.abort() }), {
      name: 'AbortError',
    });
  });
});
