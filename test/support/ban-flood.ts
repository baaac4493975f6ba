// A room that twenty people flood on three gateways, while one after the other is banned or muted: what the log holds of each of
// them above that. The servers are real, one or three; nobody keeps rows.
import assert from 'node:assert/strict';
import { SignJWT } from 'jose';
import { facts } from '../../src/chat/features.ts';
import { isInRoom } from '../../src/chat/kernel/fact.ts';
import { shown } from '../../src/gateway/log/entry.ts';
import { createRoomReads } from '../../src/gateway/log/room-reads.ts';
import { newCredentials } from '../../src/local/credentials.ts';
import { programEnv } from '../../src/local/programs.ts';
import { provisionStreams } from '../../src/persister/provision/streams.ts';
import { LOOKUP_REQUEST, STREAM } from '../../src/shared/subjects.ts';
import { eventually } from './eventually.ts';
import { startNats } from './nats.ts';
import { startNatsCluster } from './nats-cluster.ts';
import { startProgram, type TestProgram } from './program.ts';
import { connectWire, uuid7, type WireClient } from './wire.ts';

const ROOM = 'square';
const PEOPLE = 20;
const GATEWAYS = 3;
/** Posts of one connection under way. */
const AHEAD = 4;
const SHARES = {
  POST_RATE: '100000',
  POST_BURST: '100000',
  ADDRESS_POST_RATE: '1000000',
  ADDRESS_POST_BURST: '1000000',
  ADDRESS_FRAME_RATE: '1000000',
  ADDRESS_FRAME_BURST: '10000000',
  FRAME_RATE: '1000000',
  FRAME_BURST: '10000000',
  DRAIN_MS: '200',
};

export type Sentence = 'ban' | 'mute';

export interface Round {
  who: string;
  sentence: Sentence;
  /** Where the log has it. */
  at: number;
}

export interface Judged {
  all: number;
  before: number[];
  above: number[];
  /** What the log has of those who were sentenced, by type. */
  types: Set<string>;
}

export interface Flood {
  /** One more person comes, floods on every gateway, as a moderator as well, and is banned or muted meanwhile. */
  round: (sentence: Sentence) => Promise<Round>;
  /** What each wrote before and after; `all`: facts of the room. */
  judge: (rounds: readonly Round[]) => Promise<Judged>;
  stop: () => Promise<void>;
}

