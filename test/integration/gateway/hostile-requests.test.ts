// Whatever is sent to a port of ours, the program behind it goes on, and nobody who is refused holds a connection (P8).
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';

const TARGETS = [
  '//',
  '//[',
  '/\\\\',
  'http://',
  'http://[/',
  'ftp://x/%',
  '*',
  '/%',
  '/%zz%00',
  '/api/session',
  '/ws',
  '/livez?',
  '/metrics#',
  '/\u00ff',
  `/${'a'.repeat(4_000)}`,
  '/..//..',
  '?',
  'x',
];
const METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'PATCH',
  'QUERY',
  'NONSENSE',
];
const HEADERS = [
  '',
  'Host: \r\n',
  'Host: [\r\n',
  'Cookie: ;;=;chatk8s_session\r\n',
  'Authorization: Bearer a.b.c\r\n',
  'X-Forwarded-Proto: ,,https\r\n',
  'X-Forwarded-For: x, [::1\r\n',
  'Origin: https://[\r\n',
  'If-None-Match: *\r\n',
  'Content-Type: application/json\r\nContent-Length: 3\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Expect: 100-continue\r\n',
  'Connection: Upgrade\r\nUpgrade: websocket\r\n',
  'Connection: Upgrade\r\nUpgrade: h2c\r\n',
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n',
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: ,\r\n',
];
const BODIES = ['', '{"', '\u0000', '5\r\nhello\r\n0\r\n\r\n', 'ffffffffff\r\n'];

/** Request `n`: another mix each time, the same ones in every run. */
function request(n: number): string {
  const pick = <T>(list: readonly T[], of: number): T => list[of % list.length] as T;
  const [method, target] = [pick(METHODS, n), pick(TARGETS, Math.floor(n / 11))];
  const host = n % 7 === 0 ? '' : 'Host: a\r\n';
  const version = n % 13 === 0 ? 'HTTP/1.0' : 'HTTP/1.1';
  return `${method} ${target} ${version}\r\n${host}${pick(HEADERS, n * 5 + Math.floor(n / 3))}\r\n${pick(BODIES, n)}`;
}

/** Sends requests `from` to `to` on one connection until the server ends it; answers how many were answered. */
function send(port: number, from: number, to: number): Promise<number> {
  return new Promise((resolve) => {
    let said = '';
    const socket = connect(port, '127.0.0.1');
    const text = Array.from({ length: to - from }, (_, i) => request(from + i)).join('');
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(said.match(/HTTP\/1\.1 \d{3} /g)?.length ?? 0));
    socket.on('data', (bytes) => {
      said += bytes.toString('latin1');
    });
    // The last request may be one that waits for more: nobody does.
    socket.setTimeout(200, () => socket.destroy());
    socket.end(text);
  });
}

