// Three nats-servers that are one cluster, with the product's accounts: some answers differ from those of one server. All
// that one says to another goes through wires that can be cut; clients reach each server directly.
import type { NatsConnection } from 'nats';
import { type Child, tail } from '../../src/local/child.ts';
import { type NatsPasswords, newCredentials } from '../../src/local/credentials.ts';
import { natsReady, startNatsServer } from '../../src/local/nats.ts';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';
import { connectionNames, connectionsTo, type NatsUser, natsBinary } from './nats.ts';
import { startWire } from './persister.ts';
import { tempDir } from './temp.ts';

export const NATS_SERVERS = ['nats-0', 'nats-1', 'nats-2'] as const;
export type NatsServer = (typeof NATS_SERVERS)[number];

export interface TestNatsCluster {
  readonly urls: readonly string[];
  /** Connects as one of the programs, with that program's inbox. `stop` closes what the caller left open: a failed test, say. */
  connect: (user: NatsUser) => Promise<NatsConnection>;
  /** The same, to this server and no other. */
  connectTo: (server: NatsServer, user: NatsUser) => Promise<NatsConnection>;
  /** The server that has a connection of this name. */
  serverOf: (name: string) => Promise<NatsServer | undefined>;
  /** Cuts this server off from the two others: nothing passes, and nobody is told. */
  isolate: (server: NatsServer) => void;
  /** Stops the process where it is, and lets it go on from there. */
  freeze: (server: NatsServer) => void;
  thaw: (server: NatsServer) => void;
  /** How many on this server itself answer what is asked at this subject. */
  answering: (server: NatsServer, subject: string) => Promise<number>;
  /** As a power cut would: the store stays, and a start finds it again. */
  kill9: (server: NatsServer) => Promise<void>;
  start: (server: NatsServer) => Promise<void>;
  stop: () => Promise<void>;
}

/** Somebody else took the port of a route after it was found to be free. */
const TAKEN = /Error listening on router port: .*address already in use/;
const STARTS_MAX = 3;

/** Resolves once the three are one: a stream of three copies can be made. */
export async function startNatsCluster(
  passwords: NatsPasswords = newCredentials().nats,
): Promise<TestNatsCluster> {
  for (let starts = 1; ; starts++) {
    try {
      return await startOnce(passwords);
    } catch (error) {
      if (starts === STARTS_MAX || !TAKEN.test((error as Error).message)) throw error;
    }
  }
}

async function startOnce(passwords: NatsPasswords): Promise<TestNatsCluster> {
  const store = tempDir('nats-cluster');
  const binary = await natsBinary();
  const routes = await startRoutes();
  const startServer = (name: NatsServer, port: number) =>
    startNatsServer({
      binary,
      storeDir: `${store.path}/${name}`,
      port,
      passwords,
      name,
      args: routes.args(name),
    });
  const children = new Map(NATS_SERVERS.map((name) => [name, startServer(name, 0)]));
  const child = (name: NatsServer): Child => {
    const one = children.get(name);
    if (one === undefined) throw new Error(`no server ${name}`);
    return one;
  };
  const signal = (name: NatsServer, what: NodeJS.Signals) =>
    void process.kill(child(name).pid ?? 0, what);
  const stopServers = async () => {
    await Promise.all(NATS_SERVERS.map((name) => child(name).stop()));
    await routes.stop();
    store.remove();
  };
  const ports = new Map<NatsServer, number>();
  try {
    for (const name of NATS_SERVERS) ports.set(name, await natsReady(child(name)));
    await oneCluster([...children.values()]);
  } catch (error) {
    await stopServers();
    throw error;
  }
  const urlOf = (name: NatsServer) => `nats://127.0.0.1:${ports.get(name)}`;
  const to = (names: readonly NatsServer[]) =>
    connectionsTo({ servers: names.map(urlOf), ignoreClusterUpdates: true }, passwords);
  const toAny = to(NATS_SERVERS);
  const toOne = new Map(NATS_SERVERS.map((name) => [name, to([name])]));
  return {
    urls: NATS_SERVERS.map(urlOf),
    connect: toAny.connect,
    connectTo: async (name, user) =>
      await (toOne.get(name)?.connect(user) ?? Promise.reject(new Error(`no server ${name}`))),
    serverOf: async (name) => {
      const names = await Promise.all(NATS_SERVERS.map((of) => connectionNames(child(of))));
      return NATS_SERVERS[names.findIndex((connected) => connected.includes(name))];
    },
    isolate: routes.cut,
    freeze: (name) => signal(name, 'SIGSTOP'),
    thaw: (name) => signal(name, 'SIGCONT'),
    answering: async (name, subject) => {
      const monitor = await child(name).waitForLine(monitorPort, 1_000);
      const query = `acc=CHAT&subs=1&test=${subject}`;
      const response = await fetch(`http://127.0.0.1:${monitor}/subsz?${query}`);
      const { subscriptions_list: list = [] } = (await response.json()) as Subscriptions;
      return list.filter((subscription) => subscription.subject === subject).length;
    },
    kill9: async (name) => void (await child(name).kill()),
    start: async (name) => {
      children.set(name, startServer(name, ports.get(name) ?? 0));
      await natsReady(child(name));
    },
    stop: async () => {
      await Promise.all([toAny, ...toOne.values()].map(({ close }) => close()));
      await stopServers();
    },
  };
}

