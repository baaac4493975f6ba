// Gateways on one server of NATS or on three, without rows: for what counts in the log alone, while one server after the other is
// deposed. Nobody sends an id twice there but who is told to; what is said to be stored is stored.
import { SignJWT } from 'jose';
import type { NatsConnection } from 'nats';
import { facts } from '../../src/chat/features.ts';
import type { Entry } from '../../src/chat/kernel/fact.ts';
import { shown } from '../../src/gateway/log/entry.ts';
import { nextEntryReader } from '../../src/gateway/log/read-entry.ts';
import { newCredentials } from '../../src/local/credentials.ts';
import { programEnv } from '../../src/local/programs.ts';
import { provisionStreams } from '../../src/persister/provision/streams.ts';
import { LOOKUP_REQUEST } from '../../src/shared/subjects.ts';
import { eventually } from './eventually.ts';
import { type NatsUser, startNats } from './nats.ts';
import { startNatsCluster } from './nats-cluster.ts';
import { startProgram, type TestProgram } from './program.ts';
import { connectWire, uuid7, type WireClient } from './wire.ts';

/** Whoever is told to say something again says it so often. */
const TRIES_MAX = 30;
/** Under way at once, of one connection that floods. */
const AHEAD = 4;

export interface GatewaysOptions {
  servers: 1 | 3;
  count: number;
  env: Readonly<Record<string, string>>;
}

type Wires = [WireClient, ...WireClient[]];

export interface Gateways {
  /** A socket on one of them. */
  socket: (token: string, gateway?: number) => Promise<WireClient>;
  /** One on each. */
  sockets: (token: string) => Promise<Wires>;
  /** Somebody's token. */
  tokenOf: (id: string) => Promise<string>;
  connect: (user: NatsUser) => Promise<NatsConnection>;
  /** Everything that the log shows. */
  log: () => Promise<Entry[]>;
  /** Closes the sockets, all of them or these. */
  close: (wires?: readonly WireClient[]) => Promise<void>;
  stop: () => Promise<void>;
}

export async function startGateways({ servers, count, env }: GatewaysOptions): Promise<Gateways> {
  const credentials = newCredentials();
  const nats = await (servers === 1
    ? startNats({ passwords: credentials.nats })
    : startNatsCluster(credentials.nats));
  const urls = 'urls' in nats ? nats.urls : [nats.url];
  const provision = await nats.connect('provision');
  const jsm = await provision.jetstreamManager({ checkAPI: false });
  const sizes = { maxBytes: 2 ** 30, marksMaxBytes: 2 ** 24, replicas: servers };
  await eventually(() => provisionStreams(jsm, sizes), { deadlineMs: 40_000 });
  // Whether an id was stored before.
  const rows = await nats.connect('persister');
  rows.subscribe(LOOKUP_REQUEST, {
    callback: (_, question) => void question.respond(JSON.stringify({ found: null })),
  });
  const own = programEnv(credentials, { natsUrl: urls.join(','), postgresPort: 1 }).gateway;
  const gateways = await Promise.all(
    Array.from({ length: count }, (_, i) =>
      startProgram('gateway', { ...own, DRAIN_MS: '200', ...env }, `gateway-${i}`),
    ),
  );
  const open = new Set<WireClient>();
  const connectTo = async ({ port }: TestProgram, token: string) => {
    const wire = await connectWire(`ws://127.0.0.1:${port}/ws`, { token });
    open.add(wire);
    return wire;
  };
  const close = async (wires: readonly WireClient[] = [...open]) => {
    for (const wire of wires) open.delete(wire);
    await Promise.all(wires.map((wire) => wire.close()));
  };
  return {
    socket: (token, gateway = 0) => connectTo(gateways[gateway] as TestProgram, token),
    sockets: async (token) =>
      (await Promise.all(gateways.map((gateway) => connectTo(gateway, token)))) as Wires,
    tokenOf: (id) =>
      new SignJWT({ name: id })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer('chatk8s')
        .setSubject(id)
        .setExpirationTime('1h')
        .sign(new TextEncoder().encode(credentials.session)),
    connect: nats.connect,
    log: async () => {
      const nc = await nats.connect('operator');
      const next = nextEntryReader(await nc.jetstreamManager({ checkAPI: false }));
      const entries: Entry[] = [];
      for (let from = 1; ; ) {
        const raw = await next('chat.>', from);
        if (raw === undefined) break;
        const entry = shown(facts.read(raw));
        if (entry !== undefined) entries.push(entry);
        from = raw.seq + 1;
      }
      await nc.close();
      return entries;
    },
    close,
    stop: async () => {
      await close();
      await Promise.all(gateways.map((gateway) => gateway.stop()));
      await nats.stop();
    },
  };
}

/** As any client does it: said again with the same id where the server cannot say now. */
export async function answered(wire: WireClient, frame: Record<string, unknown>) {
  const sent = { id: uuid7(), ...frame };
  for (let tries = 0; ; tries++) {
    const answer = await wire.does(sent, { deadlineMs: 20_000 });
    if (answer['retry'] !== true || tries >= TRIES_MAX) return answer;
    await new Promise((resolve) => setTimeout(resolve, Number(answer['retryAfterMs'] ?? 1_000)));
  }
}

type Frame = Record<string, unknown> & { type: string };

/**
 * Sends as fast as it is answered, a few ahead, until the socket closes or it is told to stop; whatever the answers are.
 * `last`: the newest of its messages that is stored.
 */
export function flood(wire: WireClient, frameOf: (n: number, last?: number) => Frame): () => void {
  let n = 0;
  let last: number | undefined;
  let isOver = false;
  const posts = new Set<string>();
  const send = () => {
    if (isOver || wire.socket.readyState !== wire.socket.OPEN) return;
    const id = uuid7();
    const frame = { id, ...frameOf(n++, last) };
    if (frame.type === 'post') posts.add(id);
    wire.send(frame);
  };
  wire.socket.on('message', (data) => {
    const { type, id, seq } = JSON.parse(String(data)) as { type: string; id: string; seq: number };
    if (type !== 'ack' && type !== 'error') return;
    if (posts.delete(id) && type === 'ack') last = seq;
    send();
  });
  for (let i = 0; i < AHEAD; i++) send();
  return () => {
    isOver = true;
  };
}
