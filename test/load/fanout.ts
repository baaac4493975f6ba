// Fan-out: a room of 1,000 sockets on one gateway, against the same room on Socket.IO and against a server that
// does nothing but write (the limit), in turns in one run. All hear the same events from the same NATS, one at
// a time and eight at a time; the figure is deliveries per second of the server's own CPU. `make bench-fanout`.
import type { NatsConnection } from 'nats';
import type { TestNats } from '../support/nats.ts';
import type { TestProgram } from '../support/program.ts';
import { cpuSeconds, waitedSeconds } from './cpu.ts';
import { judge, median, say, spread } from './figures.ts';
import { gatewayTarget, worstStallMs } from './gateway-target.ts';
import { anEvent, LIMIT, type Peer, SOCKETIO, startPeer } from './peers.ts';
import { type Sockets, startSockets, type Target } from './sockets.ts';
import { withChat } from './with-chat.ts';

const MEMBERS = 1_000;
const ROUNDS = 7;
const ROUND_MS = 1_200;
/** Events that are published together, and the goal as a multiple of Socket.IO's deliveries per CPU-second. */
const GOALS = new Map([
  [1, 2],
  [8, 8],
]);
const STALL_GOAL_MS = 15;

interface Server {
  name: string;
  pid: number;
  room: string;
  /** Where its events are published. */
  subject: string;
  sockets: Sockets;
  /** For those that are started here. */
  stop?: () => Promise<unknown>;
}

/** What one delivery cost the server, microseconds. */
interface Cost {
  user: number;
  system: number;
}

const total = ({ user, system }: Cost) => user + system;

await withChat({ persisters: 0 }, async (chat) => {
  const [gateway] = chat.gateways;
  if (gateway === undefined) throw new Error('no gateway runs');
  const publisher = await chat.nats.connect('gateway');
  const ours: Server = {
    name: 'ChatK8S',
    pid: gateway.pid,
    room: 'lobby',
    subject: 'chat.room.lobby.message',
    sockets: await crowd(await gatewayTarget(chat, 'lobby')),
  };
  const socketio = await peerServer(chat.nats, SOCKETIO);
  const limit = await peerServer(chat.nats, LIMIT);
  say(`${MEMBERS} sockets in a room; medians of ${ROUNDS} rounds in turns`);
  for (const [together, goal] of GOALS) {
    await compare({ publisher, gateway, ours, socketio, limit }, together, goal);
  }
  await publisher.close();
  for (const { sockets, stop } of [ours, socketio, limit]) {
    await sockets.close();
    await stop?.();
  }
});

interface Run {
  publisher: NatsConnection;
  gateway: TestProgram;
  ours: Server;
  socketio: Server;
  limit: Server;
}

async function compare(
  { publisher, gateway, ours, socketio, limit }: Run,
  together: number,
  goal: number,
): Promise<void> {
  const servers = [ours, socketio, limit];
  for (const server of servers) await round(publisher, server, together);
  await worstStallMs(gateway);
  const waitedBefore = waitedSeconds(gateway.pid);
  const started = performance.now();
  const costs = new Map<Server, Cost[]>(servers.map((server) => [server, []]));
  for (let i = 0; i < ROUNDS; i++) {
    for (const server of servers) {
      costs.get(server)?.push(await round(publisher, server, together));
    }
  }
  say(`\n${together} at a time   deliveries per CPU-second   µs each: user + kernel`);
  for (const [{ name }, of] of costs) {
    const perSecond = Math.round(1e6 / median(of.map(total)));
    const user = median(of.map((cost) => cost.user)).toFixed(2);
    const system = median(of.map((cost) => cost.system)).toFixed(2);
    say(`  ${name.padEnd(12)} ${String(perSecond).padStart(24)}   ${user} + ${system}`);
  }
  const waited = waitedSeconds(gateway.pid) - waitedBefore;
  const ratios = (to: Server, cost: (of: Cost) => number) =>
    (costs.get(to) ?? []).map((of, i) => cost(of) / cost(costs.get(ours)?.[i] ?? of));
  const times = ratios(socketio, total);
  const own = median(ratios(socketio, (cost) => cost.user));
  judge(
    `${together} at a time`,
    `${median(times).toFixed(1)} times Socket.IO (${spread(times)}), ${own.toFixed(1)} in user CPU`,
    String(goal),
    median(times) >= goal,
  );
  // Says why, where a goal is missed: a server cannot be cheaper than its writes, nor run where others run.
  const share = ratios(limit, total);
  const most = ratios(socketio, total).map((ratio, i) => ratio / (share[i] ?? Number.NaN));
  const seconds = (performance.now() - started) / 1_000;
  say(
    `  to know: ${median(share).toFixed(2)} of the limit (${spread(share, 2)}), which itself is ` +
      `${median(most).toFixed(1)} times Socket.IO; the gateway waited for a core ` +
      `${((waited / seconds) * 100).toFixed(1)} % of the time`,
  );
  const stall = await worstStallMs(gateway);
  judge(
    'worst stall of the event loop',
    `${stall.toFixed(1)} ms`,
    `${STALL_GOAL_MS} ms`,
    stall <= STALL_GOAL_MS,
  );
}

/** Publishes, waits until everybody has it, and again. */
async function round(nc: NatsConnection, server: Server, together: number): Promise<Cost> {
  const before = cpuSeconds(server.pid);
  const end = performance.now() + ROUND_MS;
  let deliveries = 0;
  while (performance.now() < end) {
    const received = server.sockets.expect(together * MEMBERS);
    for (let i = 0; i < together; i++) nc.publish(server.subject, anEvent(server.room));
    await received;
    deliveries += together * MEMBERS;
  }
  const after = cpuSeconds(server.pid);
  const each = (seconds: number) => (seconds / deliveries) * 1e6;
  return { user: each(after.user - before.user), system: each(after.system - before.system) };
}

async function crowd(target: Target): Promise<Sockets> {
  const sockets = startSockets();
  await sockets.open(target, MEMBERS);
  return sockets;
}

async function peerServer(nats: TestNats, peer: Peer): Promise<Server> {
  const running = await startPeer(nats, peer);
  return { ...running, sockets: await crowd(running.target) };
}
