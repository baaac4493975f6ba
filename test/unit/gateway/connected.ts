// A connection with a socket of the test's own, and ports that never answer unless told otherwise.
import assert from 'node:assert/strict';
import { Registry } from 'prom-client';
import { gatewayEnv } from '../../../src/gateway/config.ts';
import { Operators } from '../../../src/gateway/edge/operators.ts';
import { Hub } from '../../../src/gateway/fanout/hub.ts';
import { OutboxBudget } from '../../../src/gateway/fanout/outbox-budget.ts';
import { People } from '../../../src/gateway/fanout/people.ts';
import { Persisted } from '../../../src/gateway/fanout/persisted.ts';
import { createLimits } from '../../../src/gateway/limits/limits.ts';
import { Removed } from '../../../src/gateway/log/removed.ts';
import { Ring } from '../../../src/gateway/log/ring.ts';
import { gatewayMetrics } from '../../../src/gateway/metrics.ts';
import { Residents } from '../../../src/gateway/room/residents.ts';
import { Connection, type ConnectionPorts } from '../../../src/gateway/socket/connection.ts';
import { NO_STATE, NOTHING_KNOWN } from '../../support/known.ts';
import { recorder } from './recorder.ts';

type Said = Record<string, unknown>;

export const never = () => new Promise<never>(() => undefined);
export const turn = () => new Promise((resolve) => setImmediate(resolve));

export const limitsOf = (env: Record<string, string>) =>
  createLimits(
    gatewayEnv.parse({
      NATS_URL: 'nats://a:1',
      SESSION_SECRET: 'x'.repeat(32),
      POST_RATE: '100000',
      POST_BURST: '100000',
      ...env,
    }),
    performance.now(),
  );

export const NO_SIGNALS: ConnectionPorts['signals'] = {
  open: () => () => undefined,
  readUpTo: async () => 0,
  came: () => undefined,
  went: () => undefined,
  typing: () => undefined,
  read: () => undefined,
};

/** As after a start of the gateway: nothing in memory, so that a join with a cursor reads the log, which never answers. */
export function connect({
  env = {},
  silent = false,
  answers = false,
  limits = limitsOf(env),
  user = 'ada',
  more = {} as Partial<ConnectionPorts>,
} = {}) {
  const { state, socket } = recorder();
  const read: string[] = [];
  const log = { epoch: 'e', firstSeq: 1, lastSeq: 9, bytes: 0, maxBytes: -1, replicas: 1 };
  const ports: ConnectionPorts = {
    sources: {
      ring: new Ring(9, { maxEvents: 10, maxBytes: 1e6 }),
      extents: { log, refresh: async () => log, proven: true },
      readPage: silent ? never : async () => ({ messages: [], pending: 0 }),
      newestSubject: () => undefined,
      readEnd: async () => 9,
      readRows: never,
      position: () => 9,
    },
    hub: new Hub(),
    people: new People(),
    persisted: new Persisted(),
    signals: NO_SIGNALS,
    limits,
    privateRooms: new Set(),
    outboxes: { maxBytes: 1e6, budget: new OutboxBudget(1e9) },
    metrics: gatewayMetrics(new Registry()),
    onFault: (error) => assert.fail(String(error)),
    append: never,
    residents: new Residents(),
    operators: new Operators([]),
    bots: { isRevoked: async () => false },
    known: NOTHING_KNOWN,
    secretOf: () => undefined,
    states: {
      of: () => NO_STATE,
      refresh: never,
      hold: () => undefined,
      release: () => undefined,
      load: () => undefined,
      saw: () => undefined,
      rooms: 0,
    },
    rows: {
      past: answers ? async () => ({ entries: [], more: false }) : never,
      ask: never,
      messages: never,
      lookUp: never,
    },
    clock: { now: () => Date.now(), stale: false },
    extents: { log, refresh: async () => log, proven: true },
    targets: {
      ring: new Ring(9, { maxEvents: 10, maxBytes: 1e6 }),
      removed: new Removed(),
      readEntry: never,
    },
    removedBehind: async () => () => false,
    rules: { editWindowMs: 60_000 },
    ...more,
  };
  const identity = { user: { id: user, name: 'Ada' }, roles: [], rooms: [], expiresAt: 1e15 };
  const visitor = { identity, address: 'a' };
  const connection = new Connection(
    {
      ...socket,
      get open() {
        return socket.open;
      },
      get waiting() {
        return 0;
      },
      pause: () => read.push('paused'),
      resume: () => read.push('resumed'),
    },
    visitor,
    ports,
  );
  const send = (frame: object) => connection.receive(Buffer.from(JSON.stringify(frame)), false);
  /** Frames are short here: two bytes of head, or four. */
  const said = (): Said[] =>
    state.writes.map((bytes) => JSON.parse(bytes.slice(bytes.indexOf('{'))) as Said);
  const errors = () => said().filter(({ type }) => type === 'error');
  const join = (room: string) => send({ type: 'join', room, last: 50 });
  const { hub, persisted } = ports;
  return { connection, hub, persisted, visitor, ports, send, said, errors, join, state, read };
}

export type Connected = ReturnType<typeof connect>;
