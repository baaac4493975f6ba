// A herd: 500 clients come back at the same moment, about 1,000 events behind. How long until all of them are
// live again, from a gateway that has what they missed in memory and from one that must read it from the log.
// Everybody must have been given exactly what was missed by then (P4). Clients of one killed gateway are where
// it was: 95 % of them have to be back within 3 s (P7). Cursors that all differ are the worst that can come.

import type { TestChat } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { encodeFact, posted } from '../support/facts.ts';
import { logCount, publishRaw } from '../support/log.ts';
import type { TestProgram } from '../support/program.ts';
import { uuid7 } from '../support/wire.ts';
import { cpuSeconds, waitedSeconds } from './cpu.ts';
import { judge, median, quantile, say } from './figures.ts';
import { gatewayTarget } from './gateway-target.ts';
import { startSockets } from './sockets.ts';
import { withChat } from './with-chat.ts';

const CLIENTS = 500;
const BEHIND = 1_000;
const EVENTS = 2_000;
const GOAL_MS = 3_000;
/** A ring of one event: everything else is read from the log. */
const FORGETFUL = { RING_EVENTS: '1' };

interface Scene {
  name: string;
  env: Record<string, string>;
  /** A client's cursor. */
  after: (client: number) => number;
  rounds: number;
  judged: boolean;
}

const alike = () => EVENTS - BEHIND;
const apart = (client: number) => EVENTS - BEHIND + client - CLIENTS / 2;
const SCENES: Scene[] = [
  { name: 'from memory, one cursor', env: {}, after: alike, rounds: 3, judged: true },
  { name: 'from the log, one cursor', env: FORGETFUL, after: alike, rounds: 3, judged: true },
  { name: 'from the log, 500 cursors', env: FORGETFUL, after: apart, rounds: 1, judged: false },
];

await withChat({ gateways: 0, persisters: 0 }, async (chat) => {
  await fill(chat);
  say(`${CLIENTS} clients come back at once, ${BEHIND} events behind`);
  for (const scene of SCENES) {
    const gateway = await chat.startGateway(scene.env);
    const cursors = Array.from({ length: CLIENTS }, (_, client) => scene.after(client));
    const rounds = [];
    for (let i = 0; i < scene.rounds; i++) rounds.push(await herd(chat, gateway, cursors));
    await gateway.stop();
    report(scene, rounds);
  }
});

type Round = Awaited<ReturnType<typeof herd>>;

function report({ name, judged }: Scene, rounds: Round[]): void {
  const of = (figure: keyof Round) => median(rounds.map((round) => round[figure]));
  const figures =
    `95 % live after ${Math.round(of('p95'))} ms, all after ${Math.round(of('all'))} ms, ` +
    `${of('cpuEach').toFixed(1)} µs of the gateway's CPU an event; ` +
    `it waited ${Math.round(of('waited'))} ms for a core`;
  if (judged) judge(name, figures, `${GOAL_MS} ms`, of('p95') <= GOAL_MS);
  else say(`         ${name}: ${figures}`);
}

async function fill(chat: TestChat): Promise<void> {
  const user = { id: 'guest-bench', name: 'Bench' };
  const text = 'a message of the usual length, neither long nor short';
  const entries = Array.from({ length: EVENTS }, () => ({
    subject: 'chat.room.lobby.message',
    payload: encodeFact(posted({ id: uuid7(), room: 'lobby', user, text })),
  }));
  await publishRaw(chat, entries);
  // Published is not stored yet.
  await eventually(async () => {
    const count = await logCount(chat);
    if (count !== EVENTS) throw new Error(`the log holds ${count} of ${EVENTS} events`);
  });
}

async function herd(chat: TestChat, { pid }: TestProgram, cursors: number[]) {
  const missed = cursors.reduce((sum, after) => sum + EVENTS - after, 0);
  const target = await gatewayTarget(chat, 'lobby');
  const join = (after: number) => JSON.stringify({ type: 'join', room: 'lobby', after });
  const sockets = startSockets();
  const before = cpuSeconds(pid);
  const waitedBefore = waitedSeconds(pid);
  const { inMs, received } = await sockets.open(
    { ...target, hello: [], own: cursors.map(join), atOnce: CLIENTS },
    CLIENTS,
  );
  const after = cpuSeconds(pid);
  const waited = (waitedSeconds(pid) - waitedBefore) * 1_000;
  await sockets.close();
  if (received !== missed) throw new Error(`${received} events came, ${missed} were missed`);
  const cpu = after.user - before.user + after.system - before.system;
  const all = Math.max(...inMs);
  return { p95: quantile(inMs, 0.95), all, cpuEach: (cpu / missed) * 1e6, waited };
}
