// A slow, silent or vanished client hurts only itself (P8).
import assert from 'node:assert/strict';
import { startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { encodeFact, posted } from '../../support/facts.ts';
import { logCount, publishRaw } from '../../support/log.ts';
import { uuid7, type WireClient } from '../../support/wire.ts';

describe('gateway: bounds (P8)', () => {
  let chat: TestChat;
  before(async () => {
    const env = {
      POST_RATE: '100000',
      POST_BURST: '100000',
      OUTBOX_MAX_BYTES: '65536',
      HEARTBEAT_MS: '1000',
    };
    chat = await startChat({ persisters: 0, env });
  });
  after(() => chat?.stop());

  const connections = async () => {
    const [gateway] = chat.gateways;
    const response = await fetch(`http://127.0.0.1:${gateway?.opsPort}/readyz`);
    return ((await response.json()) as { connections: number }).connections;
  };

  it('closes a client that never reads, and nobody else waits for it', async () => {
    const reader = await chat.join('Reader');
    const sloth = await chat.join('Sloth');
    await reader.join('flow');
    await sloth.join('flow');
    sloth.socket.pause();
    const text = 'x'.repeat(4_000);
    let posted = 0;
    while ((await connections()) === 2 && posted < 20_000) {
      await Promise.all(Array.from({ length: 100 }, () => reader.post('flow', text)));
      posted += 100;
    }
    assert.equal(await connections(), 1);
    await eventually(() => assert.equal(reader.events('flow').length, posted));
    sloth.socket.resume();
    const { code } = await sloth.closed;
    assert.ok([4008, 1006].includes(code), `closed with ${code}`);
    await reader.close();
  });

  it('cuts a half-open socket', async () => {
    const ghost = await chat.join('Ghost');
    // From now on it reads nothing and so answers no ping, as a host without power would.
    ghost.socket.pause();
    await eventually(async () => assert.equal(await connections(), 0), { deadlineMs: 10_000 });
    await ghost.close();
  });

  it('keeps a client that only listens', async () => {
    const quiet = await chat.join('Quiet');
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    assert.equal(quiet.socket.readyState, quiet.socket.OPEN);
    await quiet.close();
  });

  it('lets one connection be in a bounded number of rooms', async () => {
    const wire: WireClient = await chat.join('Everywhere');
    for (let i = 0; i <= 200; i++) wire.send({ type: 'join', room: `room-${i}`, last: 0 });
    const error = await wire.waitFor(({ type }) => type === 'error');
    assert.equal(error['code'], 'too_many_rooms');
    assert.equal(error['room'], 'room-200');
    await wire.close();
  });

  it('refuses to enter rooms without end, and who is refused stays where they were', async () => {
    const restless = await chat.join('Restless');
    for (let i = 0; i < 650; i++) restless.send({ type: 'join', room: 'busy', last: 0 });
    const refusal = await restless.waitFor(({ code }) => code === 'rate');
    assert.deepEqual([refusal['room'], refusal['retry']], ['busy', true]);
    assert.ok(Number(refusal['retryAfterMs']) > 0);
    const ada = await chat.join('Ada');
    await ada.join('busy');
    const { seq } = (await ada.post('busy', 'still there?')) as unknown as { seq: number };
    await restless.waitFor((frame) => frame.type === 'event' && frame['seq'] === seq);
    await ada.close();
    await restless.close();
  });
});

describe('gateway: bounds of all together (P8)', () => {
  let chat: TestChat;
  const COUNT = 1_500;
  const LIMIT = 1_048_576;
  /** Of each some 30 KB wait: the rest of its page the kernel took. */
  const HOARDERS = 64;
  before(async () => {
    const env = {
      OUTBOXES_MAX_BYTES: String(LIMIT),
      ADDRESS_FRAME_RATE: '1000000',
      FRAME_RATE: '1000000',
    };
    chat = await startChat({ persisters: 0, env });
    const user = { id: 'guest-writer', name: 'Writer' };
    const event = () => posted({ id: uuid7(), room: 'attic', user, text: 'x'.repeat(4_000) });
    const entries = Array.from({ length: COUNT }, () => ({
      subject: 'chat.room.attic.message',
      payload: encodeFact(event()),
    }));
    await publishRaw(chat, entries);
    await eventually(async () => assert.equal(await logCount(chat), COUNT));
  });
  const wires: WireClient[] = [];
  after(async () => {
    for (const wire of wires) wire.socket.terminate();
    await chat?.stop();
  });

  const metric = async (name: string) => {
    const response = await fetch(`http://127.0.0.1:${chat.gateways[0]?.opsPort}/metrics`);
    const line = (await response.text()).split('\n').find((one) => one.startsWith(name));
    return Number(line?.split(' ').at(-1) ?? 0);
  };

  it('closes some of many who ask for a lot and read none of it, and nobody who reads', async () => {
    for (let i = 0; i < HOARDERS; i++) {
      const wire = await chat.join(`Hoarder ${i}`);
      wire.send({ type: 'join', room: 'attic', after: 0 });
      wire.socket.pause();
      wires.push(wire);
    }
    const reader = await chat.join('Reader');
    wires.push(reader);
    await eventually(
      async () => {
        assert.ok((await metric('chat_outbox_bytes')) <= LIMIT);
        // They do not hear why: whoever reads nothing is cut.
        assert.ok((await metric('chat_closed_total')) >= 1);
      },
      { deadlineMs: 20_000 },
    );
    assert.ok((await metric('chat_ws_connections')) > HOARDERS / 4);
    const frames = await reader.join('attic', { after: 0 });
    assert.equal(frames.filter(({ type }) => type === 'event').length, COUNT);
    assert.equal(reader.socket.readyState, reader.socket.OPEN);
  });
});
