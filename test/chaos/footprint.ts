// What the programs hold and take up: memory and handles of each, what NATS and Postgres hold open for them.
import { readdirSync, readFileSync } from 'node:fs';
import type { Footprint } from './judge/evidence.ts';
import { connectionsOf, consumersOf } from './monitor.ts';
import type { World } from './world.ts';

export async function takeFootprint(world: World): Promise<Footprint> {
  const open = await Promise.all(world.nats.map(connectionsOf));
  const consumers = await Promise.all(world.nats.map(consumersOf));
  const [row] = await world.sql<{ sessions: string }>(
    `select count(*) as sessions from pg_stat_activity where usename = 'persister'`,
  );
  const sum = (list: readonly number[]) => list.reduce((total, each) => total + each, 0);
  return {
    programs: Object.fromEntries(world.programs.map(({ name, pid }) => [name, sizeOf(pid())])),
    connections: sum(open.map(({ connections }) => connections)),
    // Each of several servers knows those of the others as well.
    subscriptions: Math.max(...open.map(({ subscriptions }) => subscriptions)),
    consumers: Math.max(...consumers),
    sessions: Number(row?.sessions),
  };
}

/** Zero where this machine does not say it. */
function sizeOf(pid: number): { rssMb: number; handles: number } {
  try {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return {
      rssMb: Math.round(Number(kilobytes) / 1024),
      handles: readdirSync(`/proc/${pid}/fd`).length,
    };
  } catch {
    return { rssMb: 0, handles: 0 };
  }
}
