// The log's servers: one, or three that are one cluster whose every route goes through a proxy of its own. They are run by
// the configuration that clusters use; what they tell of each other is left out, or programs would go past the proxies.
import { join } from 'node:path';
import type { NatsPasswords } from '../../src/local/credentials.ts';
import { startNatsServer } from '../../src/local/nats.ts';
import { natsBinary } from '../support/nats.ts';
import { type Disk, openDisk } from './disks.ts';
import { quietPort } from './ports.ts';
import { startProxy, type TcpProxy } from './proxy.ts';
import { type Watched, watch } from './watched.ts';

export interface NatsServer extends Watched {
  readonly port: number;
  readonly monitorPort: number;
  readonly disk: Disk;
}

export interface NatsServers {
  servers: NatsServer[];
  /** Named `route-0-1`: from the first to the second. */
  routes: TcpProxy[];
}

const DISK_MB = 400;

export async function openNatsServers(options: {
  count: 1 | 3;
  dir: string;
  logs: string;
  passwords: NatsPasswords;
}): Promise<NatsServers> {
  const { count, dir, logs, passwords } = options;
  const binary = await natsBinary();
  const routePorts = await Promise.all(Array.from({ length: count }, quietPort));
  const routes: TcpProxy[] = [];
  const servers: NatsServer[] = [];
  for (let i = 0; i < count; i++) {
    const name = count === 1 ? 'nats' : `nats-${i}`;
    const own: TcpProxy[] = [];
    for (let j = 0; j < count; j++) {
      const to = routePorts[j];
      if (j === i || to === undefined) continue;
      own.push(await startProxy({ name: `route-${i}-${j}`, to }));
    }
    routes.push(...own);
    const [port, monitorPort] = [await quietPort(), await quietPort()];
    const disk = openDisk(join(dir, name), DISK_MB);
    const args = ['--http_port', String(monitorPort)];
    if (count > 1) args.push(...clusterArgs(routePorts[i] ?? 0, own));
    const spec = { binary, storeDir: join(disk.path, 'store'), port, passwords, name, args };
    const watched = watch({
      name,
      kind: 'nats',
      launch: (onLine) => startNatsServer(spec, onLine),
      logFile: join(logs, `${name}.log`),
    });
    servers.push(Object.assign(watched, { port, monitorPort, disk }));
  }
  return { servers, routes };
}

const clusterArgs = (port: number, routes: readonly TcpProxy[]): string[] => [
  '--cluster_name=chaos',
  `--cluster=nats://127.0.0.1:${port}`,
  // A port where nobody is: what others hear of this server leads nowhere.
  '--cluster_advertise=127.0.0.1:1',
  '--no_advertise',
  `--routes=${routes.map((route) => `nats://127.0.0.1:${route.port}`).join(',')}`,
];