/** An election takes up to 9 s, and on a machine that does much else it may fail a few times. */
const ONE_WITHIN_MS = 90_000;

/** Resolves once servers have one leader, who has heard of all others; else says what each of them wrote last. */
export async function oneCluster(servers: readonly Child[]): Promise<void> {
  let ended: Error | undefined;
  for (const server of servers) {
    void server.exited.then(() => {
      ended ??= new Error(`a server ended${tail(server.lines())}`);
    });
  }
  const leads = async (server: Child) => {
    const monitor = await server.waitForLine(monitorPort, 1_000);
    const response = await fetch(`http://127.0.0.1:${monitor}/jsz`);
    const { meta_cluster: group } = (await response.json()) as JetStreamState;
    const known = group?.replicas?.filter(({ current, offline }) => current && offline !== true);
    return known?.length === servers.length - 1;
  };
  try {
    const together = async () => {
      if (ended !== undefined) return;
      if (!(await Promise.all(servers.map(leads))).includes(true)) throw new Error('not yet');
    };
    await eventually(together, { deadlineMs: ONE_WITHIN_MS });
    if (ended !== undefined) throw ended;
  } catch (cause) {
    const said = servers.map((server) => tail(server.lines())).join('\n');
    throw new Error(`no cluster of ${servers.length} within ${ONE_WITHIN_MS} ms${said}`, { cause });
  }
}

/** What a monitor's `/jsz` says of the cluster; `replicas` only where it is asked of the leader. */
interface JetStreamState {
  meta_cluster?: { replicas?: { current: boolean; offline?: boolean }[] };
}

/** A wire from each server to each other one. */
async function startRoutes() {
  const ports = new Map<NatsServer, number>();
  for (const name of NATS_SERVERS) ports.set(name, await freePort());
  const pairs = NATS_SERVERS.flatMap((from) =>
    NATS_SERVERS.filter((to) => to !== from).map((to) => ({ from, to })),
  );
  const wires = await Promise.all(
    pairs.map(async (pair) => ({ ...pair, wire: await startWire(ports.get(pair.to) ?? 0) })),
  );
  return {
    args: (name: NatsServer): string[] => {
      const out = wires.filter(({ from }) => from === name).map(({ wire }) => wire.port);
      return [
        '--cluster_name=test',
        `--cluster=nats://127.0.0.1:${ports.get(name)}`,
        // Where nobody listens: servers tell each other of further ones, and those would be reached around the wires.
        '--cluster_advertise=127.0.0.1:1',
        `--routes=${out.map((port) => `nats://127.0.0.1:${port}`).join(',')}`,
      ];
    },
    cut: (name: NatsServer): void => {
      for (const { from, to, wire } of wires) if (from === name || to === name) wire.cut();
    },
    stop: async (): Promise<void> => {
      await Promise.all(wires.map(({ wire }) => wire.stop()));
    },
  };
}

interface Subscriptions {
  subscriptions_list?: { subject: string }[];
}

const monitorPort = (line: string): string | undefined =>
  /http monitor on .*:(\d+)/.exec(line)?.[1];
