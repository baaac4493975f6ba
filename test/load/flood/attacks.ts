// What attackers do, one kind each: the life of one connection. Another one follows when it is over.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { maskedFrame, OPCODES, upgradeRequest } from '../raw-websocket.ts';
import { type Connection, hold, openConnection, repeat, type Site } from './connection.ts';

export type Attack = (site: Site) => Promise<void>;

interface Kind {
  attack: Attack;
  /** Of 100 sockets. */
  share: number;
}

const TOKENS_KEPT = 1_000;
const SILENT_MS = 60_000;
const NOT_READING_MS = 15_000;
const READING_AGAIN_MS = 1_000;
const HTTP_MS = 2_000;
const LATEST = Number.MAX_SAFE_INTEGER;

export const KINDS: Record<string, Kind> = {
  sessions: { attack: sessions, share: 10 },
  joins: { attack: joins, share: 18 },
  history: { attack: history, share: 10 },
  frames: { attack: frames, share: 18 },
  'half-open': { attack: halfOpen, share: 10 },
  'slow readers': { attack: slowReader, share: 10 },
  hoarders: { attack: hoarder, share: 8 },
  http: { attack: http, share: 16 },
};

/** Each answer is another guest, whose token the others use. */
async function sessions(site: Site): Promise<void> {
  const connection = await openConnection(site);
  connection.onData((chunk) => {
    const token = /"token":"([^"]+)"/.exec(chunk.toString('latin1'))?.[1];
    if (token === undefined) return;
    site.tokens.push(token);
    if (site.tokens.length > TOKENS_KEPT) site.tokens.shift();
  });
  await repeat(connection, site, 20, (i) =>
    post(site.port, JSON.stringify({ name: `Flood ${i}` })),
  );
  connection.reset();
}

/** Rooms that nobody knows, each another one; every third is left again. */
async function joins(site: Site): Promise<void> {
  const own = randomUUID();
  const room = (i: number) => `${own}-${i}`;
  await asGuest(site, (connection) =>
    repeat(connection, site, 200, (i) =>
      i % 3 === 2
        ? text({ type: 'leave', room: room(i - 1) })
        : text({ type: 'join', room: room(i), last: 200 }),
    ),
  );
}

/** The longest pages of the longest room, without waiting for them. */
async function history(site: Site): Promise<void> {
  const [room = 'lobby'] = site.rooms;
  await asGuest(site, (connection) => {
    connection.write(text({ type: 'join', room, last: 0 }));
    return repeat(connection, site, 50, (i) =>
      text({ type: 'history', id: `page ${i}`, room, before: LATEST, limit: 200 }),
    );
  });
}

const FRAMES: Buffer[] = [
  maskedFrame(OPCODES.ping, Buffer.alloc(125, 'p')),
  maskedFrame(OPCODES.pong, Buffer.alloc(0)),
  maskedFrame(OPCODES.text, Buffer.alloc(0)),
  maskedFrame(OPCODES.text, Buffer.from('{{{{')),
  maskedFrame(OPCODES.text, Buffer.from('[]')),
  maskedFrame(OPCODES.binary, Buffer.alloc(1_000)),
  text({ type: 'nothing' }),
  text({ type: 'join', room: '../..' }),
  maskedFrame(OPCODES.text, Buffer.from(`${'['.repeat(10_000)}`)),
];
/** Not UTF-8, and an opcode that is none: each ends the connection. */
const BROKEN: Buffer[] = [
  maskedFrame(OPCODES.text, Buffer.from([0xff])),
  maskedFrame(0x3, FRAMES[1] ?? Buffer.alloc(0)),
];
const BROKEN_EVERY = 500;

async function frames(site: Site): Promise<void> {
  await asGuest(site, (connection) =>
    repeat(connection, site, 200, (i) =>
      i % BROKEN_EVERY === BROKEN_EVERY - 1 ? turn(BROKEN) : (FRAMES[i % FRAMES.length] ?? ''),
    ),
  );
}

/** Begins something and never goes on; of refused upgrades the own half stays open. */
async function halfOpen(site: Site): Promise<void> {
  const connection = await openConnection(site);
  connection.write(turn(silences(site)));
  const end = performance.now() + SILENT_MS;
  await hold(connection, site, SILENT_MS);
  // The server's end of it is no end of ours.
  await sleep(Math.max(0, Math.min(site.until, end) - performance.now()));
  connection.reset();
}

