// What it costs the log that an append says on what it rests: without, with a membership that there is not (expects 0), with one
// that there is. 256 in flight, by 256 authors, in turns in one run, on a real nats-server with its store on disk.

import type { Proposal } from '../../src/chat/kernel/proposal.ts';
import { memberSubject, messageSubject } from '../../src/chat/kernel/subjects.ts';
import { openPublisher, type Publisher } from '../../src/gateway/log/publisher.ts';
import { DEADLINE_MS } from '../../src/shared/once.ts';
import { posted } from '../support/facts.ts';
import { uuid7 } from '../support/wire.ts';
import { cpuSeconds } from './cpu.ts';
import { judge, median, say, spread } from './figures.ts';
import { withChat } from './with-chat.ts';

const AUTHORS = 256;
const EVENTS = 20_000;
const ROUNDS = 5;
/** Of the rate without a condition. */
const GOAL = 0.5;

type Condition = 'none' | 'no membership' | 'a membership';
const CONDITIONS: readonly Condition[] = ['none', 'no membership', 'a membership'];

await withChat({ gateways: 0, persisters: 0 }, async (chat) => {
  const nc = await chat.nats.connect('gateway');
  const publisher = openPublisher(nc, 10_000);
  const memberships = await Promise.all(
    Array.from({ length: AUTHORS }, async (_, author) => {
      const subject = memberSubject('lobby', `member-${author}`);
      return (await publisher.publish({ ...message(author), subject }, uuid7())).seq;
    }),
  );
  const rounds: Record<Condition, { rate: number; cpu: number }>[] = [];
  const run = (condition: Condition) =>
    round(publisher, chat.nats.pid, (author) => expectation(condition, author, memberships));
  for (const condition of CONDITIONS) await run(condition);
  for (let i = 0; i < ROUNDS; i++) {
    const of = {} as (typeof rounds)[number];
    for (const condition of CONDITIONS) of[condition] = await run(condition);
    rounds.push(of);
  }
  for (const condition of CONDITIONS) {
    const rate = Math.round(median(rounds.map((of) => of[condition].rate)));
    const cpu = median(rounds.map((of) => of[condition].cpu)).toFixed(1);
    say(`  ${condition.padEnd(14)} ${rate} appends/s, ${cpu} µs of the server's CPU each`);
  }
  for (const condition of CONDITIONS.slice(1)) {
    const shares = rounds.map((of) => of[condition].rate / of.none.rate);
    judge(
      condition,
      `${median(shares).toFixed(2)} of the rate without (${spread(shares, 2)})`,
      `${GOAL}`,
      median(shares) >= GOAL,
    );
  }
  publisher.stop();
  await nc.close();
});

function message(author: number): Proposal {
  const user = { id: `member-${author}`, name: 'Bench' };
  const text = 'a message of the usual length, neither long nor short';
  return {
    fact: posted({ id: uuid7(), room: 'lobby', user, text }),
    subject: messageSubject('lobby'),
    deadlineMs: Date.now() + DEADLINE_MS,
  };
}

function expectation(condition: Condition, author: number, memberships: readonly number[]) {
  if (condition === 'none') return {};
  const known = condition === 'a membership';
  const subject = memberSubject('lobby', `${known ? 'member' : 'stranger'}-${author}`);
  return { expects: { subject, seq: known ? (memberships[author] ?? 0) : 0 } };
}

/** Appends a second, and microseconds of the server an append. */
async function round(
  publisher: Publisher,
  pid: number,
  conditionOf: (author: number) => Pick<Proposal, 'expects'>,
): Promise<{ rate: number; cpu: number }> {
  const cpuBefore = cpuSeconds(pid);
  const began = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: AUTHORS }, async (_, author) => {
      while (next++ < EVENTS) {
        const proposal = { ...message(author), ...conditionOf(author) };
        await publisher.publish(proposal, proposal.fact.id);
      }
    }),
  );
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = cpuSeconds(pid);
  const cpu = user + system - cpuBefore.user - cpuBefore.system;
  return { rate: EVENTS / seconds, cpu: (cpu / EVENTS) * 1e6 };
}
