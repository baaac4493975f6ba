// How names of receivers are looked up: with a name server that answers, and with one that never does.
import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { createLookUp } from '../../../src/webhooks/names.ts';

const never = new AbortController().signal;

describe('the look-up of a receiver’s name', () => {
  const sockets: Socket[] = [];
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.close();
  });
  /** A name server on a port of its own. */
  const serve = async (answer: (question: Buffer) => Buffer | undefined) => {
    const socket = createSocket('udp4');
    sockets.push(socket);
    let asked = 0;
    socket.on('message', (question, { port, address }) => {
      asked += 1;
      const said = answer(question);
      if (said !== undefined) socket.send(said, port, address);
    });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return { servers: [`127.0.0.1:${socket.address().port}`], asked: () => asked };
  };
  /** RFC 1035: the question again, and for an A record this address; anything else has no answer. */
  const answering = (question: Buffer, code = 0): Buffer => {
    let end = 12;
    while (question[end] !== 0) end += (question[end] ?? 0) + 1;
    const isA = question.readUInt16BE(end + 1) === 1;
    const asked = question.subarray(12, end + 5);
    const head = Buffer.from(question.subarray(0, 12));
    head.writeUInt16BE(0x8180 | code, 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(isA && code === 0 ? 1 : 0, 6);
    head.fill(0, 8);
    const record = Buffer.from('c00c00010001000000000004c6336407', 'hex');
    return Buffer.concat([head, asked, ...(isA && code === 0 ? [record] : [])]);
  };

  it('asks the name servers, and says what is not there from what cannot be said now', async () => {
    const { servers } = await serve((question) => answering(question));
    const lookUp = createLookUp({ isListed: () => false, servers });
    assert.deepEqual(await lookUp('example.org', never), [{ address: '198.51.100.7', family: 4 }]);
    const none = await serve((question) => answering(question, 3));
    const refusing = await serve((question) => answering(question, 5));
    for (const [{ servers: those }, code] of [
      [none, 'ENOTFOUND'],
      [refusing, 'EAI_AGAIN'],
    ] as const) {
      const asks = createLookUp({ isListed: () => false, servers: those });
      await assert.rejects(asks('example.org', never), { code });
    }
  });

  it('ends in time where nobody answers, and holds up nobody else’s meanwhile', async () => {
    const { servers, asked } = await serve(() => undefined);
    const lookUp = createLookUp({ isListed: () => false, servers, tryMs: 200 });
    const began = performance.now();
    const all = Array.from({ length: 64 }, (_, index) => lookUp(`n${index}.example`, never));
    const ends = Promise.allSettled(all);
    // As the system does it, on one of its few threads.
    assert.ok((await lookup('127.0.0.1')).address);
    assert.ok(performance.now() - began < 150, 'it did not wait for those');
    for (const end of await ends) {
      assert.ok(end.status === 'rejected');
      assert.equal(end.reason.code, 'EAI_AGAIN');
    }
    assert.ok(asked() >= 64);
    assert.ok(performance.now() - began < 5_000);
  });

  it('is cut off where nobody waits any more', async () => {
    const { servers } = await serve(() => undefined);
    const lookUp = createLookUp({ isListed: () => false, servers, tryMs: 20_000 });
    const stop = new AbortController();
    const looked = lookUp('example.org', stop.signal);
    setTimeout(() => stop.abort(), 50);
    await assert.rejects(looked, { code: 'EAI_AGAIN' });
  });

  it('of what an operator listed is the system’s', async () => {
    const { servers, asked } = await serve((question) => answering(question));
    const lookUp = createLookUp({ isListed: (name) => name === 'localhost', servers });
    const [found] = await lookUp('localhost', never);
    assert.match(found?.address ?? '', /^(127\.0\.0\.1|::1)$/);
    assert.equal(asked(), 0);
  });
});
