// Who is there, who is typing, how far somebody has read: over two gateways, on a real NATS, and nothing of it in the log.
import assert from 'node:assert/strict';
import { READ_MARKS_PREFIX, READ_MARKS_STREAM } from '../../../src/shared/subjects.ts';
import { type Session, startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { logCount } from '../../support/log.ts';
import { connectWire, type Frame, type WireClient } from '../../support/wire.ts';

describe('signals over two gateways', () => {
  let chat: TestChat;
  const wires: WireClient[] = [];
  before(async () => {
    chat = await startChat({ gateways: 2, persisters: 0 });
  });
  afterEach(async () => {
    await Promise.all(wires.splice(0).map((wire) => wire.close()));
  });
  after(() => chat?.stop());

  const open = async ({ token }: Session, gateway: number) => {
    const wire = await connectWire(String(chat.socketUrls()[gateway]), { token });
    wires.push(wire);
    return wire;
  };
  const enter = async (name: string, gateway: number, room: string) => {
    const session = await chat.session(name);
    const wire = await open(session, gateway);
    await wire.join(room);
    return { ...session, wire };
  };
  /** Who is in the room, as this client was told. */
  const here = ({ frames }: WireClient, room: string): string[] | undefined => {
    let people: Map<string, string> | undefined;
    for (const frame of frames) {
      if (frame.type !== 'presence' || frame['room'] !== room) continue;
      const { here: all, came = [], went = [] } = frame as Frame & Told;
      if (all !== undefined) people = new Map(all.map(({ id, name }) => [id, name]));
      for (const { id, name } of came) people?.set(id, name);
      for (const id of went) people?.delete(id);
    }
    return people && [...people.values()].sort();
  };
  const sees = (wire: WireClient, room: string, names: string[], deadlineMs = 10_000) =>
    eventually(() => assert.deepEqual(here(wire, room), names), { deadlineMs });

  it('shows everybody who is in the room, on every gateway, each once', async () => {
    const ada = await enter('Ada', 0, 'square');
    const bob = await enter('Bob', 1, 'square');
    await sees(ada.wire, 'square', ['Ada', 'Bob']);
    await sees(bob.wire, 'square', ['Ada', 'Bob']);
    const second = await open(bob, 0);
    await second.join('square');
    await sees(second, 'square', ['Ada', 'Bob']);
    await bob.wire.close();
    second.send({ type: 'leave', room: 'square' });
    await sees(ada.wire, 'square', ['Ada']);
    assert.equal(here(second, 'square')?.length, 2, 'who left hears no more');
  });

  it('shows the people of a killed gateway for some seconds at most', async () => {
    const eve = await enter('Eve', 0, 'plaza');
    const gateway = await chat.startGateway();
    const at = chat.gateways.indexOf(gateway);
    await enter('Mallory', at, 'plaza');
    await sees(eve.wire, 'plaza', ['Eve', 'Mallory']);
    const killedAt = performance.now();
    await gateway.kill9();
    await sees(eve.wire, 'plaza', ['Eve']);
    const tookMs = performance.now() - killedAt;
    assert.ok(tookMs < 6_000, `${Math.round(tookMs)} ms`);
  });

  it('says who is typing to the others in the room, and to nobody else', async () => {
    const ada = await enter('Ada', 0, 'desk');
    const bob = await enter('Bob', 1, 'desk');
    const eve = await enter('Eve', 1, 'other');
    const stored = await logCount(chat);
    ada.wire.send({ type: 'typing', room: 'desk' });
    ada.wire.send({ type: 'typing', room: 'desk' });
    const said = await bob.wire.waitFor(({ type }) => type === 'typing');
    assert.deepEqual(said, { type: 'typing', room: 'desk', user: ada.user });
    eve.wire.send({ type: 'typing', room: 'desk' });
    const refused = await eve.wire.waitFor(({ type }) => type === 'error');
    assert.deepEqual([refused['code'], refused['room']], ['not_joined', 'desk']);
    for (const [{ wire }, times] of [
      [ada, 0],
      [bob, 1],
      [eve, 0],
    ] as const) {
      assert.equal(wire.frames.filter(({ type }) => type === 'typing').length, times);
    }
    assert.equal(await logCount(chat), stored);
  });

  it('tells the other devices how far the user has read, at once and when they join', async () => {
    const ada = await enter('Ada', 0, 'books');
    const phone = await open(ada, 1);
    await phone.join('books');
    const { seq } = (await ada.wire.post('books', 'a page')) as Frame & { seq: number };
    await phone.waitFor((frame) => frame.type === 'event' && frame['seq'] === seq);
    const before = performance.now();
    ada.wire.send({ type: 'read', room: 'books', seq });
    const told = await phone.waitFor(({ type }) => type === 'read');
    assert.deepEqual(told, { type: 'read', room: 'books', seq });
    assert.ok(performance.now() - before < 1_000);
    // Backwards, and beyond the log's end.
    phone.send({ type: 'read', room: 'books', seq: seq - 1 });
    phone.send({ type: 'read', room: 'books', seq: seq + 1_000 });
    await Promise.all([ada.wire.close(), phone.close()]);
    await eventually(async () => assert.equal(await markOf(ada.user.id, 'books'), seq));
    const later = await open(ada, 1);
    const [joined] = await later.join('books');
    assert.equal(joined?.['read'], seq);
    const [elsewhere] = await later.join('empty');
    assert.equal(elsewhere?.['read'], undefined);
  });

  it('ends at the higher mark where two gateways move it at the same time', async () => {
    const ada = await enter('Ada', 0, 'race');
    const phone = await open(ada, 1);
    await phone.join('race');
    const seqs: number[] = [];
    for (let i = 0; i < 6; i++) {
      seqs.push(((await ada.wire.post('race', `${i}`)) as Frame & { seq: number }).seq);
    }
    const last = seqs.at(-1) ?? 0;
    await phone.waitFor((frame) => frame.type === 'event' && frame['seq'] === last);
    for (const [at, seq] of seqs.entries()) {
      (at % 2 === 0 ? ada.wire : phone).send({ type: 'read', room: 'race', seq });
    }
    await eventually(async () => assert.equal(await markOf(ada.user.id, 'race'), last));
    await ada.wire.waitFor((frame) => frame.type === 'read' && frame['seq'] === last);
  });

  it('lets people chat and join while the bucket is away, and keeps marks until it is back', async () => {
    const nc = await chat.nats.connect('provision');
    const jsm = await nc.jetstreamManager({ checkAPI: false });
    const { config } = await jsm.streams.info(READ_MARKS_STREAM);
    const ada = await enter('Ada', 0, 'storm');
    const { seq } = (await ada.wire.post('storm', 'calm')) as Frame & { seq: number };
    // Nobody listens any more where marks are written: what is left has another subject.
    await jsm.streams.update(READ_MARKS_STREAM, { subjects: ['$KV.READ_MARKS.away.>'] });
    ada.wire.send({ type: 'read', room: 'storm', seq });
    const bob = await enter('Bob', 0, 'storm');
    assert.equal((await bob.wire.post('storm', 'still here'))['type'], 'ack');
    const [gateway] = chat.gateways;
    assert.equal((await fetch(`http://127.0.0.1:${gateway?.opsPort}/readyz`)).status, 200);
    await ada.wire.close();
    await jsm.streams.update(READ_MARKS_STREAM, { subjects: config.subjects ?? [] });
    await eventually(async () => assert.equal(await markOf(ada.user.id, 'storm'), seq));
    await nc.close();
  });

  async function markOf(userId: string, room: string): Promise<number | undefined> {
    const nc = await chat.nats.connect('gateway');
    try {
      const jsm = await nc.jetstreamManager({ checkAPI: false });
      const query = { last_by_subj: `${READ_MARKS_PREFIX}${userId}.${room}` };
      const stored = await jsm.streams.getMessage(READ_MARKS_STREAM, query).catch(() => undefined);
      return stored?.json<{ seq: number }>().seq;
    } finally {
      await nc.close();
    }
  }
});

interface Told {
  here?: { id: string; name: string }[];
  came?: { id: string; name: string }[];
  went?: string[];
}
