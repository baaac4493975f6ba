// The whole chat for one test file: a NATS and a database of its own, gateways and persisters as processes.
import { programEnv } from '../../src/local/programs.ts';
import { startNats, type TestNats } from './nats.ts';
import {
  createTestDatabase,
  startPostgres,
  type TestDatabase,
  type TestPostgres,
} from './postgres.ts';
import { provision, startProgram, type TestProgram } from './program.ts';
import { assertRowsAreTheLog } from './verify.ts';
import { connectWire, type WireClient } from './wire.ts';

type Env = Record<string, string>;

export interface ChatOptions {
  gateways?: number;
  persisters?: number;
  /** For gateways and persisters, beside what they need. */
  env?: Env;
  /** For provision, such as STREAM_MAX_BYTES. */
  provisionEnv?: Env;
  /** How much NATS may store, bytes. */
  natsMaxFileBytes?: number;
  /** A Postgres of this file's own, which may be stopped: `postgres` of the answer. */
  ownPostgres?: boolean;
  /** Why rows and log are not compared before it stops: what the test did to them. */
  unproven?: string;
}

export interface Session {
  token: string;
  user: { id: string; name: string };
}

export interface TestChat {
  readonly nats: TestNats;
  readonly database: TestDatabase;
  /** With `ownPostgres` only. */
  readonly postgres: TestPostgres | undefined;
  /** What each program is started with, beside what the test adds. */
  readonly env: ReturnType<typeof programEnv>;
  /** Those that run; started and removed by the methods below. */
  readonly gateways: TestProgram[];
  readonly persisters: TestProgram[];
  /** `http://127.0.0.1:…` of each gateway. */
  urls: () => string[];
  /** `ws://127.0.0.1:…/ws` of each gateway. */
  socketUrls: () => string[];
  session: (name: string) => Promise<Session>;
  /** A guest's socket on a gateway (the first unless told). */
  join: (name: string, gateway?: number) => Promise<WireClient>;
  startGateway: (env?: Env) => Promise<TestProgram>;
  startPersister: (env?: Env) => Promise<TestProgram>;
  stop: () => Promise<void>;
}

export async function startChat(options: ChatOptions = {}): Promise<TestChat> {
  const { gateways: gatewayCount = 1, persisters: persisterCount = 1, env: shared = {} } = options;
  const postgres = options.ownPostgres === true ? await startPostgres() : undefined;
  const database = await (postgres?.createDatabase() ?? createTestDatabase());
  const nats = await startNats({
    passwords: database.credentials.nats,
    ...(options.natsMaxFileBytes !== undefined && { maxFileBytes: options.natsMaxFileBytes }),
  });
  const places = { natsUrl: nats.url, postgresPort: database.port, database: database.name };
  const env = programEnv(database.credentials, places);
  const gateways: TestProgram[] = [];
  const persisters: TestProgram[] = [];

  const started = { gateway: 0, persister: 0 };
  const start = async (into: TestProgram[], kind: keyof typeof started, own: Env = {}) => {
    const name = `${kind}-${++started[kind]}`;
    const program = await startProgram(
      kind,
      { ...env[kind], ...LOCAL_DRAIN, ...shared, ...own },
      name,
    );
    into.push(program);
    // Several start at once.
    into.sort((one, other) => numberOf(one) - numberOf(other));
    void program.exited.then(() => {
      const index = into.indexOf(program);
      if (index >= 0) into.splice(index, 1);
    });
    return program;
  };
  const chat: TestChat = {
    nats,
    database,
    postgres,
    env,
    gateways,
    persisters,
    urls: () => gateways.map(({ port }) => `http://127.0.0.1:${port}`),
    socketUrls: () => gateways.map(({ port }) => `ws://127.0.0.1:${port}/ws`),
    session: (name) => openSession(required(chat.urls()[0], 'a gateway'), name),
    join: async (name, gateway = 0) => {
      const { token } = await chat.session(name);
      return connectWire(required(chat.socketUrls()[gateway], `gateway ${gateway}`), { token });
    },
    startGateway: (own) => start(gateways, 'gateway', own),
    startPersister: (own) => start(persisters, 'persister', own),
    stop: async () => {
      const proven = isWhole && options.unproven === undefined ? prove(chat) : undefined;
      // Where they are not equal, everything is stopped all the same.
      await proven?.catch(() => undefined);
      await Promise.all([...gateways, ...persisters].map((program) => program.stop()));
      await nats.stop();
      await (postgres === undefined ? database.drop() : postgres.dispose());
      await proven;
    },
  };
  let isWhole = false;
  try {
    await provision({ ...env.provision, ...options.provisionEnv });
    const all = [
      ...Array.from({ length: persisterCount }, () => chat.startPersister()),
      ...Array.from({ length: gatewayCount }, () => chat.startGateway()),
    ];
    // Also where one does not start: nothing may be left on its way.
    await Promise.allSettled(all);
    await Promise.all(all);
    isWhole = gatewayCount > 0 && persisterCount > 0;
  } catch (error) {
    await chat.stop();
    throw error;
  }
  return chat;
}

const numberOf = ({ name }: TestProgram): number => Number(/\d+$/.exec(name)?.[0]);

/** Every test of the whole chat ends with it: the rows are the log (P6), as far as persisters still bring them. */
async function prove(chat: TestChat): Promise<void> {
  const to = chat.persisters.length > 0 ? 'log' : 'checkpoint';
  await assertRowsAreTheLog(chat, { to, patienceMs: PROVEN_WITHIN_MS });
}
const PROVEN_WITHIN_MS = 15_000;

/** Nobody waits for the limits on what one person says. */
export const FAST = { POST_RATE: '10000', POST_BURST: '10000' };

/** A test waits for its gateway to stop; nobody has to be spread over a cluster. */
const LOCAL_DRAIN = { DRAIN_MS: '200' };

/** A guest's token from a gateway; of a name like it where another guest of the test has it. */
export async function openSession(url: string, name: string): Promise<Session> {
  const response = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
  });
  if (response.status === 409) {
    const { suggestion } = (await response.json()) as { suggestion: string };
    return await openSession(url, suggestion);
  }
  if (!response.ok)
    throw new Error(`POST /api/session: ${response.status} ${await response.text()}`);
  return (await response.json()) as Session;
}

function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`there is no ${what}`);
  return value;
}
