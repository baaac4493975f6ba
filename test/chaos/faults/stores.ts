// Full disks, clocks that are set, and what an operator does while people talk: provisioning again, a backup, a new log.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../support/eventually.ts';
import type { World } from '../world.ts';
import { type Fault, lasting, nth, sizeOf } from './fault.ts';

const FULL_MS = [3_000, 15_000] as const;
const RESTORED_WITHIN_MS = 30_000;

const natsDiskFull: Fault = {
  name: 'nats disk full',
  on: 'nats',
  disks: true,
  plan: (random, shape) => {
    const n = random.int(0, sizeOf(shape, 'nats') - 1);
    const lastsMs = lasting(random, shape, ...FULL_MS);
    return {
      label: `number ${n}, ${lastsMs} ms`,
      lastsMs,
      begin: (world) => nth(world.nats, n).disk.fill(),
      end: (world) => nth(world.nats, n).disk.free(),
    };
  },
};

const postgresDiskFull: Fault = {
  name: 'postgres disk full',
  on: 'postgres',
  disks: true,
  plan: (random, shape) => {
    const lastsMs = lasting(random, shape, ...FULL_MS);
    return {
      label: `${lastsMs} ms`,
      lastsMs,
      begin: (world) => world.postgresDisk.fill(),
      end: (world) => world.postgresDisk.free(),
    };
  },
};

const clock = (on: 'gateway' | 'persister', steps: readonly number[]): Fault => ({
  name: `${on} clock`,
  on,
  plan: (random, shape) => {
    const n = random.int(0, sizeOf(shape, on) - 1);
    const byMs = random.pick(steps);
    const lastsMs = lasting(random, shape, 3_000, 20_000);
    const one = (world: World) => nth(on === 'gateway' ? world.gateways : world.persisters, n);
    return {
      label: `number ${n}, ${byMs} ms, for ${lastsMs} ms`,
      one: true,
      lastsMs,
      begin: (world) => one(world).stepClock(byMs),
      end: (world) => one(world).stepClock(0),
    };
  },
});

const provisionAgain: Fault = {
  name: 'provision again',
  on: 'postgres',
  plan: (random) => {
    const times = random.int(1, 3);
    return {
      label: `${times} at once`,
      lastsMs: 0,
      begin: async (world) => {
        const codes = await Promise.all(Array.from({ length: times }, world.provision));
        return `exited with ${codes.join(', ')}`;
      },
    };
  },
};

async function backUp(world: World): Promise<string> {
  const dir = join(mkdtempSync(join(world.dir, 'backup-')), 'log');
  const NATS_URL = world.operator.NATS_BACKUP_URL;
  const code = await world.task('src/local/backup.ts', { NATS_URL, DIR: dir });
  if (code !== 0) throw new Error(`make backup exited with ${code}`);
  return dir;
}

const backup: Fault = {
  name: 'backup',
  on: 'nats',
  rare: true,
  plan: () => ({
    label: 'while people talk',
    lastsMs: 0,
    begin: async (world) => {
      rmSync(join(await backUp(world), '..'), { recursive: true });
    },
  }),
};

/** As docs/operations.md moves the log to other servers: nobody writes, backup, new stores, restore, and all again. */
const newLog: Fault = {
  name: 'new log from a backup',
  on: 'nats',
  mode: 'r1',
  rare: true,
  plan: () => ({
    label: 'gateways away meanwhile',
    lastsMs: 0,
    begin: async (world, tape) => {
      await Promise.all(world.gateways.map((gateway) => gateway.drain()));
      const dir = await backUp(world);
      await Promise.all(world.persisters.map((persister) => persister.drain()));
      for (const server of world.nats) {
        await server.halt();
        rmSync(join(server.disk.path, 'store'), { recursive: true, force: true });
        server.start();
      }
      const env = { NATS_URL: world.provisionUrl, DIR: dir };
      await eventually(
        async () => {
          const code = await world.task('src/local/restore.ts', env);
          if (code !== 0) throw new Error(`make restore exited with ${code}`);
        },
        { deadlineMs: RESTORED_WITHIN_MS },
      );
      const code = await world.provision();
      if (code !== 0) throw new Error(`provision exited with ${code}`);
      tape.newLogs.push(Date.now());
      for (const program of world.programs) program.start();
      rmSync(join(dir, '..'), { recursive: true });
    },
  }),
};

export const STORE_FAULTS: readonly Fault[] = [
  natsDiskFull,
  postgresDiskFull,
  clock('gateway', [-40_000, -9_000, -3_000, 3_000, 9_000, 40_000]),
  clock('persister', [-600_000, -40_000, 40_000, 600_000]),
  provisionAgain,
  backup,
  newLog,
];
