// Processes that die, stand still, or are asked to go.
import { setTimeout as sleep } from 'node:timers/promises';
import { isWhole, natsAlive } from '../monitor.ts';
import { unready } from '../probes.ts';
import { signal, type Watched } from '../watched.ts';
import { within } from '../within.ts';
import type { World } from '../world.ts';
import { type Fault, lasting, nth, type Restarted, sizeOf, type Thing } from './fault.ts';

const KILLED_MS = [100, 4_000] as const;
const FROZEN_MS = [2_000, 60_000] as const;
/** Longer than the promise, to know how late it is. */
const READY_WITHIN_MS = 60_000;

const kill = (on: Thing): Fault => ({
  name: `kill ${on}`,
  on,
  plan: (random, shape) => {
    const n = random.int(0, sizeOf(shape, on) - 1);
    const ms = random.int(...KILLED_MS);
    return {
      label: `number ${n}, back after ${ms} ms`,
      one: true,
      lastsMs: ms,
      begin: (world) => nth(world.of(on), n).kill(ms),
    };
  },
});

const killAll = (on: Thing, name: string): Fault => ({
  name,
  on,
  plan: (random) => {
    const ms = random.int(...KILLED_MS);
    return {
      label: `back after ${ms} ms`,
      lastsMs: ms,
      begin: (world) => {
        for (const each of world.of(on)) each.kill(ms);
      },
    };
  },
});

const freeze = (on: Thing): Fault => ({
  name: `freeze ${on}`,
  on,
  plan: (random, shape) => {
    const n = random.int(0, sizeOf(shape, on) - 1);
    const lastsMs = lasting(random, shape, ...FROZEN_MS);
    return {
      label: `number ${n}, ${lastsMs} ms`,
      one: true,
      lastsMs,
      begin: (world) => nth(world.of(on), n).freeze(),
      end: (world) => nth(world.of(on), n).thaw(),
    };
  },
});

/** One after the other, each asked to finish and started again, as a rollout does. */
const rolling = (on: Thing, name: string): Fault => ({
  name,
  on,
  plan: (random) => {
    const pauseMs = random.int(0, 1_500);
    return {
      label: `${pauseMs} ms between them`,
      one: true,
      lastsMs: 0,
      begin: async (world) => {
        const took: number[] = [];
        const restarted: Restarted[] = [];
        for (const each of world.of(on)) {
          took.push(await each.drain());
          each.start();
          const ready = await within(READY_WITHIN_MS, () => isReady(world, each));
          restarted.push({ name: each.name, ready });
          await sleep(pauseMs);
        }
        return { told: `took ${took.join(', ')} ms`, restarted };
      },
    };
  },
});

/** As its probe asks it; the next server goes when the one before has all of the log again. */
async function isReady(world: World, each: Watched): Promise<boolean> {
  if (each.kind === 'postgres') return (await world.sql('select 1')).length > 0;
  const server = world.nats.find(({ name }) => name === each.name);
  if (server === undefined) return !(await unready(world)).includes(each.name);
  const clustered = world.shape.mode === 'r3';
  return (await natsAlive(server, clustered)) === true && (await isWhole(world));
}

/** One session's process dies, and Postgres starts all of them anew. */
const killBackend: Fault = {
  name: 'kill postgres backend',
  on: 'postgres',
  plan: (random) => {
    const draw = random.next();
    return {
      label: 'of a persister',
      lastsMs: 0,
      begin: async (world) => {
        const rows = await world.sql<{ pid: number }>(
          `select pid from pg_stat_activity where usename = 'persister' order by pid`,
        );
        const pid = rows[Math.floor(draw * rows.length)]?.pid;
        if (pid === undefined) return 'nobody has a session';
        signal(pid, 'SIGKILL');
        return `pid ${pid}`;
      },
    };
  },
};

export const PROCESS_FAULTS: readonly Fault[] = [
  kill('gateway'),
  killAll('gateway', 'kill all gateways'),
  freeze('gateway'),
  rolling('gateway', 'rolling restart gateways'),
  kill('persister'),
  killAll('persister', 'kill all persisters'),
  freeze('persister'),
  rolling('persister', 'rolling restart persisters'),
  kill('nats'),
  freeze('nats'),
  rolling('nats', 'rolling restart nats'),
  { ...killAll('nats', 'kill all servers'), mode: 'r3' },
  kill('postgres'),
  freeze('postgres'),
  rolling('postgres', 'restart postgres'),
  killBackend,
];
