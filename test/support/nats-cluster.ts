// Three nats-servers that are one cluster, with the product's accounts: some answers differ from those of one server.
import type { NatsConnection } from 'nats';
import { newCredentials } from '../../src/local/credentials.ts';
import { natsReady, startNatsServer } from '../../src/local/nats.ts';
import { freePort } from '../../src/local/ports.ts';
import { connectionsTo, type NatsUser, natsBinary } from './nats.ts';
import { tempDir } from './temp.ts';

export interface TestNatsCluster {
  /** Connects as one of the programs, with that program's inbox. `stop` closes what the caller left open: a failed test, say. */
  connect: (user: NatsUser) => Promise<NatsConnection>;
  stop: () => Promise<void>;
}

export async function startNatsCluster(): Promise<TestNatsCluster> {
  const { nats: passwords } = newCredentials();
  const store = tempDir('nats-cluster');
  const routePorts = [await freePort(), await freePort(), await freePort()];
  const routes = routePorts.map((port) => `nats://127.0.0.1:${port}`).join(',');
  const binary = await natsBinary();
  const servers = routePorts.map((port, i) =>
    startNatsServer({
      binary,
      storeDir: `${store.path}/${i}`,
      port: 0,
      passwords,
      name: `nats-${i}`,
      args: ['--cluster_name=test', `--cluster=nats://127.0.0.1:${port}`, `--routes=${routes}`],
    }),
  );
  const ports = await Promise.all(servers.map(natsReady));
  const connections = connectionsTo(
    { servers: ports.map((port) => `nats://127.0.0.1:${port}`), ignoreClusterUpdates: true },
    passwords,
  );
  return {
    connect: connections.connect,
    stop: async () => {
      await connections.close();
      await Promise.all(servers.map((server) => server.stop()));
      store.remove();
    },
  };
}
