// 2,000 people on three gateways, each in 20 rooms of 100: what it costs that they see who is there and how far they read. They
// come all at once, then nobody comes or goes, then some come and go all the time. `make presence`; PEOPLE, ROOMS change it.
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { createDirectGet } from '../../src/gateway/log/direct-get.ts';
import { createMarkStore, markSubject } from '../../src/gateway/signal/mark-store.ts';
import { SIGNAL_SUBJECTS } from '../../src/gateway/signal/signal.ts';
import type { Session, TestChat } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { cpuSeconds, watchWaits } from './cpu.ts';
import { say } from './figures.ts';
import { withChat } from './with-chat.ts';

const setting = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise);
const PEOPLE = setting('PEOPLE', 2_000);
/** Of each. */
const ROOMS = setting('ROOMS', 20);
const ROOM_SIZE = 100;
const QUIET_SECONDS = 20;
/** People who go for good and come anew, and who load their page anew, a second. */
const COMING = 10;
const RELOADING = 20;

const allRooms = Array.from({ length: (PEOPLE * ROOMS) / ROOM_SIZE }, (_, i) => `room-${i}`);
const roomsOf = (i: number) =>
  Array.from({ length: ROOMS }, (_, k) => String(allRooms[(i * ROOMS + k) % allRooms.length]));

const heard = { presence: 0, presenceBytes: 0, bytes: 0, live: 0 };
let signalBytes = 0;

await withChat({ gateways: 3, persisters: 0 }, async (chat) => {
  const sessions: Session[] = [];
  for (let i = 0; i < PEOPLE + COMING * 20; i++) sessions.push(await chat.session(`Person ${i}`));
  await keepMarks(chat, sessions.slice(0, PEOPLE));
  await readMarks(chat, sessions.slice(0, PEOPLE));
  const ear = await chat.nats.connect('gateway');
  for (const subject of SIGNAL_SUBJECTS) {
    ear.subscribe(subject, {
      callback: (_, { data }) => {
        signalBytes += data.length;
      },
    });
  }

  const sockets: WebSocket[] = [];
  await measure(chat, `${PEOPLE} people come to ${ROOMS} rooms each`, async () => {
    for (let i = 0; i < PEOPLE; i += 50) {
      const some = sessions.slice(i, Math.min(i + 50, PEOPLE));
      sockets.push(...(await Promise.all(some.map((one, k) => enter(chat, one, i + k)))));
    }
    await eventually(
      () => {
        if (heard.live < PEOPLE * ROOMS) throw new Error(`${heard.live} are live`);
      },
      { deadlineMs: 60_000 },
    );
  });
  await sleep(5_000);
  await measure(chat, `nobody comes or goes, ${QUIET_SECONDS} s`, () =>
    sleep(QUIET_SECONDS * 1_000),
  );
  let next = PEOPLE;
  await measure(chat, `${COMING} a second come and go, ${QUIET_SECONDS} s`, async () => {
    for (let s = 0; s < QUIET_SECONDS; s++) {
      for (let k = 0; k < COMING; k++) {
        const at = (s * COMING + k) % sockets.length;
        sockets[at]?.terminate();
        sockets[at] = await enter(chat, sessions[next] as Session, next++);
      }
      await sleep(700);
    }
  });
  await sleep(5_000);
  await measure(
    chat,
    `${RELOADING} a second load their page anew, ${QUIET_SECONDS} s`,
    async () => {
      for (let s = 0; s < QUIET_SECONDS; s++) {
        for (let k = 0; k < RELOADING; k++) {
          const at = 1_000 + s * RELOADING + k;
          sockets[at]?.terminate();
          sockets[at] = await enter(chat, sessions[at] as Session, at);
        }
        await sleep(500);
      }
    },
  );
  for (const socket of sockets) socket.terminate();
  await ear.close();
});

async function enter(chat: TestChat, { token }: Session, i: number): Promise<WebSocket> {
  const urls = chat.socketUrls();
  const url = String(urls[i % urls.length]);
  const socket = new WebSocket(url, { headers: { authorization: `Bearer ${token}` } });
  socket.on('message', (data: Buffer) => {
    heard.bytes += data.length;
    const kind = data.toString('latin1', 9, 14);
    if (kind === 'live"') heard.live += 1;
    if (kind !== 'prese') return;
    heard.presence += 1;
    heard.presenceBytes += data.length;
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  for (const room of roomsOf(i)) socket.send(JSON.stringify({ type: 'join', room, last: 0 }));
  return socket;
}

async function measure(chat: TestChat, what: string, work: () => Promise<unknown>): Promise<void> {
  const cpu = () =>
    chat.gateways.map(({ pid }) => cpuSeconds(pid)).map(({ user, system }) => user + system);
  const waits = watchWaits(chat.gateways);
  const [before, said, signals, at] = [cpu(), { ...heard }, signalBytes, performance.now()];
  await work();
  const seconds = (performance.now() - at) / 1_000;
  const used = cpu().map((now, i) => now - (before[i] ?? 0));
  const rate = (count: number) => Math.round(count / seconds);
  say(`${what}: ${seconds.toFixed(1)} s`);
  say(
    `  CPU of each gateway ${used.map((one) => `${((one / seconds) * 100).toFixed(1)} %`).join(', ')}`,
  );
  say(
    `  to all clients ${kilobytes(rate(heard.bytes - said.bytes))}/s, of it presence ` +
      `${kilobytes(rate(heard.presenceBytes - said.presenceBytes))}/s in ` +
      `${rate(heard.presence - said.presence)} frames/s`,
  );
  say(
    `  between gateways ${kilobytes(rate(signalBytes - signals))}/s; waited for a core: ${waits.stop()}`,
  );
}

/** Each has read all of their rooms. */
async function keepMarks(chat: TestChat, sessions: readonly Session[]): Promise<void> {
  const nc = await chat.nats.connect('gateway');
  const js = nc.jetstream();
  const value = JSON.stringify({ seq: 1, epoch: '2026-11-24T00:00:00.000000000Z' });
  for (const [i, { user }] of sessions.entries()) {
    await Promise.all(roomsOf(i).map((room) => js.publish(markSubject(user.id, room), value)));
  }
  await nc.close();
}

/** What a herd would ask of the bucket: once a user, or once a join. */
async function readMarks(chat: TestChat, sessions: readonly Session[]): Promise<void> {
  const nc = await chat.nats.connect('gateway');
  const jsm = await nc.jetstreamManager({ checkAPI: false });
  const never = () => Promise.reject(new Error('nothing is written here'));
  const store = createMarkStore({
    ...{ jsm, directGet: createDirectGet(nc), put: never, epoch: () => '' },
  });
  const timed = async (what: string, reads: (() => Promise<unknown>)[]) => {
    const at = performance.now();
    for (let i = 0; i < reads.length; i += 16) {
      await Promise.all(reads.slice(i, i + 16).map((read) => read()));
    }
    const ms = performance.now() - at;
    say(`marks, ${what}: ${reads.length} reads in ${(ms / 1_000).toFixed(1)} s, 16 at a time`);
  };
  await timed(
    'a read a user',
    sessions.map(
      ({ user }) =>
        () =>
          store.all(user.id),
    ),
  );
  await timed(
    'a read a join',
    sessions.flatMap(({ user }, i) => roomsOf(i).map((room) => () => store.one(user.id, room))),
  );
  await nc.close();
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1_000).toFixed(1)} KB`;
}
