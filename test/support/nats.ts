// A nats-server of the test's own, with the product's permissions: a free port, a store on disk that a restart
// finds again.
import { type ConnectionOptions, connect, type NatsConnection } from 'nats';
import { findTool } from '../../src/local/binaries.ts';
import type { Child } from '../../src/local/child.ts';
import { type NatsPasswords, newCredentials } from '../../src/local/credentials.ts';
import { natsReady, startNatsServer } from '../../src/local/nats.ts';
import { NATS_SERVER } from '../../src/local/tools.ts';
import { inboxPrefix } from '../../src/shared/subjects.ts';
import { tempDir } from './temp.ts';

export type NatsUser = keyof NatsPasswords;

export interface TestNats {
  readonly url: string;
  readonly port: number;
  /** Of the process that runs now. */
  readonly pid: number;
  readonly passwords: NatsPasswords;
  /** The last lines the server wrote. */
  lines: () => readonly string[];
  /** Connects as one of the programs, with that program's inbox. `stop` closes what the caller left open: a failed test, say. */
  connect: (user: NatsUser) => Promise<NatsConnection>;
  /** The names of the connections it has. */
  connections: () => Promise<string[]>;
  /** As a power cut would: the store stays. */
  kill9: () => Promise<void>;
  /** On the same port and store, whether it runs or not; with other passwords if given; `meanwhile` may change the store. */
  restart: (passwords?: NatsPasswords, meanwhile?: (storeDir: string) => void) => Promise<void>;
  /** Stops it and removes its store. */
  stop: () => Promise<void>;
}

let binary: Promise<string> | undefined;

/** Looked for once a run; says on stderr what it has to fetch. */
export function natsBinary(): Promise<string> {
  const say = (line: string) => process.stderr.write(`  ${line}\n`);
  binary ??= findTool(NATS_SERVER, { say });
  return binary;
}

/** Connections as one of the programs each, with that program's inbox; `close` closes those that are still open. */
export function connectionsTo(options: ConnectionOptions, passwords: NatsPasswords) {
  const made: NatsConnection[] = [];
  return {
    connect: async (user: NatsUser) => {
      const nc = await connect({
        ...options,
        user,
        pass: passwords[user],
        name: `test as ${user}`,
        inboxPrefix: inboxPrefix(user),
        reconnectTimeWait: 100,
      });
      made.push(nc);
      return nc;
    },
    close: async () => {
      await Promise.all(made.map((nc) => nc.close()));
    },
  };
}

/** The names of the connections that a server has, as it counts them itself; '' where none was said. */
export async function connectionNames(server: Child): Promise<string[]> {
  const monitor = await server.waitForLine(
    (line) => /Starting http monitor on (\S+)/.exec(line)?.[1],
    5_000,
  );
  const response = await fetch(`http://${monitor}/connz`, { signal: AbortSignal.timeout(2_000) });
  const { connections } = (await response.json()) as { connections: { name?: string }[] };
  return connections.map(({ name = '' }) => name);
}

export async function startNats(
  options: { passwords?: NatsPasswords; maxFileBytes?: number; syncInterval?: string } = {},
): Promise<TestNats> {
  const { passwords = newCredentials().nats, ...limits } = options;
  const store = tempDir('nats');
  const spec = { binary: await natsBinary(), storeDir: store.path, passwords, ...limits };
  let child: Child = startNatsServer({ ...spec, port: 0 });
  const port = await natsReady(child);
  const url = `nats://127.0.0.1:${port}`;
  const connections = connectionsTo({ servers: url, maxReconnectAttempts: -1 }, passwords);
  return {
    url,
    port,
    get pid() {
      return child.pid ?? 0;
    },
    passwords,
    lines: () => child.lines(),
    connect: connections.connect,
    connections: () => connectionNames(child),
    kill9: async () => {
      await child.kill();
    },
    restart: async (others = passwords, meanwhile) => {
      await child.stop();
      meanwhile?.(store.path);
      child = startNatsServer({ ...spec, passwords: others, port });
      await natsReady(child);
    },
    stop: async () => {
      await connections.close();
      await child.stop();
      store.remove();
    },
  };
}
