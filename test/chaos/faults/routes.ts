// Routes between the servers of a cluster that misbehave: those of the one that leads, or of any.
import { setTimeout as sleep } from 'node:timers/promises';
import type { NatsServer } from '../nats-servers.ts';
import type { Manner, TcpProxy } from '../proxy.ts';
import type { World } from '../world.ts';
import { type Fault, lasting, nth } from './fault.ts';
import { type Led, leading, SERVERS } from './leader.ts';

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

const slowRoutes = (how: 'delay' | 'trickle'): Fault => ({
  name: `routes ${how}`,
  on: 'nats',
  mode: 'r3',
  plan: (random, shape) => {
    const [ms, bytes] = [random.int(50, 1_500), random.int(500, 5_000)];
    const lastsMs = lasting(random, shape, 3_000, 20_000);
    let slow: TcpProxy[] = [];
    return {
      label: `of the stream's leader, ${how === 'delay' ? `${ms} ms` : `${bytes} bytes`}, ${lastsMs} ms`,
      lastsMs,
      begin: async (world) => {
        const leader = await leading(world, 'stream', 0);
        slow = routesOf(world, leader);
        behave(slow, how === 'delay' ? { how, ms } : { how, bytes });
        return leader.name;
      },
      end: () => behave(slow, { how: 'pass' }),
    };
  },
});

const cutRoutes: Fault = {
  name: 'routes cut',
  on: 'nats',
  mode: 'r3',
  plan: (random) => {
    const pauses = Array.from({ length: random.int(2, 6) }, () => random.int(100, 1_500));
    return {
      label: `of the stream's leader, ${pauses.length} times in the middle of a frame`,
      lastsMs: 0,
      begin: async (world) => {
        const leader = await leading(world, 'stream', 0);
        for (const ms of pauses) {
          for (const link of routesOf(world, leader)) link.cut();
          await sleep(ms);
        }
        return leader.name;
      },
    };
  },
};

export const ROUTE_FAULTS: readonly Fault[] = [
  isolate('isolate stream leader', 'stream', false),
  isolate('isolate consumer leader', 'consumer', false),
  isolate('isolate a server', 'any', false),
  isolate('isolate a server from everybody', 'any', true),
  slowRoutes('delay'),
  slowRoutes('trickle'),
  cutRoutes,
];
