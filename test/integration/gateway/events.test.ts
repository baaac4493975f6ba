// A room as server-sent events: what a socket would be told, resumed by the last id on any gateway, bounded, and ended when it has to.
import assert from 'node:assert/strict';
import { startChat, type TestChat } from '../../support/chat.ts';
import { type EventStream, openEvents } from '../../support/event-stream.ts';
import { eventually } from '../../support/eventually.ts';
import { ask } from '../../support/http.ts';
import { tokenFor } from '../../support/tokens.ts';
import { connectWire, uuid7, type WireClient } from '../../support/wire.ts';

describe('a room as server-sent events', function () {
  this.timeout(60_000);
  let chat: TestChat;
  let token: string;
  const open: { close: () => unknown }[] = [];
  before(async () => {
    const env = {
      ADMINS: 'root',
      POST_RATE: '100000',
      POST_BURST: '100000',
      OUTBOX_MAX_BYTES: '262144',
      HEARTBEAT_MS: '1000',
      EXPIRY_GRACE_SECONDS: '0',
      USER_CONNECTIONS_MAX: '5',
    };
    chat = await startChat({ gateways: 2, persisters: 0, env });
    token = await tokenFor(chat, 'ada');
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()));
    // Of one person only so many may be open.
    await eventually(async () => assert.equal(await connections(), 0));
  });
  after(() => chat?.stop());

  const connections = async () => {
    const counts = chat.gateways.map(async ({ opsPort }) => {
      const response = await fetch(`http://127.0.0.1:${opsPort}/readyz`);
      return ((await response.json()) as { connections: number }).connections;
    });
    return (await Promise.all(counts)).reduce((all, count) => all + count, 0);
  };
  const urlOf = (room: string, query = '', gateway = 0) =>
    `${chat.urls()[gateway]}/api/rooms/${room}/events${query}`;
  const follow = async (
    url: string,
    more: Parameters<typeof openEvents>[1] = {},
  ): Promise<EventStream> => {
    const stream = await openEvents(url, { token, ...more });
    open.push(stream);
    return stream;
  };
  const post = async (room: string, text: string, gateway = 0): Promise<number> => {
    const url = `${chat.urls()[gateway]}/api/rooms/${room}/messages`;
    const { status, body } = await ask(`POST ${url}`, { token, body: { text } });
    assert.equal(status, 201);
    return Number(body['seq']);
  };
  const person = async (id: string): Promise<WireClient> => {
    const wire = await connectWire(chat.socketUrls()[0] ?? '', { token: await tokenFor(chat, id) });
    open.push(wire);
    return wire;
  };
  const isLive = ({ event }: { event: string }) => event === 'live';

  it('tells what was said, then what is being said, as on a socket', async () => {
    await post('news', 'first');
    const stream = await follow(urlOf('news'));
    assert.deepEqual(
      [stream.status, stream.headers['content-type'], stream.headers['cache-control']],
      [200, 'text/event-stream', 'no-store'],
    );
    const { data: live, lastEventId } = await stream.waitFor(isLive);
    assert.equal(lastEventId, String(live['seq']));
    const seq = await post('news', 'second\nin two lines', 1);
    const heard = await stream.waitFor(({ data }) => data['seq'] === seq && data.type === 'event');
    assert.equal(heard.lastEventId, String(seq));
    assert.deepEqual(stream.texts(), ['first', 'second\nin two lines']);
    const kinds = stream.told.map(({ event }) => event);
    assert.deepEqual(kinds.slice(0, 4), ['welcome', 'joined', 'event', 'live']);
  });

  it('goes on where the last id was, on another gateway, and misses and repeats nothing', async () => {
    const said: string[] = [];
    const say = async (gateway: number) => {
      said.push(`m${said.length}`);
      await post('hops', said.at(-1) ?? '', gateway);
    };
    const heard: string[] = [];
    let last: string | undefined;
    for (let hop = 0; hop < 6; hop++) {
      for (let n = 0; n < 5; n++) await say(n % 2);
      const header = last === undefined ? {} : { lastEventId: last };
      const stream = await follow(urlOf('hops', '', hop % 2), header);
      for (let n = 0; n < 3; n++) await say((hop + 1) % 2);
      await eventually(() => assert.deepEqual([...heard, ...stream.texts()], said));
      heard.push(...stream.texts());
      last = stream.told.at(-1)?.lastEventId;
      stream.close();
    }
    assert.ok(Number(last) > 0);
  });

  it('ends where it is live for who asks for no more, and takes the cursor of a query', async () => {
    const seqs = [await post('once', 'a'), await post('once', 'b'), await post('once', 'c')];
    const all = await follow(urlOf('once', '?follow=0'));
    await all.ended;
    assert.deepEqual([all.texts(), all.told.at(-1)?.event], [['a', 'b', 'c'], 'live']);
    const since = await follow(urlOf('once', `?follow=0&since=${seqs[0]}`));
    await since.ended;
    assert.deepEqual(since.texts(), ['b', 'c']);
    // What a browser says by itself goes before what stands in the address.
    const both = await follow(urlOf('once', `?follow=0&since=0`), { lastEventId: Number(seqs[1]) });
    await both.ended;
    assert.deepEqual(both.texts(), ['c']);
    const latest = await follow(urlOf('once', '?follow=0&last=1'));
    await latest.ended;
    assert.deepEqual(latest.texts(), ['c']);
  });

  it('says that it left something out for who can take only so much', async () => {
    const first = await post('much', 'm0');
    for (let n = 1; n < 20; n++) await post('much', `m${n}`);
    const stream = await follow(urlOf('much', '?follow=0&max=5'), { lastEventId: first });
    await stream.ended;
    assert.equal(stream.told.find(({ event }) => event === 'joined')?.data['skipped'], true);
    assert.deepEqual(stream.texts(), ['m15', 'm16', 'm17', 'm18', 'm19']);
  });

  it('begins anew where the last id is none of this log, and says so', async () => {
    await post('anew', 'still here');
    for (const query of ['', '?epoch=another']) {
      const stream = await follow(urlOf('anew', query), { lastEventId: query === '' ? 1e12 : 1 });
      const reset = await stream.waitFor(({ event }) => event === 'reset');
      assert.equal(reset.lastEventId, '', 'a browser forgets its id');
      await stream.waitFor(isLive);
      assert.deepEqual(stream.texts(), ['still here']);
      stream.close();
    }
  });

  it('refuses before it begins: with a status, words, and what to do', async () => {
    const root = await person('root');
    const id = uuid7();
    root.send({ type: 'create', id, room: 'closed', kind: 'private' });
    await root.waitFor(({ id: about }) => about === id);
    const tries: [number, string, string, object][] = [
      [403, 'forbidden', 'closed', {}],
      [422, 'bad_frame', 'No%20room', {}],
      [422, 'bad_frame', 'lobby', { headers: { 'last-event-id': 'yesterday' } }],
      [401, 'unauthorized', 'lobby', { token: 'none' }],
    ];
    for (const [status, code, room, more] of tries) {
      const stream = await follow(urlOf(room), more);
      await stream.ended;
      assert.equal(stream.status, status);
      assert.equal(stream.headers['content-type'], 'application/problem+json');
      assert.equal((JSON.parse(stream.text()) as { code: string }).code, code);
    }
  });

  it('keeps alive by comments while nothing is said', async () => {
    const stream = await follow(urlOf('silence'));
    await stream.waitFor(isLive);
    await eventually(() => assert.ok(stream.comments.length >= 3), { deadlineMs: 10_000 });
    const seq = await post('silence', 'at last');
    await stream.waitFor(({ lastEventId }) => lastEventId === String(seq));
  });

  it('ends who reads too slowly with an event that says so, from whose id everything can be had', async () => {
    const sloth = await follow(urlOf('flow'));
    await sloth.waitFor(isLive);
    sloth.pause();
    const reader = await person('reader');
    await reader.join('flow');
    const text = 'x'.repeat(4_000);
    // Twice as much as both sides' systems take in for them.
    const posted = 3_000;
    for (let n = 0; n < posted; n += 100) {
      await Promise.all(Array.from({ length: 100 }, () => reader.post('flow', text)));
    }
    await eventually(() => assert.equal(reader.events('flow').length, posted));
    sloth.resume();
    await sloth.ended;
    const last = sloth.told.at(-1);
    assert.deepEqual([last?.event, last?.data['code']], ['close', 4008]);
    assert.ok(sloth.texts().length < posted);
    const rest = await follow(urlOf('flow', '?follow=0', 1), {
      lastEventId: last?.lastEventId ?? '',
    });
    await rest.ended;
    assert.equal(sloth.texts().length + rest.texts().length, posted);
  });

  it('ends for who is sent out of the room, and says so', async () => {
    const stream = await follow(urlOf('stage'));
    await stream.waitFor(isLive);
    const root = await person('root');
    root.send({ type: 'member', id: uuid7(), room: 'stage', user: 'ada', do: 'ban' });
    await stream.ended;
    const left = stream.told.at(-1);
    assert.deepEqual([left?.event, left?.data['reason']], ['left', 'banned']);
    await post('news', 'elsewhere');
    const again = await follow(urlOf('stage', '', 1));
    assert.equal(again.status, 403);
  });

  it('ends with the token', async () => {
    const short = await tokenFor(chat, 'ada', {}, Math.ceil(Date.now() / 1_000) + 3);
    const stream = await follow(urlOf('news'), { token: short });
    await stream.waitFor(isLive);
    await stream.ended;
    const last = stream.told.at(-1);
    assert.deepEqual([last?.event, last?.data['code']], ['close', 4500]);
    assert.equal(stream.retry, undefined);
    assert.equal((await follow(urlOf('news'), { token: short })).status, 401);
  });

  it('counts among the connections of a person', async () => {
    const streams = await Promise.all([0, 1, 2, 3].map(() => follow(urlOf('news'))));
    assert.deepEqual(
      streams.map(({ status }) => status),
      [200, 200, 200, 200],
    );
    const wire = await connectWire(chat.socketUrls()[0] ?? '', { token });
    open.push(wire);
    const more = await follow(urlOf('news'));
    await more.ended;
    assert.deepEqual([more.status, more.headers['retry-after']], [429, '30']);
    await assert.rejects(connectWire(chat.socketUrls()[0] ?? '', { token }), /HTTP 429/);
    streams[0]?.close();
    await eventually(async () => {
      const again = await follow(urlOf('news'));
      assert.equal(again.status, 200);
    });
  });

  it('is not given to a page of another origin that sends the cookie of its visitor', async () => {
    const port = chat.gateways[0]?.port;
    const cookie = `chatk8s_session_${port}=${token}`;
    const from = async (headers: Record<string, string>) => {
      const { token: _, ...without } = { token: undefined, headers: { cookie, ...headers } };
      const stream = await openEvents(urlOf('news'), without);
      open.push(stream);
      return stream.status;
    };
    assert.equal(await from({ origin: 'https://evil.example' }), 403);
    assert.equal(await from({ 'sec-fetch-site': 'cross-site' }), 403);
    assert.equal(await from({ origin: `http://127.0.0.1:${port}` }), 200);
  });

  it('drains on SIGTERM: it says when to come back, and requests that were taken are answered', async () => {
    const gateway = await chat.startGateway();
    const url = `http://127.0.0.1:${gateway.port}/api/rooms/drained`;
    const stream = await follow(`${url}/events`);
    await stream.waitFor(isLive);
    const words = Array.from({ length: 20 }, (_, n) =>
      ask(`POST ${url}/messages`, { token, body: { text: `last words ${n}` } }).catch(
        () => undefined,
      ),
    );
    await Promise.race(words);
    const exit = gateway.stop();
    await stream.ended;
    const last = stream.told.at(-1);
    assert.deepEqual([last?.event, last?.data['code']], ['close', 1012]);
    assert.ok(Number(last?.data['retryAfterMs']) >= 0);
    assert.equal(stream.retry, last?.data['retryAfterMs']);
    const answers = await Promise.all(words);
    // Whoever came too late was told so, or found nobody; what was said by others is there.
    const told = answers.flatMap((answer, n) =>
      answer?.status === 201 ? [`last words ${n}`] : [],
    );
    for (const answer of answers) assert.ok([201, 503, undefined].includes(answer?.status));
    assert.equal(await exit, 0);
    const all = await follow(urlOf('drained', '?follow=0'));
    await all.ended;
    assert.deepEqual(all.texts().sort(), told.sort());
    const faults = gateway.log().filter(({ level }) => Number(level) >= 40);
    assert.deepEqual(faults, []);
  });
});
