// What requests of the HTTP API are refused for, each with a status, a code and words; and what nobody may take too much of (P8).
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { startChat, type TestChat } from '../../support/chat.ts';
import { type Ask, ask } from '../../support/http.ts';
import { tokenFor } from '../../support/tokens.ts';

describe('HTTP refuses', function () {
  this.timeout(60_000);
  let chat: TestChat;
  let token: string;
  before(async () => {
    const env = { ALLOWED_ORIGINS: 'https://app.example.org', POST_RATE: '5', POST_BURST: '20' };
    chat = await startChat({ persisters: 0, env });
    token = await tokenFor(chat, 'ada');
  });
  after(() => chat?.stop());

  const MESSAGES = '/rooms/lobby/messages';
  const asked = async (what: string, more: Ask = {}) => {
    const answer = await ask(what.replace(' ', ` ${chat.urls()[0]}/api`), { token, ...more });
    return { ...answer, says: [answer.status, answer.body['code']] };
  };
  const text = { body: { text: 'hello' } };

  it('who has no token, or one that is none: 401', async () => {
    const expired = await tokenFor(chat, 'ada', {}, '-1m');
    for (const bad of ['none', expired, `${token}x`]) {
      const { says, headers } = await asked(`POST ${MESSAGES}`, { ...text, token: bad });
      assert.deepEqual(says, [401, 'unauthorized']);
      assert.equal(headers.get('www-authenticate'), 'Bearer');
      assert.equal(headers.get('content-type'), 'application/problem+json');
    }
    const none = await ask(`GET ${chat.urls()[0]}/api/rooms`);
    assert.equal(none.status, 401);
  });

  it('what is given twice, and a place that is no number: 422', async () => {
    const statusOf = async (
      method: string,
      path: string,
      headers: Record<string, string | string[]>,
    ) => {
      const url = `${chat.urls()[0]}/api${path}`;
      const own = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const sent = request(url, { method, headers: { ...own, ...headers }, agent: false });
      sent.end(method === 'POST' ? JSON.stringify(text.body) : undefined);
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      response.destroy();
      return response.statusCode;
    };
    assert.equal(await statusOf('POST', MESSAGES, { 'idempotency-key': ['a', 'b'] }), 422);
    for (const id of ['0x1', '1e3', '-1', ' 1.5', 'one']) {
      const headers = { 'last-event-id': id };
      assert.equal(await statusOf('GET', '/rooms/lobby/events?follow=0', headers), 422, id);
    }
  });

  it('pages of other origins that send the cookie of their visitor, wherever something is changed', async () => {
    const cookie = `chatk8s_session_${chat.gateways[0]?.port}=${token}`;
    const from = async (what: string, headers: Record<string, string>, more: Ask = text) => {
      const url = what.replace(' ', ` ${chat.urls()[0]}/api`);
      return (await ask(url, { ...more, headers: { cookie, ...headers } })).status;
    };
    const evil = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of evil) {
      assert.equal(await from(`POST ${MESSAGES}`, headers), 403, JSON.stringify(headers));
      assert.equal(await from('PUT /rooms/lobby/read', headers, { body: { seq: 0 } }), 403);
      assert.equal(await from('DELETE /rooms/lobby/messages/1', headers, {}), 403);
    }
    assert.equal(await from(`POST ${MESSAGES}`, { origin: 'https://app.example.org' }), 201);
    assert.equal(await from(`POST ${MESSAGES}`, { origin: String(chat.urls()[0]) }), 201);
    // A token that a page gave by itself is no cookie.
    const own = await asked(`POST ${MESSAGES}`, {
      ...text,
      headers: { origin: 'https://evil.example' },
    });
    assert.equal(own.status, 201);
  });

  it('what is no such route, or no such method there', async () => {
    assert.deepEqual((await asked('GET /nothing')).says, [404, 'not_found']);
    assert.deepEqual((await asked('GET /rooms/lobby/')).says, [404, 'not_found']);
    assert.deepEqual((await asked('GET /rooms/%zz')).says, [404, 'not_found']);
    const wrong = await asked(`PUT ${MESSAGES}`, text);
    assert.deepEqual(wrong.says, [405, 'wrong_method']);
    assert.equal(wrong.headers.get('allow'), 'POST, GET');
    const options = await asked(`OPTIONS ${MESSAGES}`);
    assert.deepEqual(options.says, [405, 'wrong_method']);
  });

  it('a body that is too long, no JSON, of another type, or says what is not known', async () => {
    const tries: [number, string, Ask][] = [
      [413, 'too_big', { body: { text: 'x'.repeat(33_000) } }],
      [400, 'bad_json', { body: '{"text":' }],
      [422, 'bad_frame', { body: '[]' }],
      [422, 'bad_frame', { body: {} }],
      [422, 'bad_frame', { body: { text: '' } }],
      [422, 'bad_frame', { body: { text: 'x'.repeat(4_097) } }],
      [422, 'bad_frame', { body: { text: 'hi', replyTo: '1' } }],
      [422, 'unsupported', { body: { text: 'hi', room: 'other' } }],
      [422, 'unsupported', { body: '{"text":"hi","__proto__":{}}' }],
      [
        415,
        'wrong_media_type',
        { body: 'text=hi', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      ],
      [
        415,
        'wrong_media_type',
        { body: '{"text":"hi"}', headers: { 'content-type': 'text/plain' } },
      ],
    ];
    for (const [status, code, more] of tries) {
      const { says, body } = await asked(`POST ${MESSAGES}`, more);
      assert.deepEqual(says, [status, code], JSON.stringify(more).slice(0, 100));
      assert.equal(body['type'], `urn:chatk8s:problem:${code}`);
      assert.ok(String(body['detail']).length > 10);
    }
  });

  it('a query that says what is not known, or twice, or wrongly', async () => {
    const tries: [number, string, string][] = [
      [422, 'unsupported', `${MESSAGES}?first=1`],
      [422, 'bad_frame', `${MESSAGES}?limit=1&limit=2`],
      [422, 'bad_frame', `${MESSAGES}?limit=0`],
      [422, 'bad_frame', `${MESSAGES}?limit=9999999999999999999`],
      [422, 'bad_frame', '/rooms/Lobby'],
      [422, 'bad_frame', '/rooms?after=made-up'],
      [422, 'unsupported', '/rooms/lobby/events?room=other'],
    ];
    for (const [status, code, path] of tries) {
      assert.deepEqual((await asked(`GET ${path}`)).says, [status, code], path);
    }
    for (const path of ['0', 'x', '1.5', '-1']) {
      assert.deepEqual((await asked(`DELETE ${MESSAGES}/${path}`)).says, [422, 'bad_frame'], path);
    }
    const notOne = await asked(`PUT ${MESSAGES}/1/reactions/${encodeURIComponent('👍👍')}`);
    assert.deepEqual(notOne.says, [422, 'bad_frame']);
  });

  it('a body that does not come, and goes on with others meanwhile', async () => {
    const { port } = chat.gateways[0] ?? assert.fail();
    const head = `POST /api${MESSAGES} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{"te`;
    const began = performance.now();
    const said = await new Promise<string>((resolve) => {
      let all = '';
      const socket = connect(port, '127.0.0.1', () => socket.write(head));
      socket.on('data', (bytes) => {
        all += String(bytes);
      });
      socket.on('error', () => undefined).on('close', () => resolve(all));
    });
    assert.ok(performance.now() - began < 15_000);
    assert.match(said, /^(HTTP\/1\.1 408 |$)/);
    assert.equal((await asked('GET /rooms/lobby')).status, 200);
  });

  it('more than a person may say, with how long to wait', async () => {
    const eager = await tokenFor(chat, 'eager');
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => asked(`POST ${MESSAGES}`, { ...text, token: eager })),
    );
    const refused = answers.filter(({ status }) => status !== 201);
    assert.ok(refused.length >= 5 && refused.length < 40, `${refused.length}`);
    for (const { says, headers, body } of refused) {
      assert.deepEqual(says, [429, 'rate']);
      assert.ok(Number(headers.get('retry-after')) >= 1);
      assert.ok(Number(body['retryAfterMs']) > 0);
    }
    assert.equal((await asked(`POST ${MESSAGES}`, text)).status, 201, 'nobody else waits');
  });

  it('what is asked of the rows while nobody answers: 503, and posts go on', async () => {
    const gone = await asked('GET /rooms', { token: await tokenFor(chat, 'patient') });
    assert.deepEqual(gone.says, [503, 'unavailable']);
    assert.ok(Number(gone.headers.get('retry-after')) >= 1);
    const keyed = await asked(`POST ${MESSAGES}`, { ...text, key: 'not a UUID' });
    assert.deepEqual(
      keyed.says,
      [503, 'unavailable'],
      'whether it was stored before, the rows know',
    );
    assert.equal((await asked(`POST ${MESSAGES}`, text)).status, 201);
  });

  it('nobody who asks what there is, token or not', async () => {
    const url = `${chat.urls()[0]}/api/openapi.json`;
    const first = await ask(`GET ${url}`);
    assert.deepEqual([first.status, first.body['openapi']], [200, '3.1.0']);
    const etag = first.headers.get('etag') ?? assert.fail();
    assert.match(first.headers.get('cache-control') ?? '', /max-age=\d+/);
    const again = await ask(`GET ${url}`, { headers: { 'if-none-match': etag } });
    assert.equal(again.status, 304);
    const head = await fetch(url, { method: 'HEAD' });
    assert.deepEqual([head.status, await head.text()], [200, '']);
  });

  it('and counts all of it by route and status', async () => {
    const response = await fetch(`http://127.0.0.1:${chat.gateways[0]?.opsPort}/metrics`);
    const lines = (await response.text())
      .split('\n')
      .filter((line) => line.startsWith('chat_http_requests_total'));
    const has = (route: string, status: number) =>
      lines.some(
        (line) => line.includes(`route="${route}"`) && line.includes(`status="${status}"`),
      );
    assert.ok(has('POST /api/rooms/{room}/messages', 201), lines.join('\n'));
    assert.ok(has('POST /api/rooms/{room}/messages', 429));
    assert.ok(has('none', 404));
    assert.ok(lines.length < 60, `${lines.length} series`);
  });
});
