// How fast all rows are made anew from a log of 100,000 events, beside live ones and with their indexes, against the limit:
// Postgres itself COPYing the same rows from a file, in the same run. And how much memory it takes, early and late.
import { readFileSync } from 'node:fs';
import { startChild } from '../../src/local/child.ts';
import { programSpec } from '../../src/local/programs.ts';
import type { TestChat } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { judge, say } from './figures.ts';
import { copyRows, fillLog, TABLES } from './full-log.ts';
import { withChat } from './with-chat.ts';

const EVENTS = 100_000;
const ROWS = TABLES.length * EVENTS;
/** On two cores that Node, Postgres and NATS share, others beside them; COPY needs one. */
const SHARE_GOAL = 0.25;
/** As on a cluster. */
const HEAP = '--max-old-space-size=192';
const LOOK_MS = 100;
const DEADLINE_MS = 300_000;

await withChat({ gateways: 0 }, async (chat) => {
  await fillLog(chat, EVENTS);
  await eventually(
    async () => {
      const [row] = await chat.database.sql<{ seq: string }>('select seq from progress');
      if (Number(row?.seq) !== EVENTS) throw new Error(`${row?.seq} rows`);
    },
    { deadlineMs: DEADLINE_MS },
  );
  await chat.persisters[0]?.stop();
  const { seconds, memory } = await rebuild(chat);
  const rate = ROWS / seconds;
  const limit = ROWS / (await copyRows(chat));
  say(
    `rebuild: ${EVENTS} events in ${seconds.toFixed(1)} s, ${Math.round(rate)} rows/s; ` +
      `COPY of the same rows ${Math.round(limit)} rows/s`,
  );
  const share = rate / limit;
  judge('share of what COPY reaches', share.toFixed(2), String(SHARE_GOAL), share >= SHARE_GOAL);
  say(`memory: ${memory.join(' ')} MB, from its beginning to its end`);
});

/** From the first page of the log to the last index; `memory`: five samples over that time. */
async function rebuild(chat: TestChat): Promise<{ seconds: number; memory: number[] }> {
  const env = { ...chat.env.provision, LOG_LEVEL: 'warn' };
  let from = 0;
  let to = 0;
  const samples: number[] = [];
  const spec = programSpec('rebuild', 'rebuild', env);
  const child = startChild({
    ...spec,
    args: [HEAP, ...spec.args],
    onLine: (line) => {
      if (line.startsWith('Rows are made anew')) from = performance.now();
      if (line.startsWith('Comparing')) to = performance.now();
    },
  });
  const timer = setInterval(() => samples.push(residentMb(child.pid)), LOOK_MS);
  const { code } = await child.exited;
  clearInterval(timer);
  if (code !== 0) throw new Error(`rebuild ended with ${code}: ${child.lines().join('\n')}`);
  const memory = [1, 2, 3, 4, 5].map((n) => samples[Math.ceil((samples.length * n) / 5) - 1] ?? 0);
  return { seconds: (to - from) / 1_000, memory };
}

/** As Linux counts it; 0 elsewhere, and for who is gone. */
function residentMb(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1_024);
  } catch {
    return 0;
  }
}
