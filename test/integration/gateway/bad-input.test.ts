// Bad input gets an answer that says what to do, the connection lives on, and the next message arrives.
import assert from 'node:assert/strict';
import { startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { connectWire, uuid7, type WireClient } from '../../support/wire.ts';

describe('gateway: bad input', () => {
  let chat: TestChat;
  let ada: WireClient;

  before(async () => {
    // All of it comes from one address, whose pace is another test's.
    chat = await startChat({ persisters: 0, env: { ADDRESS_FRAME_RATE: '100000' } });
    ada = await chat.join('Ada');
    await ada.join('lobby');
  });
  after(async () => {
    await ada?.close();
    await chat?.stop();
  });

  const refused = async (frame: Record<string, unknown> | string | Buffer) => {
    const from = ada.frames.length;
    if (Buffer.isBuffer(frame)) ada.socket.send(frame);
    else ada.send(frame);
    const error = await ada.waitFor(({ type }) => type === 'error', { from });
    assert.ok(String(error['message']).length > 10, 'the message says what to do');
    const next = await ada.post('lobby', 'and on it goes');
    assert.equal(next.type, 'ack');
    return error;
  };
  const post = (more: object) => ({ type: 'post', id: uuid7(), room: 'lobby', text: 'x', ...more });

  const cases: [string, string, () => Record<string, unknown> | string | Buffer][] = [
    ['what is not JSON', 'bad_json', () => '{"type":'],
    ['an unknown type', 'unknown_type', () => ({ type: 'shout' })],
    ['a wrong field', 'bad_frame', () => post({ text: 7 })],
    ['an empty text', 'bad_frame', () => post({ text: '' })],
    ['a text that is too long', 'bad_frame', () => post({ text: 'x'.repeat(4_097) })],
    ['a frame that is too big', 'too_big', () => post({ text: 'x'.repeat(40_000) })],
    ['a binary frame', 'bad_frame', () => Buffer.from('{"type":"ping"}')],
    ['an unknown room name', 'bad_frame', () => ({ type: 'join', room: 'No such room!' })],
    ['a room that is not joined', 'not_joined', () => post({ room: 'elsewhere' })],
    ['history of a room not joined', 'not_joined', () => history('elsewhere')],
    ['a UUID from the future', 'clock', () => post({ id: uuid7(Date.now() + 60_000) })],
    ['an id that is no UUIDv7', 'bad_frame', () => post({ id: crypto.randomUUID() })],
  ];
  const history = (room: string) => ({ type: 'history', id: 'h', room, before: 1, limit: 1 });
  for (const [what, code, frame] of cases) {
    it(`refuses ${what} with ${code}`, async () => {
      assert.equal((await refused(frame()))['code'], code);
    });
  }

  it('takes the longest text of the widest characters', async () => {
    const answer = await ada.post('lobby', '\u0001'.repeat(4_096));
    assert.equal(answer.type, 'ack');
    const { seq } = answer as unknown as { seq: number };
    const event = await ada.waitFor((frame) => frame.type === 'event' && frame['seq'] === seq);
    assert.deepEqual(event['data'], { text: '\u0001'.repeat(4_096) });
  });

  it('ends a connection with a frame beyond all limits with 1009', async () => {
    const { token } = await chat.session('Huge');
    const wire = await connectWire(String(chat.socketUrls()[0]), { token });
    wire.send('x'.repeat(1_000_000));
    assert.equal((await wire.closed).code, 1009);
  });

  it('refuses a client that speaks only another version with 4502', async () => {
    const { token } = await chat.session('Future');
    const client = { protocol: 'chatk8s.v2' };
    const headers = { 'sec-websocket-protocol': 'chatk8s.v2' };
    const wire = await connectWire(String(chat.socketUrls()[0]), { token, headers, client });
    assert.equal((await wire.closed).code, 4502);
  });

  it('answers a flood with rate and how long to wait, then ends it with 4029', async () => {
    const socketUrl = String(chat.socketUrls()[0]);
    const { token } = await chat.session('Flood');
    const flood = await connectWire(socketUrl, { token });
    await flood.join('lobby');
    // 60 at once, and 20 more in each second that a busy machine takes for them.
    for (let i = 0; i < 200; i++) flood.send(post({}));
    const limited = await flood.waitFor(({ code }) => code === 'rate');
    assert.equal(limited['retry'], true);
    assert.ok(Number(limited['retryAfterMs']) > 0);
    for (let i = 0; i < 2_000; i++) flood.send({ type: 'ping' });
    const { code, reason } = await flood.closed;
    assert.deepEqual([code, reason], [4029, '{"retryAfterMs":5000}']);
    await assert.rejects(connectWire(socketUrl, { token }), /HTTP 429/);
    assert.equal((await ada.post('lobby', 'nobody else noticed')).type, 'ack');
  });

  it("ends a flood of the transport's pings and pongs with 4029", async () => {
    const pongs = await chat.join('Pongs');
    for (let i = 0; i < 1_000; i++) pongs.socket.pong();
    assert.equal((await pongs.closed).code, 4029);
    const pings = await chat.join('Pings');
    const { socket } = pings;
    // Each after the answer to the one before: unread answers would end the socket anyway.
    socket.on('pong', () => socket.readyState === socket.OPEN && socket.ping());
    for (let i = 0; i < 5; i++) socket.ping();
    assert.equal((await pings.closed).code, 4029);
  });

  it('ends a flood of what cannot be read sooner than one of pings', async () => {
    const rubbish = await chat.join('Rubbish');
    for (let i = 0; i < 250; i++) rubbish.send('{');
    assert.equal((await rubbish.closed).code, 4029);
  });

  it('lets who was in 200 rooms come back at once, with what was not acknowledged', async () => {
    const back = await chat.join('Back');
    for (let i = 0; i < 200; i++) back.send({ type: 'join', room: `room-${i}`, last: 0 });
    for (let i = 0; i < 60; i++) back.send(post({ room: 'room-0' }));
    await back.waitFor(({ type, room }) => type === 'live' && room === 'room-199');
    await eventually(() => {
      assert.equal(back.frames.filter(({ type }) => type === 'ack').length, 60);
    });
    await back.close();
  });

  it('counts close codes that a client made up as one', async () => {
    const ops = Number(chat.gateways[0]?.opsPort);
    const wires = await Promise.all(Array.from({ length: 10 }, () => chat.join('Counter')));
    for (const [i, wire] of wires.entries()) wire.socket.close(3_000 + i);
    await Promise.all(wires.map(({ closed }) => closed));
    await eventually(async () => {
      const text = await (await fetch(`http://127.0.0.1:${ops}/metrics`)).text();
      assert.match(text, /^chat_closed_total\{[^}]*code="other"[^}]*\} 10$/m);
      assert.doesNotMatch(text, /code="30\d\d"/);
    });
  });

  it('refuses more pages of history than a person asks for, naming the question', async () => {
    const reader = await chat.join('Reader');
    await reader.join('lobby');
    for (let i = 0; i < 60; i++) {
      reader.send({ type: 'history', id: `h${i}`, room: 'lobby', before: 9, limit: 1 });
    }
    const refusal = await reader.waitFor(({ code }) => code === 'rate');
    assert.match(String(refusal['id']), /^h\d+$/);
    assert.ok(Number(refusal['retryAfterMs']) > 0);
    await reader.close();
  });

  it('lets a user post again after the wait it was told', async () => {
    const quick = await chat.join('Quick');
    await quick.join('lobby');
    for (let i = 0; i < 200; i++) quick.send(post({}));
    const id = uuid7();
    quick.send(post({ id }));
    const limited = await quick.waitFor((frame) => frame['id'] === id);
    assert.equal(limited['code'], 'rate');
    await new Promise((resolve) => setTimeout(resolve, Number(limited['retryAfterMs']) + 50));
    assert.equal((await quick.post('lobby', 'x', id)).type, 'ack');
    await quick.close();
  });
});
