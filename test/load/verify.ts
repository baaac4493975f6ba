// How fast rows are proven to be the log, and in how much memory: EVENTS (1,000,000) events in 1,000 rooms, made rows of by a
// persister. Then 20 differences are planted, which must be found by their sequences, and nothing else.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { TestChat } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { encodeFact, posted } from '../support/facts.ts';
import { logCount, publishRaw } from '../support/log.ts';
import { uuid7 } from '../support/wire.ts';
import { judge, say } from './figures.ts';
import { withChat } from './with-chat.ts';

const EVENTS = Number(process.env['EVENTS'] ?? 1_000_000);
const ROOMS = 1_000;
const USERS = 5_000;
const CHUNK = 10_000;
/** Whatever the log holds. */
const MEMORY_GOAL_MB = 400;
const LOG_BYTES = 2 ** 31;

await withChat(
  {
    ...{ gateways: 0, persisters: 0, natsMaxFileBytes: 4 * LOG_BYTES },
    provisionEnv: { STREAM_MAX_BYTES: String(LOG_BYTES) },
  },
  async (chat) => {
    await fill(chat);
    await chat.startPersister();
    const started = performance.now();
    await eventually(
      async () => {
        const [row] = await chat.database.sql<{ seq: string }>('select seq from progress');
        if (Number(row?.seq) !== EVENTS) throw new Error(`rows up to ${row?.seq}`);
      },
      { deadlineMs: 600_000 },
    );
    say(`rows: ${EVENTS} events in ${((performance.now() - started) / 1_000).toFixed(0)} s`);
    await chat.persisters[0]?.stop();

    const equal = await verify(chat);
    say(equal.verdict);
    judge('equal', String(equal.code), '0', equal.code === 0);
    const memory = Number(/([\d,]+) MB/.exec(equal.verdict)?.[1]?.replaceAll(',', ''));
    judge('memory', `${memory} MB`, `< ${MEMORY_GOAL_MB}`, memory < MEMORY_GOAL_MB);

    const planted = await plant(chat);
    const different = await verify(chat);
    say(different.verdict);
    const found = different.lines.map((line) => Number(/^\w+ +(\d+)/.exec(line)?.[1]));
    const same = JSON.stringify(found) === JSON.stringify(planted);
    judge(
      'found',
      `${found.length}${same ? '' : `: ${found}`}`,
      `${planted}`,
      same && different.code === 1,
    );
  },
);

async function fill(chat: TestChat): Promise<void> {
  for (let sent = 0; sent < EVENTS; sent += CHUNK) {
    const entries = Array.from({ length: Math.min(CHUNK, EVENTS - sent) }, (_, i) => {
      const room = `room${(sent + i) % ROOMS}`;
      const user = { id: `guest-${(sent + i * 7) % USERS}`, name: 'Bench' };
      const event = posted({
        id: uuid7(),
        room,
        user,
        text: `a message of the usual length: ${i}`,
      });
      return { subject: `chat.room.${room}.message`, payload: encodeFact(event) };
    });
    await publishRaw(chat, entries);
  }
  await eventually(
    async () => {
      if ((await logCount(chat)) !== EVENTS) throw new Error('the log is not filled');
    },
    { deadlineMs: 60_000 },
  );
}

/** Answers the sequences, each of one difference. */
async function plant(chat: TestChat): Promise<number[]> {
  const step = Math.floor(EVENTS / 21);
  const seqs = Array.from({ length: 20 }, (_, i) => (i + 1) * step);
  const ways = [
    'delete from event where seq = ?',
    'delete from message where seq = ?',
    'delete from used_id where seq = ?',
    "update message set text = text || '!' where seq = ?",
    "update event set at = at + interval '1 ms' where seq = ?",
  ];
  for (const [i, seq] of seqs.entries())
    await chat.database.sql(ways[i % ways.length] ?? '', [seq]);
  return seqs;
}

async function verify(chat: TestChat): Promise<{ code: number; lines: string[]; verdict: string }> {
  const child = spawn(
    process.execPath,
    ['--max-old-space-size=128', 'src/persister/tools/verify.ts'],
    {
      env: { ...process.env, ...chat.env.operator },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  const lines = said.trimEnd().split('\n');
  return { code: Number(code), lines: lines.slice(0, -1), verdict: lines.at(-1) ?? '' };
}
