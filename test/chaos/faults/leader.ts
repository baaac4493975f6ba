// Who leads is known only when a fault begins.
import { leaderOf } from '../monitor.ts';
import type { NatsServer } from '../nats-servers.ts';
import type { World } from '../world.ts';
import { nth } from './fault.ts';

export const SERVERS = 3;

export type Led = 'stream' | 'consumer';

/** Who leads; where nobody says so, the n-th server. */
export async function leading(world: World, what: Led, n: number): Promise<NatsServer> {
  const name = await leaderOf(world.nats, what);
  return world.nats.find((server) => server.name === name) ?? nth(world.nats, n);
}