const silences = ({ port, tokens }: Site): string[] => [
  '',
  'GET /ws HT',
  `GET / HTTP/1.1\r\n${host(port)}X-Never: `,
  `POST /api/session HTTP/1.1\r\n${host(port)}Content-Length: 100\r\n\r\n{"na`,
  upgradeRequest({ port, path: '/ws', headers: {} }),
  upgradeRequest({ port, path: '/nowhere', headers: {} }),
  upgradeRequest({ port, path: '/ws', headers: bearer(tokens.at(-1) ?? 'none') }),
];

/** Asks for everything that was said and does not read it. */
async function slowReader(site: Site): Promise<void> {
  await asGuest(site, async (connection) => {
    for (const room of site.rooms) connection.write(text({ type: 'join', room, after: 0 }));
    connection.pause();
    await hold(connection, site, NOT_READING_MS);
    connection.resume();
    await hold(connection, site, READING_AGAIN_MS);
  });
}

/** Asks for page after page and reads none of them. */
async function hoarder(site: Site): Promise<void> {
  const [room = 'lobby'] = site.rooms;
  await asGuest(site, (connection) => {
    connection.write(text({ type: 'join', room, last: 0 }));
    connection.pause();
    return repeat(connection, site, 8, (i) =>
      text({ type: 'history', id: `page ${i}`, room, before: LATEST, limit: 200 }),
    );
  });
}

const hostile = (port: number): string[] => [
  get(port, '//'),
  get(port, 'http://['),
  get(port, '///api/session'),
  get(port, '/%ff%00'),
  get(port, `/${'a'.repeat(8_000)}`),
  get(port, '/', `X-Big: ${'b'.repeat(12_000)}\r\n`),
  get(port, '/', 'Cookie: a=b; '.padEnd(8_000, 'c=d; ').concat('\r\n')),
  get(port, '/nowhere'),
  get(port, '/ws'),
  get(port, 'http://elsewhere.example/'),
  `OPTIONS * HTTP/1.1\r\n${host(port)}\r\n`,
  post(port, 'x'.repeat(20_000)),
  post(port, 'null'),
  get(port, '/', 'X-Nul: \0\r\n'),
  'NOT HTTP AT ALL\r\n\r\n',
  upgradeRequest({ port, path: '//', headers: {} }),
  upgradeRequest({ port, path: '/ws', headers: {} }),
];

/** Not for long on one connection: after most of these a server hears nothing more on it. */
async function http(site: Site): Promise<void> {
  const connection = await openConnection(site);
  const until = Math.min(site.until, performance.now() + HTTP_MS);
  const requests = hostile(site.port);
  await repeat(connection, { ...site, until }, 20, () => turn(requests));
  connection.reset();
}

/** A socket with one of the tokens, for as long as it goes. */
async function asGuest(site: Site, act: (connection: Connection) => Promise<void>): Promise<void> {
  const token = site.tokens[Math.floor(Math.random() * site.tokens.length)];
  if (token === undefined) return site.count('had no token');
  const connection = await openConnection(site);
  connection.write(upgradeRequest({ port: site.port, path: '/ws', headers: bearer(token) }));
  await act(connection);
  connection.reset();
}

let turns = 0;
/** Everything has its turn, also where the first thing of every connection ends it. */
function turn<T>(of: readonly T[]): T {
  return of[turns++ % of.length] as T;
}

function text(frame: object): Buffer {
  return maskedFrame(OPCODES.text, Buffer.from(JSON.stringify(frame)));
}

/** The right one: a request must not be refused for something cheaper than what it is about. */
function host(port: number): string {
  return `Host: 127.0.0.1:${port}\r\n`;
}

function get(port: number, target: string, headers = ''): string {
  return `GET ${target} HTTP/1.1\r\n${host(port)}${headers}\r\n`;
}

function post(port: number, body: string): string {
  return (
    `POST /api/session HTTP/1.1\r\n${host(port)}Content-Type: application/json\r\n` +
    `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  );
}

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
