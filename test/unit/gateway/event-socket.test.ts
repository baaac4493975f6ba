// An answer that goes on, over a real server and a client that reads when the test says so: what waits, what is let go of, how it ends.
import assert from 'node:assert/strict';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventSocket } from '../../../src/gateway/api/event-socket.ts';
import { encodeFrame } from '../../../src/gateway/fanout/frame.ts';
import type { ErrorFrame, ServerFrame } from '../../../src/shared/wire/frames.ts';
import { type EventStream, openEvents } from '../../support/event-stream.ts';
import { eventually } from '../../support/eventually.ts';

const joined: ServerFrame = { type: 'joined', room: 'lobby', head: 9 };
const live: ServerFrame = { type: 'live', room: 'lobby', seq: 9 };
const post = (seq: number, text = 'x'): ServerFrame => ({
  type: 'event',
  room: 'lobby',
  ...{ seq, at: '2026-11-27T00:00:00.000Z', event: 'MessagePosted' },
  user: { id: 'ada', name: 'Ada' },
  id: '01a20aad-2efb-7447-bca8-ec6b708f29b6',
  data: { text },
});
const MIB = 1_048_576;

describe('a socket that writes server-sent events', () => {
  let server: Server | undefined;
  afterEach(async () => {
    server?.closeAllConnections();
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
    server = undefined;
  });

  /** What is written before the client is answered goes with `first`. */
  async function open(first: ServerFrame[], follow = true) {
    const said: string[] = [];
    const refused: ErrorFrame[] = [];
    const opened = Promise.withResolvers<{ socket: EventSocket; response: ServerResponse }>();
    server = createServer((_request, response) => {
      const socket = new EventSocket(response, {
        follow,
        lastWordMs: 1_000,
        onReset: () => said.push('reset'),
        onBegun: () => said.push('begun'),
        onRefused: (error) => {
          refused.push(error);
          response.writeHead(403).end();
        },
      });
      opened.resolve({ socket, response });
      for (const frame of first) socket.write(encodeFrame(frame));
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const stream: EventStream = await openEvents(`http://127.0.0.1:${port}/`, {});
    return { ...(await opened.promise), stream, said, refused };
  }

  it('answers nothing until it is known that one may be in the room, and then with the status', async () => {
    const error: ErrorFrame = { type: 'error', code: 'forbidden', message: 'no', room: 'lobby' };
    const { stream, socket, said, refused } = await open([{ type: 'pong' }, error, joined]);
    await stream.ended;
    assert.deepEqual([stream.status, said, refused, socket.open], [403, [], [error], false]);
  });

  it('lets go of what a client did not read when it is cut, and says so last', async () => {
    const { stream, socket, response } = await open([joined, live]);
    await stream.waitFor(({ event }) => event === 'live');
    stream.pause();
    const text = 'x'.repeat(4_000);
    let seq = 9;
    // What the system takes in for both sides does not wait here.
    while (socket.waiting < 4 * MIB) {
      seq += 1;
      socket.write(encodeFrame(post(seq, text)));
      if (seq % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    socket.close(4008, 'reads too slowly');
    assert.ok(response.writableLength < MIB, `${response.writableLength} bytes still wait`);
    assert.deepEqual([socket.open, socket.waiting < MIB], [false, true]);
    stream.resume();
    await stream.ended;
    const last = stream.told.at(-1);
    assert.deepEqual([last?.event, last?.data['code']], ['close', 4008]);
    const seqs = stream.told.flatMap(({ data }) =>
      data.type === 'event' ? [Number(data['seq'])] : [],
    );
    assert.deepEqual(
      seqs,
      seqs.map((_, n) => 10 + n),
      'nothing is missing before the last id',
    );
    assert.ok(seqs.length < seq - 9);
    assert.equal(last?.lastEventId, String(seqs.at(-1)));
  });

  it('tells when all is read, and when nobody is there to read', async () => {
    const { stream, socket } = await open([joined]);
    stream.pause();
    const drained = new Set<string>();
    const text = 'x'.repeat(60_000);
    for (let seq = 1; socket.waiting < 16 * MIB; seq++) {
      socket.write(encodeFrame(post(seq, text)));
      if (seq % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    // A little, behind much.
    socket.write(encodeFrame(live));
    socket.onDrain(() => drained.add('read'));
    assert.equal(drained.size, 0);
    stream.resume();
    await eventually(() => assert.ok(drained.has('read')), { deadlineMs: 20_000 });
    socket.onDrain(() => drained.add('gone'));
    stream.close();
    await eventually(() => assert.ok(drained.has('gone')));
    assert.equal(socket.open, false);
  });

  it('says nothing of the client who does not read for a whole heartbeat, and hears one who does', async () => {
    const { stream, socket } = await open([joined]);
    assert.equal(socket.heard(), true);
    stream.pause();
    for (let seq = 1; socket.waiting < 16 * MIB; seq++) {
      socket.write(encodeFrame(post(seq, 'x'.repeat(60_000))));
      if (seq % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    assert.deepEqual([socket.heard(), socket.heard()], [true, false]);
    stream.resume();
    await eventually(() => assert.equal(socket.waiting, 0));
    assert.equal(socket.heard(), true);
    socket.beat();
    await eventually(() => assert.equal(stream.comments.length, 1));
  });

  it('does not wait for ever for who reads not even the end', async () => {
    const { stream, socket, response } = await open([joined]);
    stream.pause();
    for (let seq = 1; socket.waiting < 16 * MIB; seq++) {
      socket.write(encodeFrame(post(seq, 'x'.repeat(60_000))));
      if (seq % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const gone = new Promise((resolve) => response.once('close', resolve));
    socket.close(4008, 'reads too slowly');
    await gone;
    assert.equal(response.writableFinished, false);
    stream.close();
  });

  it('ends where the room is live for who asks for no more; after a reset it goes on', async () => {
    const reset: ServerFrame = { type: 'reset', room: 'lobby', reason: 'ahead' };
    const { stream, said } = await open([reset, joined, post(3), live, post(10)], false);
    await stream.ended;
    assert.deepEqual(
      stream.told.map(({ event }) => event),
      ['reset', 'joined', 'event', 'live'],
    );
    assert.deepEqual(said, ['begun', 'reset']);
  });
});
