// Three nats-servers that are one cluster, with the product's accounts: some answers differ from those of one server. All
// that one says to another goes through wires that can be cut; clients reach each server directly.
import type { NatsConnection } from 'nats';
import { type NatsPasswords, newCredentials } from '../../src/local/credentials.ts';
import { natsReady, startNatsServer } from '../../src/local/nats.ts';
import { freePort } from '../../src/local/ports.ts';
import { connectionNames, connectionsTo, type NatsUser, natsBinary } from './nats.ts';
import { startWire } from './persister.ts';
import { tempDir } from './temp.ts';

export interface TestNatsCluster {
  readonly urls: readonly string[];
  /** Connects as one of the programs, with that program's inbox. `stop` closes what the caller left open: a failed test, say. */
  connect: (user: NatsUser) => Promise<NatsConnection>;
  /** The server that has a connection of this name. */
  serverOf: (name: string) => Promise<number>;
  /** Cuts this server off from the two others: nothing passes, and nobody is told. */
  isolate: (server: number) => void;
  stop: () => Promise<void>;
}

const SERVERS = [0, 1, 2];

export async function startNatsCluster(
  passwords: NatsPasswords = newCredentials().nats,
): Promise<TestNatsCluster> {
  const store = tempDir('nats-cluster');
  const routePorts = await Promise.all(SERVERS.map(freePort));
  const pairs = SERVERS.flatMap((from) =>
    SERVERS.filter((to) => to !== from).map((to) => ({ from, to })),
  );
  const wires = await Promise.all(
    pairs.map(async (pair) => ({ ...pair, wire: await startWire(routePorts[pair.to] ?? 0) })),
  );
  const binary = await natsBinary();
  const servers = routePorts.map((port, i) => {
    const routes = wires.filter(({ from }) => from === i).map(({ wire }) => wire.port);
    const args = [
      '--cluster_name=test',
      `--cluster=nats://127.0.0.1:${port}`,
      // Where nobody listens: servers tell each other of further ones, and those would be reached around the wires.
      '--cluster_advertise=127.0.0.1:1',
      `--routes=${routes.map((to) => `nats://127.0.0.1:${to}`).join(',')}`,
    ];
    const storeDir = `${store.path}/${i}`;
    return startNatsServer({ binary, storeDir, port: 0, passwords, name: `nats-${i}`, args });
  });
  const urls = (await Promise.all(servers.map(natsReady))).map(
    (port) => `nats://127.0.0.1:${port}`,
  );
  const connections = connectionsTo({ servers: urls, ignoreClusterUpdates: true }, passwords);
  return {
    urls,
    connect: connections.connect,
    serverOf: async (name) => {
      const names = await Promise.all(servers.map(connectionNames));
      return names.findIndex((connected) => connected.includes(name));
    },
    isolate: (server) => {
      for (const { from, to, wire } of wires) if (from === server || to === server) wire.cut();
    },
    stop: async () => {
      await connections.close();
      await Promise.all(servers.map((server) => server.stop()));
      await Promise.all(wires.map(({ wire }) => wire.stop()));
      store.remove();
    },
  };
}