describe('gateway and persister: hostile requests (P8)', () => {
  let chat: TestChat;
  before(async () => {
    chat = await startChat();
  });
  after(() => chat?.stop());

  const EACH = 33_400;
  /** After many of them a server closes the connection, so that what follows is never looked at. */
  const WRITTEN_MAX = 4 * EACH;
  const ports = (): [string, number][] => [
    ['the public port', Number(chat.gateways[0]?.port)],
    ["the gateway's ops port", Number(chat.gateways[0]?.opsPort)],
    ["the persister's ops port", Number(chat.persisters[0]?.opsPort)],
  ];
  for (const which of [0, 1, 2]) {
    it(`do not end a program: 33,400 of them answered at port ${which + 1} of 3`, async function () {
      this.timeout(120_000);
      const [, port] = ports()[which] ?? ['', 0];
      let answered = 0;
      let next = 0;
      const work = async () => {
        // Few enough on a connection that most of them are looked at before the server closes it.
        while (answered < EACH && next < WRITTEN_MAX) {
          const from = next;
          next += 2;
          const answers = await send(port, from, next);
          answered += answers;
        }
      };
      await Promise.all(Array.from({ length: 50 }, work));
      assert.ok(answered >= EACH, `${answered} of ${next} were answered`);
      const wire = await chat.join('Ada');
      await wire.join('lobby');
      assert.equal((await wire.post('lobby', `after port ${which}`)).type, 'ack');
      await wire.close();
      for (const { opsPort } of [...chat.gateways, ...chat.persisters]) {
        assert.equal((await fetch(`http://127.0.0.1:${opsPort}/livez`)).status, 200);
      }
      for (const program of [...chat.gateways, ...chat.persisters]) {
        const faults = program.log().filter(({ msg }) => msg === 'a request failed');
        assert.deepEqual(faults, [], 'every one was foreseen');
      }
    });
  }

  it('are no fault where their sender goes away in the middle of a body', async () => {
    for (const path of ['/api/session', '/api/rooms/lobby/messages']) {
      const { token } = await chat.session(path === '/api/session' ? 'Ann' : 'Ben');
      const socket = connect(Number(chat.gateways[0]?.port), '127.0.0.1');
      const head = `POST ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\n`;
      socket.write(`${head}Content-Type: application/json\r\nContent-Length: 99\r\n\r\n{`);
      await sleep(200);
      socket.destroy();
    }
    await sleep(200);
    const faults = chat.gateways[0]?.log().filter(({ msg }) => msg === 'a request failed');
    assert.deepEqual(faults, []);
  });

  const files = () => readdirSync(`/proc/${chat.gateways[0]?.pid}/fd`).length;
  const open = (text: string) => {
    const socket = connect({
      port: Number(chat.gateways[0]?.port),
      host: '127.0.0.1',
      allowHalfOpen: true,
    });
    socket.on('error', () => undefined).resume();
    socket.write(text);
    return socket;
  };
  const upgrade = (path: string, more = '') =>
    `GET ${path} HTTP/1.1\r\nHost: x\r\n${more}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;

  it('keep no connection: refused upgrades, halves of requests, silence', async () => {
    await eventually(() => assert.ok(files() < 60));
    const before = files();
    const texts = [
      upgrade('/ws'),
      upgrade('/ws', 'Origin: https://evil.example\r\n'),
      upgrade('/nowhere'),
      '',
      'GET / HT',
      upgrade('/ws').slice(0, -2),
    ];
    const sockets = texts.flatMap((text) => Array.from({ length: 30 }, () => open(text)));
    await eventually(() => assert.ok(files() > before + 50));
    await eventually(() => assert.ok(files() < before + 5, `${before} files, then ${files()}`), {
      deadlineMs: 12_000,
    });
    for (const socket of sockets) socket.destroy();
  });

  it('of another page sign nobody in or out', async () => {
    const session = `${chat.urls()[0]}/api/session`;
    const body = '{"name":"Not me"}';
    const json = { 'content-type': 'application/json' };
    const tries: [number, string, Record<string, string>][] = [
      [415, 'POST', { 'content-type': 'text/plain' }],
      [415, 'POST', { 'content-type': 'application/x-www-form-urlencoded' }],
      [403, 'POST', { ...json, origin: 'https://evil.example' }],
      [403, 'POST', { ...json, origin: 'null' }],
      [403, 'POST', { ...json, 'sec-fetch-site': 'cross-site' }],
      [403, 'DELETE', { origin: 'https://evil.example' }],
    ];
    for (const [status, method, headers] of tries) {
      const response = await fetch(session, {
        method,
        headers,
        ...(method === 'POST' && { body }),
      });
      assert.equal(response.status, status, JSON.stringify(headers));
      assert.equal(response.headers.get('set-cookie'), null);
    }
  });

  it('find a cookie of their own for each gateway of a host, Secure behind any number of proxies', async () => {
    let people = 0;
    const made = async (headers: Record<string, string>) => {
      people += 1;
      const response = await fetch(`${chat.urls()[0]}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ name: `Grace ${people}` }),
      });
      return String(response.headers.get('set-cookie'));
    };
    assert.match(await made({}), new RegExp(`^chatk8s_session_${chat.gateways[0]?.port}=`));
    for (const proto of ['https', 'https, http', 'HTTPS']) {
      const cookie = await made({ 'x-forwarded-proto': proto });
      assert.match(cookie, /^__Host-chatk8s_session_\d+=.*; Secure$/);
    }
  });
});
