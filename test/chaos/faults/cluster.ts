// What only several servers can suffer: the one that leads dies or stands still, two of three are away, one loses its disk.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../support/eventually.ts';
import { lagging } from '../monitor.ts';
import { type Fault, lasting, nth } from './fault.ts';
import { type Led, leading, SERVERS } from './leader.ts';

const CURRENT_WITHIN_MS = 60_000;

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
            const behind = await lagging(world.nats);
            if (behind.length > 0) throw new Error(`a replica lags: ${behind.join(', ')}`);
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
  killTwo,
  loseDisk,
];
