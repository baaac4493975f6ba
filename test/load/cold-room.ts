// Entering a room that nobody was in for long: a log of 2,000,000 entries in 100,000 rooms, gateways that have nothing of them in
// memory. Each join is timed from the frame that asks to `live`: alone, and 50 at once. ENTRIES and ROOMS make it smaller.
import type { TestChat } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { encodeFact, posted } from '../support/facts.ts';
import { logCount, publishRaw } from '../support/log.ts';
import { health } from '../support/persister.ts';
import { uuid7 } from '../support/wire.ts';
import { cpuSeconds } from './cpu.ts';
import { judge, quantile, say } from './figures.ts';
import { withChat } from './with-chat.ts';

const ENTRIES = Number(process.env['ENTRIES'] ?? 2_000_000);
const ROOMS = Number(process.env['ROOMS'] ?? 100_000);
const CHUNK = 20_000;
const JOINS = 200;
const AT_ONCE = 50;
/** A person who clicks waits for no more than this. */
const GOAL_MS = 250;

await withChat(
  {
    persisters: 0,
    env: { RING_EVENTS: '1' },
    provisionEnv: { STREAM_MAX_BYTES: String(2 ** 33) },
    natsMaxFileBytes: 2 ** 34,
  },
  async (chat) => {
    await fill(chat);
    say(
      `${ENTRIES} entries in ${ROOMS} rooms; ${JOINS} rooms are entered for their last 50 messages`,
    );
    const [alone, together] = [await joins(chat, 1), await joins(chat, AT_ONCE)];
    judge('alone', figuresOf(alone), `p99 ${GOAL_MS} ms`, quantile(alone.ms, 0.99) <= GOAL_MS);
    say(`         ${AT_ONCE} at once: ${figuresOf(together)}`);
  },
);

async function fill(chat: TestChat): Promise<void> {
  const user = { id: 'guest-bench', name: 'Bench' };
  const text = 'a message of the usual length, neither long nor short';
  for (let sent = 0; sent < ENTRIES; sent += CHUNK) {
    const entries = Array.from({ length: Math.min(CHUNK, ENTRIES - sent) }, (_, i) => {
      const room = roomAt(sent + i);
      const payload = encodeFact(posted({ id: uuid7(), room, user, text }));
      return { subject: `chat.room.${room}.message`, payload };
    });
    await publishRaw(chat, entries);
  }
  await eventually(
    async () => {
      const count = await logCount(chat);
      if (count !== ENTRIES) throw new Error(`the log holds ${count} of ${ENTRIES} entries`);
      // Else a room would be entered as of then.
      const { body } = await health(chat.gateways[0]?.opsPort ?? 0, '/readyz');
      if (Number(body['position']) < count) throw new Error('the gateway has not read it all');
    },
    { deadlineMs: 300_000 },
  );
}

/** Entries of a room lie far apart, as they do where many rooms are quiet. */
function roomAt(i: number): string {
  return `room-${i % ROOMS}`;
}

interface Joins {
  ms: number[];
  nats: number;
  gateway: number;
}

async function joins(chat: TestChat, atOnce: number): Promise<Joins> {
  const wire = await chat.join('Bench');
  const [gateway] = chat.gateways;
  const pids = [chat.nats.pid, gateway?.pid ?? 0];
  const before = pids.map(cpuOf);
  const ms: number[] = [];
  const perRoom = ENTRIES / ROOMS;
  for (let done = 0; done < JOINS; done += atOnce) {
    await Promise.all(
      Array.from({ length: Math.min(atOnce, JOINS - done) }, async (_, i) => {
        const room = roomAt(Math.floor(Math.random() * ROOMS) + done + i);
        const from = wire.frames.length;
        const asked = performance.now();
        wire.send({ type: 'join', room });
        await wire.waitFor((frame) => frame.type === 'live' && frame['room'] === room, {
          from,
          deadlineMs: 30_000,
        });
        ms.push(performance.now() - asked);
        const events = wire.events(room).length;
        if (events < Math.min(50, perRoom)) throw new Error(`${events} events of ${room}`);
        wire.send({ type: 'leave', room });
      }),
    );
  }
  await wire.close();
  const [nats = 0, own = 0] = pids.map((pid, i) => ((cpuOf(pid) - (before[i] ?? 0)) / JOINS) * 1e3);
  return { ms, nats, gateway: own };
}

function cpuOf(pid: number): number {
  const { user, system } = cpuSeconds(pid);
  return user + system;
}

function figuresOf({ ms, nats, gateway }: Joins): string {
  return (
    `p50 ${quantile(ms, 0.5).toFixed(1)} ms, p99 ${quantile(ms, 0.99).toFixed(1)} ms; ` +
    `${nats.toFixed(1)} ms of the log's server's CPU a join, ${gateway.toFixed(1)} ms of the gateway's`
  );
}
