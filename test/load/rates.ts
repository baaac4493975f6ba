// How long a room of 1,000 sockets on one gateway waits for its events, and what that costs the server, the more events
// a second there are: ours, the same room on Socket.IO and a server that only writes (the limit), in turns in one run.
// Events come one at a time and evenly, each in a turn of its own; ours are stored in the log on their way. Every 20th
// socket says how long each event took, from a process of its own. `make bench-rates`; RATES=120 ROUNDS=1 is a
// short one, MEMBERS=2000 (a multiple of 50) a bigger room.
import { setTimeout as sleep } from 'node:timers/promises';
import type { NatsConnection } from 'nats';
import { cpuSeconds, watchWaits } from './cpu.ts';
import { judge, median, quantile, say, spread } from './figures.ts';
import { gatewayTarget, worstStallMs } from './gateway-target.ts';
import { anEvent, LIMIT, SOCKETIO, startPeer } from './peers.ts';
import { type Sockets, startSockets, type Target } from './sockets.ts';
import { stamp } from './stamp.ts';
import { withChat } from './with-chat.ts';

const RATES = (process.env['RATES'] ?? '20,40,60,120,240').split(',').map(Number);
/** Where the goals lie. At the highest a server that writes each event for itself has little time left. */
const QUIET_RATE = 20;
const BUSY_RATE = 120;
const HIGHEST_RATE = 240;
const LISTENERS = 50;
const MEMBERS = Number(process.env['MEMBERS'] ?? 1_000);
const CROWD_PER_LISTENER = MEMBERS / LISTENERS - 1;
const ROUNDS = Number(process.env['ROUNDS'] ?? 3);
const ROUND_MS = 3_000;
/** As shares of the limit's. At rest ours pay the way through the log. */
const QUIET_P50_GOAL = 2;
/** Kept where the CPU is short, clients' included; where all have time to spare, a frame is longer than the writes. */
const BUSY_P99_GOAL = 1;
const HIGHEST_CPU_GOAL = 0.7;
const STALL_GOAL_MS = 10;

interface Server {
  name: string;
  pid: number;
  room: string;
  subject: string;
  listeners: Sockets;
  crowd: Sockets;
}

interface Round {
  /** Of every event to every listener, milliseconds. */
  delays: number[];
  /** Share of one core until everybody had everything. */
  cpu: number;
}

await withChat({ persisters: 0 }, async (chat) => {
  const [gateway] = chat.gateways;
  if (gateway === undefined) throw new Error('no gateway runs');
  const publisher = await chat.nats.connect('gateway');
  const socketio = await startPeer(chat.nats, SOCKETIO);
  const limit = await startPeer(chat.nats, LIMIT);
  const target = await gatewayTarget(chat, 'lobby');
  const ours = {
    name: 'ChatK8S',
    pid: gateway.pid,
    room: 'lobby',
    subject: 'chat.room.lobby.message',
  };
  const servers: Server[] = [];
  for (const server of [{ ...ours, target }, socketio, limit]) {
    servers.push({ ...server, ...(await audience(server.target)) });
  }
  say(`${MEMBERS} sockets in a room, ${ROUNDS} rounds in turns; milliseconds to a socket`);
  for (const server of servers) await round(publisher, server, QUIET_RATE);
  await worstStallMs(gateway);
  const waits = watchWaits([...servers, { name: 'the publisher', pid: process.pid }]);
  const rounds = new Map<number, Round[][]>();
  for (const rate of RATES) rounds.set(rate, await atRate(publisher, servers, rate));
  const waited = waits.stop();
  const stall = await worstStallMs(gateway);
  judgeAll(rounds, stall);
  say(`  to know: they waited for a core: ${waited}`);
  await publisher.close();
  for (const { listeners, crowd } of servers) await Promise.all([listeners.close(), crowd.close()]);
  await Promise.all([socketio.stop(), limit.stop()]);
});

/** The rounds of each server. */
async function atRate(nc: NatsConnection, servers: Server[], rate: number): Promise<Round[][]> {
  const rounds = servers.map((): Round[] => []);
  for (let i = 0; i < ROUNDS; i++) {
    for (const [at, server] of servers.entries()) {
      rounds[at]?.push(await round(nc, server, rate));
    }
  }
  for (const [at, { name }] of servers.entries()) {
    const of = rounds[at] ?? [];
    const delays = of.flatMap((one) => one.delays);
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => quantile(delays, share).toFixed(1));
    const cpu = Math.round(median(of.map((one) => one.cpu)) * 100);
    say(
      `  ${String(rate).padStart(3)} a second   ${name.padEnd(9)}   p50 ${p50}  p95 ${p95}  p99 ${p99}   ` +
        `CPU ${cpu} % of a core`,
    );
  }
  return rounds;
}

function judgeAll(rounds: Map<number, Round[][]>, stall: number): void {
  /** Ours over the limit's, round by round. */
  const ratios = (rate: number, figure: (round: Round) => number): number[] => {
    const [ours = [], , limit = []] = rounds.get(rate) ?? [];
    return ours.map((one, i) => figure(one) / figure(limit[i] ?? one));
  };
  const verdict = (what: string, rate: number, figure: (round: Round) => number, goal: number) => {
    const of = ratios(rate, figure);
    if (of.length === 0) return;
    const said = `${median(of).toFixed(2)} of the limit's (${spread(of, 2)})`;
    judge(`${what} at ${rate} a second`, said, String(goal), median(of) <= goal);
  };
  const p = (share: number) => (one: Round) => quantile(one.delays, share);
  verdict('p50', QUIET_RATE, p(0.5), QUIET_P50_GOAL);
  verdict('p99', BUSY_RATE, p(0.99), BUSY_P99_GOAL);
  verdict('CPU', HIGHEST_RATE, (one) => one.cpu, HIGHEST_CPU_GOAL);
  judge(
    'worst stall of the event loop',
    `${stall.toFixed(1)} ms`,
    `${STALL_GOAL_MS} ms`,
    stall <= STALL_GOAL_MS,
  );
}

async function round(
  nc: NatsConnection,
  { pid, room, subject, listeners, crowd }: Server,
  rate: number,
): Promise<Round> {
  const events = (rate * ROUND_MS) / 1_000;
  const received = Promise.all([
    listeners.expect(events * LISTENERS),
    crowd.expect(events * LISTENERS * CROWD_PER_LISTENER),
  ]);
  const before = cpuSeconds(pid);
  const started = performance.now();
  for (let i = 0; i < events; i++) {
    const wait = started + (i * 1_000) / rate - performance.now();
    if (wait > 0) await sleep(wait);
    nc.publish(subject, anEvent(room, `${stamp()} of the usual length, neither long nor short`));
  }
  await received;
  const seconds = (performance.now() - started) / 1_000;
  const after = cpuSeconds(pid);
  const cpu = (after.user + after.system - before.user - before.system) / seconds;
  return { delays: await listeners.delays(), cpu };
}

/** Listeners and crowd join in turns, so that a pass over the room comes to listeners all along. */
async function audience(target: Target): Promise<Pick<Server, 'listeners' | 'crowd'>> {
  const [listeners, crowd] = [startSockets(), startSockets()];
  for (let i = 0; i < LISTENERS; i++) {
    await crowd.open(target, CROWD_PER_LISTENER);
    await listeners.open({ ...target, stamped: true }, 1);
  }
  return { listeners, crowd };
}
