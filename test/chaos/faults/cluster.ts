// What only several servers can suffer: the one that leads dies or is cut off, two of three are away, one loses its disk.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../support/eventually.ts';
import { everyReplicaIsCurrent, leaderOf } from '../monitor.ts';
import type { NatsServer } from '../nats-servers.ts';
import type { Manner, TcpProxy } from '../proxy.ts';
import type { World } from '../world.ts';
import { type Fault, lasting, nth } from './fault.ts';

const SERVERS = 3;
const CURRENT_WITHIN_MS = 60_000;

type Led = 'stream' | 'consumer';

/** Who leads; where nobody says so, the n-th server. */
async function leading(world: World, what: Led, n: number): Promise<NatsServer> {
  const name = await leaderOf(world.nats, what);
  return world.nats.find((server) => server.name === name) ?? nth(world.nats, n);
}

/** Of a server, in both directions: `route-0-1` and `route-1-0`. */
const routesOf = (world: World, { name }: NatsServer): TcpProxy[] => {
  const n = name.replace('nats-', '');
  return world.links.filter(
    (link) => link.name.startsWith('route-') && link.name.split('-').includes(n),
  );
};
const waysTo = (world: World, { name }: NatsServer): TcpProxy[] =>
  world.links.filter((link) => link.name.endsWith(`>${name}`));

function behave(links: readonly TcpProxy[], manner: Manner): void {
  for (const link of links) link.behave(manner);
}

const killLeader = (what: Led): Fault => ({
  name: `kill ${what} leader`,
  on: 'nats',
  mode: 'r3',
  plan: (random) => {
    const [n, ms] = [random.int(0, SERVERS - 1), random.int(100, 12_000)];
    return {
      label: `back after ${ms} ms`,
      lastsMs: ms,
      begin: async (world) => {
        const leader = await leading(world, what, n);
        leader.kill(ms);
        return leader.name;
      },
    };
  },
});

const freezeLeader = (what: Led): Fault => ({
  name: `freeze ${what} leader`,
  on: 'nats',
  mode: 'r3',
  plan: (random, shape) => {
    const n = random.int(0, SERVERS - 1);
    const lastsMs = lasting(random, shape, 2_000, 60_000);
    return {
      label: `${lastsMs} ms`,
      lastsMs,
      begin: async (world) => {
        const leader = await leading(world, what, n);
        leader.freeze();
        return leader.name;
      },
      end: (world) => {
        for (const server of world.nats) if (server.frozen()) server.thaw();
      },
    };
  },
});

/** Its routes misbehave; `people`: nobody reaches it either. */
const isolate = (name: string, whom: Led | 'any', people: boolean): Fault => ({
  name,
  on: 'nats',
  mode: 'r3',
  plan: (random, shape) => {
    const n = random.int(0, SERVERS - 1);
    const how = random.pick(['hold', 'drop', 'refuse'] as const);
    const lastsMs = lasting(random, shape, 3_000, 30_000);
    let shut: TcpProxy[] = [];
    return {
      label: `${how}, ${lastsMs} ms`,
      lastsMs,
      begin: async (world) => {
        const server = whom === 'any' ? nth(world.nats, n) : await leading(world, whom, n);
        shut = [...routesOf(world, server), ...(people ? waysTo(world, server) : [])];
        behave(shut, { how });
        return server.name;
      },
      end: () => behave(shut, { how: 'pass' }),
    };
  },
});

const slowRoutes: Fault = {
  name: 'slow routes',
  on: 'nats',
  mode: 'r3',
  plan: (random, shape) => {
    const ms = random.int(50, 1_500);
    const lastsMs = lasting(random, shape, 3_000, 20_000);
    let slow: TcpProxy[] = [];
    return {
      label: `of the stream's leader, by ${ms} ms, ${lastsMs} ms`,
      lastsMs,
      begin: async (world) => {
        const leader = await leading(world, 'stream', 0);
        slow = routesOf(world, leader);
        behave(slow, { how: 'delay', ms });
        return leader.name;
      },
      end: () => behave(slow, { how: 'pass' }),
    };
  },
};

const killTwo: Fault = {
  name: 'kill two servers',
  on: 'nats',
  mode: 'r3',
  plan: (random) => {
    const [spared, ms] = [random.int(0, SERVERS - 1), random.int(500, 8_000)];
    return {
      label: `all but nats-${spared}, back after ${ms} ms`,
      lastsMs: ms,
      begin: (world) => {
        for (const [n, server] of world.nats.entries()) if (n !== spared) server.kill(ms);
      },
    };
  },
};

/** Only where the others have everything: what two of three lose is lost. */
const loseDisk: Fault = {
  name: 'lose a disk',
  on: 'nats',
  mode: 'r3',
  rare: true,
  plan: (random) => {
    const [n, lastsMs] = [random.int(0, SERVERS - 1), random.int(1_000, 6_000)];
    return {
      label: `of nats-${n}, ${lastsMs} ms`,
      lastsMs,
      begin: async (world) => {
        await eventually(
          async () => {
            if (!(await everyReplicaIsCurrent(world.nats))) throw new Error('a replica lags');
          },
          { deadlineMs: CURRENT_WITHIN_MS },
        );
        const server = nth(world.nats, n);
        await server.halt();
        rmSync(join(server.disk.path, 'store'), { recursive: true, force: true });
      },
      end: (world) => nth(world.nats, n).start(),
    };
  },
};

export const CLUSTER_FAULTS: readonly Fault[] = [
  killLeader('stream'),
  killLeader('consumer'),
  freezeLeader('stream'),
  freezeLeader('consumer'),
  isolate('isolate stream leader', 'stream', false),
  isolate('isolate consumer leader', 'consumer', false),
  isolate('isolate a server', 'any', false),
  isolate('isolate a server from everybody', 'any', true),
  slowRoutes,
  killTwo,
  loseDisk,
];
