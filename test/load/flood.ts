// One guest against everybody: 20 people on 40 sockets talk, first in quiet, then while 500 sockets from other
// addresses do the worst they can to the same gateway – sessions, joins, history, frames, half-open and
// unread connections, hostile HTTP. The programs' heaps are those of the manifests. `make flood`; eleven minutes.
// FLOOD_SECONDS, QUIET_SECONDS, FLOOD_SOCKETS, FLOOD_PACE (multiplies every rate) and SHARED_ADDRESS=1 (all
// come from one address) change it. Loopback only; whoever attacks is bounded in number, rate and time.
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestChat } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { encodeFact, posted } from '../support/facts.ts';
import { logCount, publishRaw } from '../support/log.ts';
import type { TestProgram } from '../support/program.ts';
import { uuid7 } from '../support/wire.ts';
import { watchWaits } from './cpu.ts';
import { judge, quantile, say } from './figures.ts';
import { startAttackers } from './flood/attackers.ts';
import { type Account, gatherGoodPeople, newPhase, type Phase } from './flood/good-people.ts';
import { GATEWAY, heap, judgeMemory, PERSISTER, watchMemory } from './flood/memory.ts';
import { linesOf } from './flood/tally.ts';
import { withChat } from './with-chat.ts';

const setting = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise);
const FLOOD_SECONDS = setting('FLOOD_SECONDS', 600);
const QUIET_SECONDS = setting('QUIET_SECONDS', 30);
const SOCKETS = setting('FLOOD_SOCKETS', 500);
const PACE = setting('FLOOD_PACE', 1);
const SHARED_ADDRESS = process.env['SHARED_ADDRESS'] === '1';

const GOOD = '127.0.0.1';
const BAD = ['127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.5', '127.0.0.6'];
const PEOPLE = 20;
/** Where they talk. Slow readers go there, too. */
const TOWN = 'town';
/** Those that slow readers ask for: 6 MB in all, many times what a socket takes. */
const ATTICS = ['attic-1', 'attic-2', 'attic-3', 'attic-4'];
const ATTIC_MESSAGES = 500;
const ATTIC_TEXT = 'x'.repeat(3_000);
const WARM_UP_MS = 5_000;
const SETTLE_MS = 40_000;

const TIMES_GOAL = 10;

await withChat({ gateways: 0, persisters: 0, shares: true }, async (chat) => {
  await fill(chat);
  const before = await logCount(chat);
  const persister = await chat.startPersister(heap(PERSISTER.heap));
  const gateway = await chat.startGateway(heap(GATEWAY.heap));
  const ends: string[] = [];
  const ended = Promise.race([gateway, persister].map((program) => tellsItsEnd(program, ends)));

  const [warmUp, quiet, flood] = [newPhase(), newPhase(), newPhase()];
  const addresses = { url: String(chat.urls()[0]), socketUrl: String(chat.socketUrls()[0]) };
  const people = await gatherGoodPeople(addresses, { size: PEOPLE, room: TOWN, phase: warmUp });
  await sleep(WARM_UP_MS);
  people.begin(quiet);
  await sleep(QUIET_SECONDS * 1_000);

  say(`${SOCKETS} hostile sockets for ${FLOOD_SECONDS} s, ${PEOPLE} people on ${2 * PEOPLE}`);
  people.begin(flood);
  const memory = [watchMemory(gateway.pid), watchMemory(persister.pid)] as const;
  const waits = watchWaits([gateway, { name: 'their own process', pid: process.pid }]);
  const started = performance.now();
  const attackers = startAttackers(SHARED_ADDRESS ? BAD.map(() => GOOD) : BAD, {
    port: gateway.port,
    rooms: [...ATTICS, TOWN],
    sockets: SOCKETS,
    seconds: FLOOD_SECONDS,
    pace: PACE,
  });
  await Promise.race([attackers.done, ended]);
  const lasted = (performance.now() - started) / 1_000;
  for (const each of memory) each.stop();
  const waited = waits.stop();
  const tally = await attackers.stop();
  // Who is gone answers nobody any more.
  await people.hush(ends.length > 0 ? 0 : SETTLE_MS);

  say('what attackers did and were told:');
  for (const line of linesOf(tally)) say(`  ${line}`);
  judge('both programs', ends.join(' and ') || 'run', 'run', ends.length === 0);
  if (ends.length > 0) say(`         the flood lasted ${lasted.toFixed(1)} s`);
  judgeTimes(quiet, flood);
  say(`         to know: waited for a core – ${waited}`);
  await judgeMessages(chat, people.account(), before);
  judgeMemory('gateway', memory[0], GATEWAY.limit);
  judgeMemory('persister', memory[1], PERSISTER.limit);
  people.close();
});

