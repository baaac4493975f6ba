// People who come back all the time: 4,000 times in three and a half minutes somebody resumes a whole room of 4,000
// messages that the gateway has not in memory, while others chat. With the manifests' heap: does its memory come to rest
// below the container's limit, and what do the others notice? `make returns`; RETURNS, SECONDS, TOGETHER, TEXT_BYTES change it.
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestChat } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { encodeFact, posted } from '../support/facts.ts';
import { logCount, publishRaw } from '../support/log.ts';
import type { TestProgram } from '../support/program.ts';
import { uuid7 } from '../support/wire.ts';
import { cpuSeconds, residentBytes, watchWaits } from './cpu.ts';
import { judge, quantile, say } from './figures.ts';
import { gatherGoodPeople, newPhase, type Phase } from './flood/good-people.ts';
import { GATEWAY, heap, judgeMemory, watchMemory } from './flood/memory.ts';
import { gatewayTarget, worstStallMs } from './gateway-target.ts';
import { startSockets, type Target } from './sockets.ts';
import { withChat } from './with-chat.ts';

const setting = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise);
const RETURNS = setting('RETURNS', 4_000);
const SECONDS = setting('SECONDS', 210);
const TEXT_BYTES = setting('TEXT_BYTES', 60);
const MESSAGES = 4_000;
/** Those who come back at the same moment, and hear that they are live before the next ones come. */
const TOGETHER = setting('TOGETHER', 50);
/** Nearly all of a room is below it. */
const RING = { RING_EVENTS: '60' };
const PEOPLE = 10;
const QUIET_MS = 15_000;
const AFTER_MS = 30_000;

await withChat({ gateways: 0, persisters: 0 }, async (chat) => {
  const room = 'attic';
  await fill(chat, room);
  const gateway = await chat.startGateway({ ...heap(GATEWAY.heap), ...RING });
  const [warmUp, quiet, busy] = [newPhase(), newPhase(), newPhase()];
  const addresses = { url: String(chat.urls()[0]), socketUrl: String(chat.socketUrls()[0]) };
  const people = await gatherGoodPeople(addresses, { size: PEOPLE, room: 'town', phase: warmUp });
  const target = { ...(await gatewayTarget(chat, room)), hello: [] };
  await sleep(5_000);
  people.begin(quiet);
  await sleep(QUIET_MS);

  say(`${RETURNS} times ${MESSAGES} messages within ${SECONDS} s, ${PEOPLE} people chat`);
  const memory = watchMemory(gateway.pid);
  people.begin(busy);
  await worstStallMs(gateway);
  const waits = watchWaits([gateway]);
  const before = cpuSeconds(gateway.pid);
  const inMs = await comeBack(target, room);
  const after = cpuSeconds(gateway.pid);
  people.begin(warmUp);
  memory.stop();
  const stall = await worstStallMs(gateway);
  say(
    `         its event loop stood still for ${stall.toFixed(0)} ms at most; waited for a core: ${waits.stop()}`,
  );
  say(`         came back: ${shown(inMs)}, ${shareOf(before, after)} of a core`);
  judgeMemory('gateway', memory, GATEWAY.limit);
  say(`         post to ack: quiet ${shown(quiet.acks)}; meanwhile ${shown(busy.acks)}`);
  say(
    `         to delivery: quiet ${shown(quiet.deliveries)}; meanwhile ${shown(busy.deliveries)}`,
  );
  await judgePeople(people, [quiet, busy]);
  await rest(gateway);
  people.close();
});

async function fill(chat: TestChat, room: string): Promise<void> {
  const user = { id: 'guest-bench', name: 'Bench' };
  const text = 'x'.repeat(TEXT_BYTES);
  const entries = Array.from({ length: MESSAGES }, () => ({
    subject: `chat.room.${room}.message`,
    payload: encodeFact(posted({ id: uuid7(), room, user, text })),
  }));
  await publishRaw(chat, entries);
  // Published is not stored yet.
  await eventually(async () => {
    const count = await logCount(chat);
    if (count !== MESSAGES) throw new Error(`the log holds ${count} of ${MESSAGES} events`);
  });
}

/** Evenly over the time; answers how long each took. */
async function comeBack(target: Target, room: string): Promise<number[]> {
  const join = JSON.stringify({ type: 'join', room, after: 0 });
  const own = Array.from({ length: TOGETHER }, () => join);
  const inMs: number[] = [];
  const started = performance.now();
  for (let i = 0; i < RETURNS / TOGETHER; i++) {
    const due = started + ((i * TOGETHER) / RETURNS) * SECONDS * 1_000;
    await sleep(Math.max(0, due - performance.now()));
    const sockets = startSockets();
    const opened = await sockets.open({ ...target, own, atOnce: TOGETHER }, TOGETHER);
    await sockets.close();
    if (opened.received !== TOGETHER * MESSAGES) throw new Error(`${opened.received} came`);
    inMs.push(...opened.inMs);
  }
  say(`         all within ${Math.round((performance.now() - started) / 1_000)} s`);
  return inMs;
}

async function judgePeople(
  people: Awaited<ReturnType<typeof gatherGoodPeople>>,
  [quiet, busy]: [Phase, Phase],
): Promise<void> {
  await people.hush(10_000);
  const { posted, acknowledged, undelivered, twice, closed, errors } = people.account();
  const faults = [posted - acknowledged.length, undelivered, twice, closed.length, errors.length];
  const most = Math.max(...quiet.acks, ...busy.acks);
  judge(
    'posts of others lost, deliveries missing, twice, closes, errors',
    `${faults.join(', ')} of ${posted} posts; the slowest ack ${most.toFixed(0)} ms`,
    'none',
    faults.every((fault) => fault === 0),
  );
}

/** What stays when nobody comes back any more. */
async function rest({ pid, opsPort }: TestProgram): Promise<void> {
  await sleep(AFTER_MS);
  const metrics = await (await fetch(`http://127.0.0.1:${opsPort}/metrics`)).text();
  const of = (name: string) =>
    megabytes(Number(new RegExp(`^${name}\\{[^}]*\\} (\\S+)$`, 'm').exec(metrics)?.[1]));
  say(
    `         to know, half a minute later: ${megabytes(residentBytes(pid))} resident, ` +
      `${of('nodejs_heap_size_used_bytes')} of a heap of ${of('nodejs_heap_size_total_bytes')} in use, ` +
      `${of('nodejs_external_memory_bytes')} beside it`,
  );
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_048_576)} MB`;
}

function shown(samples: readonly number[]): string {
  const [p50, p99] = [quantile(samples, 0.5), quantile(samples, 0.99)];
  return `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;
}

type Cpu = ReturnType<typeof cpuSeconds>;

function shareOf(before: Cpu, after: Cpu): string {
  const used = after.user + after.system - before.user - before.system;
  return `${((used / SECONDS) * 100).toFixed(0)} %`;
}
