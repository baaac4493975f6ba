// What persister tests share: events as a gateway would append them, questions as a gateway asks them, and what
// a persister says of itself.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import {
  type AddressInfo,
  connect as connectTcp,
  createServer as createTcpServer,
  type Socket,
} from 'node:net';
import { json } from 'node:stream/consumers';
import type { z } from 'zod';
import { STREAM } from '../../src/shared/subjects.ts';
import type { TestChat } from './chat.ts';
import { eventually } from './eventually.ts';
import { encodeFact, posted } from './facts.ts';
import { uuid7 } from './wire.ts';

export interface Entry {
  subject: string;
  payload: Uint8Array;
}

export const ADA = { id: 'guest-ada', name: 'Ada' };

/** One post, ready to be published. */
export function post(
  text: string,
  {
    room = 'lobby',
    id = uuid7(),
    user = ADA,
  }: { room?: string; id?: string; user?: typeof ADA } = {},
): Entry {
  const payload = encodeFact(posted({ id, room, user, text }));
  return { subject: `chat.room.${room}.message`, payload };
}

export const posts = (count: number, room = 'lobby'): Entry[] =>
  Array.from({ length: count }, (_, i) => post(`number ${i + 1}`, { room }));

/** Appends one after another, each acknowledged by the log; answers their sequences. */
export async function append(chat: TestChat, entries: readonly Entry[]): Promise<number[]> {
  const nc = await chat.nats.connect('gateway');
  try {
    const js = nc.jetstream();
    const sequences: number[] = [];
    for (const { subject, payload } of entries) {
      sequences.push((await js.publish(subject, payload)).seq);
    }
    return sequences;
  } finally {
    await nc.close();
  }
}

/** Asks as a gateway does; what comes back is checked against the reply's schema. */
export async function ask<S extends z.ZodType>(
  chat: TestChat,
  { subject, reply, question }: { subject: string; reply: S; question: unknown },
): Promise<z.output<S>> {
  const nc = await chat.nats.connect('gateway');
  try {
    const payload = typeof question === 'string' ? question : JSON.stringify(question);
    const answer = await nc.request(subject, payload, { timeout: 5_000 });
    return reply.parse(answer.json());
  } finally {
    await nc.close();
  }
}

/** The value of a metric that has no labels of its own; NaN while it is not there. */
export async function metric(opsPort: number, name: string): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${opsPort}/metrics`);
  const found = new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(await response.text());
  return Number(found?.[1]);
}

export interface Health {
  status: number;
  body: Record<string, unknown>;
}

/** `/livez` or `/readyz` of a program. */
export async function health(opsPort: number, path: '/livez' | '/readyz'): Promise<Health> {
  const response = await fetch(`http://127.0.0.1:${opsPort}${path}`);
  return { status: response.status, body: (await response.json()) as Health['body'] };
}

/** How the log and its durable reader are set up and how far they are. */
export async function logInfo(chat: TestChat, stream: string = STREAM) {
  const nc = await chat.nats.connect('operator');
  try {
    const jsm = await nc.jetstreamManager({ checkAPI: false });
    return await jsm.streams.info(stream);
  } finally {
    await nc.close();
  }
}

/** Waits for what `/readyz` says, a pattern for a text; `/livez` must say 200 all the while. */
export async function becomes(opsPort: number, status: number, detail: Record<string, unknown>) {
  const alive = new Set<number>();
  await eventually(
    async () => {
      alive.add((await health(opsPort, '/livez')).status);
      const ready = await health(opsPort, '/readyz');
      assert.equal(ready.status, status, JSON.stringify(ready.body));
      for (const [name, value] of Object.entries(detail)) {
        if (value instanceof RegExp) assert.match(String(ready.body[name]), value, name);
        else assert.equal(ready.body[name], value, name);
      }
    },
    { deadlineMs: 20_000 },
  );
  assert.deepEqual([...alive], [200], 'alive, whatever is away');
}

/** One pushed line: the labels of its stream, its text. */
export interface Pushed {
  labels: Record<string, string>;
  line: string;
}

export interface LokiStub {
  readonly url: string;
  /** Everything pushed so far, in the order it came. */
  readonly pushed: readonly Pushed[];
  /** Requests that were no push: must stay empty. */
  readonly strays: readonly string[];
  stop: () => Promise<void>;
}

interface PushBody {
  streams: { stream: Record<string, string>; values: [string, string][] }[];
}

/** A server that takes Loki's pushes and keeps them; on `port`, or a free one. */
export async function startLokiStub(port = 0): Promise<LokiStub> {
  const pushed: Pushed[] = [];
  const strays: string[] = [];
  const server = createServer(async (request, response) => {
    if (request.method !== 'POST' || request.url !== '/loki/api/v1/push') {
      strays.push(`${request.method} ${request.url}`);
      response.writeHead(404).end();
      return;
    }
    const { streams } = (await json(request)) as PushBody;
    for (const { stream, values } of streams) {
      for (const [, line] of values) pushed.push({ labels: stream, line });
    }
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    pushed,
    strays,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface Wire {
  readonly port: number;
  /** From now on nothing passes, and nobody is told: as a network that swallows packets. */
  cut: () => void;
  /** The same for the connections there are; new ones pass, as after a failover. */
  cutOpen: () => void;
  /** Everything that waited passes, and what comes. */
  mend: () => void;
  stop: () => Promise<void>;
}

/** A TCP wire to a local port that can be cut without either end noticing. */
export async function startWire(to: number): Promise<Wire> {
  const sockets = new Set<Socket>();
  let whole = true;
  const server = createTcpServer((near) => {
    const far = connectTcp(to, '127.0.0.1');
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => into.destroy());
      from.on('close', () => {
        sockets.delete(from);
        into.destroy();
      });
      from.on('data', (bytes) => into.write(bytes));
      if (!whole) from.pause();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const pauseAll = () => {
    for (const socket of sockets) socket.pause();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => {
      whole = false;
      pauseAll();
    },
    cutOpen: pauseAll,
    mend: () => {
      whole = true;
      for (const socket of sockets) socket.resume();
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
