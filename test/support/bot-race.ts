// Gateways on one server of NATS or on three, without rows: who makes bots while they are deposed, and a bot that talks while it is
// revoked. What the log holds of either above that is what counts.
import { SignJWT } from 'jose';
import type { JetStreamManager } from 'nats';
import { facts } from '../../src/chat/features.ts';
import type { Entry } from '../../src/chat/kernel/fact.ts';
import { shown } from '../../src/gateway/log/entry.ts';
import { nextEntryReader } from '../../src/gateway/log/read-entry.ts';
import { newCredentials } from '../../src/local/credentials.ts';
import { programEnv } from '../../src/local/programs.ts';
import { provisionStreams } from '../../src/persister/provision/streams.ts';
import { LOOKUP_REQUEST } from '../../src/shared/subjects.ts';
import { eventually } from './eventually.ts';
import { startNats } from './nats.ts';
import { startNatsCluster } from './nats-cluster.ts';
import { startProgram } from './program.ts';
import { connectWire, uuid7, type WireClient } from './wire.ts';

const GATEWAYS = 2;
const FAST = { POST_RATE: '100000', POST_BURST: '100000', DRAIN_MS: '200' };
/** Under way at once. */
const AHEAD = 4;
const TRIES_MAX = 30;

export interface BotRace {
  /** Somebody's sockets, one on each gateway. */
  sockets: (id: string) => Promise<[WireClient, ...WireClient[]]>;
  /** A bot's, by its token. */
  bots: (token: string) => Promise<[WireClient, ...WireClient[]]>;
  /** Everything that the log shows. */
  log: () => Promise<Entry[]>;
  stop: () => Promise<void>;
}

export async function startBotRace(servers: 1 | 3): Promise<BotRace> {
  const credentials = newCredentials();
  const nats = await (servers === 1
    ? startNats({ passwords: credentials.nats })
    : startNatsCluster(credentials.nats));
  const urls = 'urls' in nats ? nats.urls : [nats.url];
  const provision = await nats.connect('provision');
  const jsm = await provision.jetstreamManager({ checkAPI: false });
  const sizes = { maxBytes: 2 ** 28, marksMaxBytes: 2 ** 20, replicas: servers };
  await eventually(() => provisionStreams(jsm, sizes), { deadlineMs: 40_000 });
  // Whether an id was stored before: nobody sends one twice here.
  const rows = await nats.connect('persister');
  rows.subscribe(LOOKUP_REQUEST, {
    callback: (_, question) => void question.respond(JSON.stringify({ found: null })),
  });
  const env = programEnv(credentials, { natsUrl: urls.join(','), postgresPort: 1 }).gateway;
  const gateways = await Promise.all(
    Array.from({ length: GATEWAYS }, (_, i) =>
      startProgram('gateway', { ...env, ...FAST }, `gateway-${i}`),
    ),
  );
  const open: WireClient[] = [];
  const connectAll = async (token: string) => {
    const wires = await Promise.all(
      gateways.map(({ port }) => connectWire(`ws://127.0.0.1:${port}/ws`, { token })),
    );
    open.push(...wires);
    return wires as [WireClient, ...WireClient[]];
  };
  const operator = await nats.connect('operator');
  const reading: JetStreamManager = await operator.jetstreamManager({ checkAPI: false });
  return {
    sockets: async (id) =>
      await connectAll(
        await new SignJWT({ name: id })
          .setProtectedHeader({ alg: 'HS256' })
          .setIssuer('chatk8s')
          .setSubject(id)
          .setExpirationTime('1h')
          .sign(new TextEncoder().encode(credentials.session)),
      ),
    bots: connectAll,
    log: async () => {
      const next = nextEntryReader(reading);
      const entries: Entry[] = [];
      for (let from = 1; ; ) {
        const raw = await next('chat.>', from);
        if (raw === undefined) return entries;
        const entry = shown(facts.read(raw));
        if (entry !== undefined) entries.push(entry);
        from = raw.seq + 1;
      }
    },
    stop: async () => {
      await Promise.all(open.map((wire) => wire.close()));
      await Promise.all(gateways.map((gateway) => gateway.stop()));
      await nats.stop();
    },
  };
}

/** As any client does it: given again with the same id where the server cannot say now. */
export async function done(wire: WireClient, frame: Record<string, unknown>) {
  const sent = { id: uuid7(), ...frame };
  for (let tries = 0; ; tries++) {
    const from = wire.frames.length;
    wire.send(sent);
    const isAnswer = (one: Record<string, unknown>) =>
      one['id'] === sent.id && one['type'] !== 'event';
    const answer = await wire.waitFor(isAnswer, { from, deadlineMs: 20_000 });
    if (answer['retry'] !== true || tries >= TRIES_MAX) return answer;
    await new Promise((resolve) => setTimeout(resolve, Number(answer['retryAfterMs'] ?? 1_000)));
  }
}

/** Sends as fast as it is answered, a few ahead, until the socket closes or it is told to stop; whatever the answers are. */
export function floodWith(wire: WireClient, frameOf: () => Record<string, unknown>): () => void {
  let isOver = false;
  const send = () => {
    if (!isOver && wire.socket.readyState === wire.socket.OPEN)
      wire.send({ id: uuid7(), ...frameOf() });
  };
  wire.socket.on('message', (data) => {
    const { type } = JSON.parse(String(data)) as { type: string };
    if (type === 'ack' || type === 'error') send();
  });
  for (let i = 0; i < AHEAD; i++) send();
  return () => {
    isOver = true;
  };
}