export async function startFlood(servers: 1 | 3): Promise<Flood> {
  const credentials = newCredentials();
  const nats = await (servers === 1
    ? startNats({ passwords: credentials.nats })
    : startNatsCluster(credentials.nats));
  const urls = 'urls' in nats ? nats.urls : [nats.url];
  const provision = await nats.connect('provision');
  const jsm = await provision.jetstreamManager({ checkAPI: false });
  const sizes = { maxBytes: 2 ** 30, marksMaxBytes: 2 ** 24, replicas: servers };
  await eventually(() => provisionStreams(jsm, sizes), { deadlineMs: 40_000 });
  // Whether an id was stored before: nobody sends one twice here.
  const rows = await nats.connect('persister');
  rows.subscribe(LOOKUP_REQUEST, {
    callback: (_, question) => void question.respond(JSON.stringify({ found: null })),
  });
  const env = programEnv(credentials, { natsUrl: urls.join(','), postgresPort: 1 }).gateway;
  const gateways = await Promise.all(
    Array.from({ length: GATEWAYS }, (_, i) =>
      startProgram('gateway', { ...env, ...SHARES }, `gateway-${i}`),
    ),
  );
  const open: WireClient[] = [];
  const socket = async (id: string, { port }: TestProgram): Promise<WireClient> => {
    const token = await new SignJWT({ name: id })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer('chatk8s')
      .setSubject(id)
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(credentials.session));
    const wire = await connectWire(`ws://127.0.0.1:${port}/ws`, { token });
    open.push(wire);
    return wire;
  };
  const [first] = gateways as [TestProgram, ...TestProgram[]];
  const owner = await socket('owner', first);
  const does = (wire: WireClient, type: string, more: object) =>
    answered(wire, { type, room: ROOM, ...more });
  await does(owner, 'create', { kind: 'public' });
  await Promise.all(
    Array.from({ length: PEOPLE }, async (_, i) => {
      const id = `person-${i}`;
      const wire = await socket(id, gateways[i % GATEWAYS] ?? first);
      // Half of them are members, half nobody ever heard of.
      if (i % 2 === 0) await does(wire, 'member', { user: id, do: 'accept' });
      await wire.join(ROOM);
      flood(wire, (n) => ({ type: 'post', text: `${id} ${n}` }));
      // Nobody looks at what these are told.
      wire.socket.on('message', () => wire.frames.splice(0));
    }),
  );
  const reader = await nats.connect('gateway');
  const { readPage } = createRoomReads(reader, () => Promise.reject(new Error('not asked')));
  let count = 0;

  return {
    round: async (sentence) => {
      const who = `culprit-${++count}`;
      const wires = await Promise.all(gateways.map((gateway) => socket(who, gateway)));
      const [one] = wires as [WireClient];
      await does(one, 'member', { user: who, do: 'accept' });
      await does(owner, 'member', { user: who, do: 'role', role: 'moderator' });
      await Promise.all(wires.map((wire) => wire.join(ROOM)));
      for (const wire of wires) flood(wire, (n, last) => deed(who, n, last));
      const target = `nobody-${count}`;
      flood(await socket(who, gateways[1] ?? first), (n) => ({
        type: 'member',
        user: target,
        do: n % 2 === 0 ? 'mute' : 'unmute',
      }));
      await Promise.all(wires.map((wire) => wire.waitFor(({ type }) => type === 'ack')));
      // By then each kind of deed was among them.
      const stored = () => one.frames.filter(({ type }) => type === 'ack').length;
      await eventually(() => assert.ok(stored() >= DEEDS), { deadlineMs: 30_000 });
      const { type, seq, code, message } = await does(owner, 'member', { user: who, do: sentence });
      if (type !== 'ack') throw new Error(`${who} was not sentenced: ${code} ${message}`);
      // What is on its way then is what this is about.
      await Promise.all(
        wires.map((wire) => wire.waitFor(({ type: word }) => word === 'left' || word === 'error')),
      );
      const own = open.splice(open.indexOf(one));
      await Promise.all(own.map((wire) => wire.close()));
      return { who, sentence, at: Number(seq) };
    },
    judge: async (rounds) => {
      await Promise.all(open.splice(0).map((wire) => wire.close()));
      const found = new Map<string, number[]>();
      const culprits = new Set(rounds.map(({ who }) => who));
      const types = new Set<string>();
      let all = 0;
      for (let from = 1; ; ) {
        const page = await readPage({ stream: STREAM, room: ROOM, from, max: 500 });
        for (const raw of page.messages) {
          const entry = shown(facts.read(raw));
          if (entry === undefined || !isInRoom(entry)) continue;
          all += 1;
          const { type, user } = entry.fact;
          const { id } = user;
          if (culprits.has(id)) types.add(type);
          found.set(id, [...(found.get(id) ?? []), entry.seq]);
        }
        from = (page.messages.at(-1)?.seq ?? 0) + 1;
        if (page.pending === 0) break;
      }
      const count = (fits: (seq: number, at: number) => boolean) =>
        rounds.map(({ who, at }) => (found.get(who) ?? []).filter((seq) => fits(seq, at)).length);
      return {
        ...{ all, types },
        before: count((seq, at) => seq < at),
        above: count((seq, at) => seq > at),
      };
    },
    stop: async () => {
      await Promise.all(open.map((wire) => wire.close()));
      await Promise.all(gateways.map((gateway) => gateway.stop()));
      await nats.stop();
    },
  };
}

/** As any client does it: asked again with the same id where the server cannot say now. */
async function answered(wire: WireClient, frame: Record<string, unknown>) {
  const id = uuid7();
  for (let tries = 0; ; tries++) {
    const from = wire.frames.length;
    wire.send({ ...frame, id });
    const answer = await wire.waitFor((one) => one['id'] === id && one.type !== 'event', { from });
    if (answer['retry'] !== true || tries >= TRIES_MAX) return answer;
    await new Promise((resolve) => setTimeout(resolve, Number(answer['retryAfterMs'] ?? 1_000)));
  }
}
const TRIES_MAX = 30;
/** A message and three changes of it, thrice. */
const DEEDS = 12;

/** A message, then what one does to one's own: `last` is the one before. */
function deed(who: string, n: number, last: number | undefined): object {
  const about = { target: last };
  const changes = [
    { type: 'edit', ...about, text: `${who} ${n}, better` },
    { type: 'react', ...about, emoji: '👍', on: true },
    { type: 'delete', ...about },
  ];
  return (last && changes[(n % 4) - 1]) || { type: 'post', text: `${who} ${n}` };
}

/** Sends as fast as it is answered, a few ahead, until the socket closes; whatever the answers are. `last`: of its messages. */
function flood(wire: WireClient, frameOf: (n: number, last?: number) => object): void {
  let n = 0;
  let last: number | undefined;
  const posts = new Set<string>();
  const send = () => {
    if (wire.socket.readyState !== wire.socket.OPEN) return;
    const frame = { room: ROOM, id: uuid7(), type: '', ...frameOf(n++, last) };
    if (frame.type === 'post') posts.add(frame.id);
    wire.send(frame);
  };
  wire.socket.on('message', (data) => {
    const { type, id, seq } = JSON.parse(String(data)) as { type: string; id: string; seq: number };
    if (type !== 'ack' && type !== 'error') return;
    if (posts.delete(id) && type === 'ack') last = seq;
    send();
  });
  for (let i = 0; i < AHEAD; i++) send();
}
