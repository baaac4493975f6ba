// Everybody of a gateway that was lost dials another one at once: none of them waits for the next try of their kernel.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';

/** More than Node's own measure of those that wait, 511. */
const PEOPLE = 1_000;

describe('a crowd that dials at once', () => {
  let chat: TestChat;
  before(async () => {
    chat = await startChat({ persisters: 0, unproven: 'nothing is said' });
  });
  after(() => chat?.stop());

  it('is in the queue of a gateway that does not even run, and answered when it does', async () => {
    const kernel = await readFile('/proc/sys/net/core/somaxconn', 'utf8').catch(() => '128');
    const [gateway = assert.fail()] = chat.gateways;
    const people = Math.min(PEOPLE, Number(kernel));
    const sockets: Socket[] = [];
    let [connected, ended] = [0, 0];
    process.kill(gateway.pid, 'SIGSTOP');
    try {
      for (let i = 0; i < people; i++) {
        const socket = connect(gateway.port, '127.0.0.1', () => connected++);
        socket.on('error', () => ended++);
        sockets.push(socket);
      }
      await eventually(() =>
        assert.deepEqual({ connected, ended }, { connected: people, ended: 0 }),
      );
    } finally {
      process.kill(gateway.pid, 'SIGCONT');
      for (const socket of sockets) socket.destroy();
    }
    const answer = await fetch(`http://127.0.0.1:${gateway.port}/api/session`);
    assert.equal(answer.status, 401);
  });
});