async function tellsItsEnd(program: TestProgram, ends: string[]): Promise<void> {
  const code = await program.exited;
  // Of a heap that ended: V8's own line, not the stack below it.
  const lines = program.lines();
  const last = lines.findLast((line) => /FATAL|Error/.test(line)) ?? lines.at(-1) ?? '';
  ends.push(`${program.name} ended with ${code ?? 'a signal'}: ${last.slice(0, 300)}`);
}

async function fill(chat: TestChat): Promise<void> {
  const user = { id: 'guest-bench', name: 'Bench' };
  for (const room of ATTICS) {
    const entries = Array.from({ length: ATTIC_MESSAGES }, () => {
      const event = posted({ id: uuid7(), room, user, text: ATTIC_TEXT });
      return { subject: `chat.room.${room}.message`, payload: encodeFact(event) };
    });
    await publishRaw(chat, entries);
  }
  await eventually(async () => {
    const count = await logCount(chat);
    if (count < ATTICS.length * ATTIC_MESSAGES) throw new Error(`the log holds ${count} events`);
  });
}

function judgeTimes(quiet: Phase, flood: Phase): void {
  for (const [what, of] of [
    ['post to ack', 'acks'],
    ['post to delivery', 'deliveries'],
  ] as const) {
    const at = (phase: Phase, share: number) => quantile(phase[of], share);
    const shown = (phase: Phase) =>
      `p50 ${at(phase, 0.5).toFixed(1)} ms, p99 ${at(phase, 0.99).toFixed(1)} ms`;
    const times = at(flood, 0.99) / at(quiet, 0.99);
    judge(
      what,
      `quiet ${shown(quiet)}; flood ${shown(flood)}: p99 ${times.toFixed(1)} times`,
      `under ${TIMES_GOAL} times`,
      times < TIMES_GOAL,
    );
  }
}

async function judgeMessages(chat: TestChat, account: Account, before: number): Promise<void> {
  const { posted, acknowledged, deliveries, undelivered, twice, closed, errors } = account;
  const none = (what: string, figure: number, note = '') =>
    judge(what, `${figure}${note}`, '0', figure === 0);
  const codes = [...new Set(closed)].join(', ');
  none('sockets closed on good people', closed.length, codes && ` (${codes})`);
  none('errors they were answered', errors.length, ` ${[...new Set(errors)].join(', ')}`);
  none('posts never answered', posted - acknowledged.length, ` of ${posted}`);
  none('deliveries missing', undelivered, ` of ${deliveries + undelivered}`);
  const stored = (await logCount(chat)) - before;
  const sequences = new Set(acknowledged);
  const rows = await rowsOf(chat, sequences).catch(() => new Set<number>());
  const lost = [...sequences].filter((seq) => !rows.has(seq)).length;
  none('acknowledged and no row', lost, ` of ${sequences.size}`);
  const more = Math.max(0, stored - posted);
  none(
    'delivered, acknowledged or stored twice',
    twice + acknowledged.length - sequences.size + more,
  );
}

/** Waits for the persister to have come as far as the last acknowledged one. */
async function rowsOf(chat: TestChat, sequences: Set<number>): Promise<Set<number>> {
  const rows = new Set<number>();
  const look = async () => {
    for (const { seq } of await chat.database.sql<{ seq: string }>(
      'select seq from message where room = ?',
      [TOWN],
    )) {
      rows.add(Number(seq));
    }
    if (!sequences.isSubsetOf(rows)) throw new Error('rows are missing');
  };
  // Where some never come, those that are there count.
  await eventually(look, { deadlineMs: SETTLE_MS }).catch(() => undefined);
  return rows;
}
