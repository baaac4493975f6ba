// Everybody comes back at once: 2,000 people into 20 rooms each, where they were a moment ago, as after a gateway was lost. How
// long until each is live in all its rooms, and what it costs the gateway and the log's server. PEOPLE makes it smaller.
import type { TestChat } from '../support/chat.ts';
import { publishRaw } from '../support/log.ts';
import { post } from '../support/persister.ts';
import { cpuSeconds } from './cpu.ts';
import { judge, median, quantile, say } from './figures.ts';
import { gatewayTarget } from './gateway-target.ts';
import { startSockets } from './sockets.ts';
import { withChat } from './with-chat.ts';

const PEOPLE = Number(process.env['PEOPLE'] ?? 2_000);
const ROOMS_EACH = 20;
const ROOMS = 200;
const GOAL_MS = 10_000;
const ROUNDS = 3;

// As behind an ingress: so many connections of one address would be turned away.
await withChat({ persisters: 0, env: { TRUSTED_PROXIES: '127.0.0.0/8' } }, async (chat) => {
  await publishRaw(
    chat,
    Array.from({ length: ROOMS }, (_, i) => post('hello', { room: roomAt(i) })),
  );
  say(`${PEOPLE} people come back at once to ${ROOMS_EACH} rooms each`);
  const rounds = [];
  for (let i = 0; i < ROUNDS; i++) rounds.push(await round(chat));
  const p95 = median(rounds.map((of) => of.p95));
  const figures =
    `95 % are in all their rooms after ${Math.round(p95)} ms, all after ` +
    `${Math.round(median(rounds.map((of) => of.all)))} ms; a join costs ` +
    `${median(rounds.map((of) => of.gateway)).toFixed(0)} µs of the gateway's CPU and ` +
    `${median(rounds.map((of) => of.nats)).toFixed(0)} µs of the log's server's`;
  judge('coming back', figures, `${GOAL_MS} ms`, p95 <= GOAL_MS);
});

function roomAt(i: number): string {
  return `room-${i % ROOMS}`;
}

async function round(chat: TestChat) {
  const [gateway] = chat.gateways;
  const pids = [gateway?.pid ?? 0, chat.nats.pid];
  const target = await gatewayTarget(chat, 'lobby');
  const sockets = startSockets();
  const before = pids.map(cpuOf);
  const rooms = (person: number) =>
    Array.from({ length: ROOMS_EACH }, (_, i) => roomAt(person * 7 + i));
  const own = Array.from({ length: PEOPLE }, (_, person) =>
    rooms(person).map((room) => JSON.stringify({ type: 'join', room, after: ROOMS })),
  );
  const { inMs } = await sockets.open(
    { ...target, hello: [], own, readyTimes: ROOMS_EACH, atOnce: PEOPLE },
    PEOPLE,
  );
  await sockets.close();
  const [ours = 0, log = 0] = pids.map((pid, i) => cpuOf(pid) - (before[i] ?? 0));
  const joins = PEOPLE * ROOMS_EACH;
  return {
    p95: quantile(inMs, 0.95),
    all: Math.max(...inMs),
    gateway: (ours / joins) * 1e6,
    nats: (log / joins) * 1e6,
  };
}

function cpuOf(pid: number): number {
  const { user, system } = cpuSeconds(pid);
  return user + system;
}
