// A visit is judged by how it ended: one that a fault may have cut short says nothing, the last one is owed everything.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { seeded } from '../../chaos/random.ts';
import { openRawPerson } from '../../chaos/raw-person.ts';
import { newTape } from '../../chaos/tape.ts';
import { openScroller, visit } from '../../chaos/visitors.ts';
import { eventually } from '../../support/eventually.ts';

describe('a visitor of make chaos', () => {
  let gateway: WebSocketServer;
  beforeEach(async () => {
    gateway = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(gateway, 'listening');
    gateway.on('connection', (socket) => socket.close());
  });
  afterEach(() => gateway.close());

  const url = () => `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
  const session = { user: { id: 'guest-1', name: 'visitor' }, token: 'token' };
  const look = async (last: boolean) => {
    const tape = newTape();
    await visit({ tape, url: url(), gateway: 0, session, room: 'amber', last });
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

  it('writes down what it does not understand, and reads on', async () => {
    gateway.removeAllListeners('connection').on('connection', (socket) => {
      socket.send('{"type":"ev');
      socket.send(JSON.stringify({ type: 'live', seq: 3 }));
    });
    const { oddities, readings } = await look(true);
    assert.deepEqual(
      oddities.map(({ kind }) => kind),
      ['not understood'],
    );
    assert.equal(readings[0]?.upTo, 3);
  });

  it('is not answered where a page never comes, once nothing is broken any more', async () => {
    gateway.removeAllListeners('connection').on('connection', (socket) => {
      const say = (frame: object) => socket.send(JSON.stringify(frame));
      socket.on('message', (data) => {
        const { type, room, id } = JSON.parse(String(data)) as Record<string, string>;
        if (type === 'join') say({ type: 'live', room, seq: 1 });
        if (type === 'history' && room === 'amber')
          say({ type, id, room, events: [], more: false });
      });
      say({ type: 'welcome', epoch: 'one' });
    });
    const [tape, rooms] = [newTape(), ['amber', 'basil']];
    const urls = [url()];
    const person = await openRawPerson({
      ...{ name: 'scrolls', tape, urls, rooms, session, at: 0, stays: true },
      random: seeded(1),
    });
    await eventually(() => assert.ok(person.isLive()));
    assert.deepEqual(await openScroller(person, tape).finish(rooms, 500), ['basil']);
    assert.deepEqual(
      tape.pages.map(({ room, before }) => [room, before]),
      [['amber', 2]],
    );
    await person.stop();
  });
});
