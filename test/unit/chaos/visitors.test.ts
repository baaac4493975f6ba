// A visit is judged by how it ended: one that a fault may have cut short says nothing, the last one is owed everything.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { newTape } from '../../chaos/tape.ts';
import { visit } from '../../chaos/visitors.ts';

describe('a visitor of make chaos', () => {
  let gateway: WebSocketServer;
  beforeEach(async () => {
    gateway = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(gateway, 'listening');
    gateway.on('connection', (socket) => socket.close());
  });
  afterEach(() => gateway.close());

  const look = async (last: boolean) => {
    const tape = newTape();
    const url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
    const session = { user: { id: 'guest-1', name: 'visitor' }, token: 'token' };
    await visit({ tape, url, gateway: 0, session, room: 'amber', last });
    return tape;
  };

  it('says nothing where it was sent away', async () => {
    assert.deepEqual((await look(false)).readings, []);
  });

  it('is behind at the end where the last one was sent away', async () => {
    const { readings } = await look(true);
    assert.deepEqual(
      readings.map(({ upTo, toTheEnd }) => [upTo, toTheEnd]),
      [[0, true]],
    );
  });
});
