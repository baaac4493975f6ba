// The whole chat as processes of this run, with a proxy on every way between two of them. Set-up answers its tear-down:
// `stop` ends everything, whatever state a fault left it in.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startChild } from '../../src/local/child.ts';
import { newCredentials } from '../../src/local/credentials.ts';
import { ROOT } from '../../src/local/page.ts';
import { databaseUrl, SUPERUSER } from '../../src/local/postgres.ts';
import { programEnv, programSpec } from '../../src/local/programs.ts';
import { eventually } from '../support/eventually.ts';
import { connectionsTo } from '../support/nats.ts';
import { sql } from '../support/postgres.ts';
import { runProgram } from '../support/program.ts';
import { openDatabase } from './database.ts';
import { openNatsServers } from './nats-servers.ts';
import { quietPort } from './ports.ts';
import { unready } from './probes.ts';
import { gatewayEnv, type OurProgram, openProgram } from './programs.ts';
import { startProxy, type TcpProxy } from './proxy.ts';
import type { Kind, Watched } from './watched.ts';

export type Mode = 'r1' | 'r3';

/** What a run consists of; faults are drawn for it before there is anything. */
export interface Shape {
  mode: Mode;
  gateways: number;
  persisters: number;
  /** Whether stores have disks of their own. */
  disks: boolean;
  /** Faults that last do so no longer than this, milliseconds. */
  longestMs: number;
}

export type World = Awaited<ReturnType<typeof openWorld>>;

const READY_WITHIN_MS = 60_000;
export async function openWorld(shape: Shape, dir: string) {
  const logs = join(dir, 'logs');
  mkdirSync(logs, { recursive: true });
  const credentials = newCredentials();
  const count = shape.mode === 'r3' ? 3 : 1;
  const nats = await openNatsServers({ count, dir, logs, passwords: credentials.nats });
  const postgresPort = await quietPort();
  const { postgres, disk } = await openDatabase(dir, logs, postgresPort, credentials.postgres);
  const natsUrl = nats.servers.map(({ port }) => `nats://127.0.0.1:${port}`).join(',');
  const direct = programEnv(credentials, { natsUrl, postgresPort });
  const links: TcpProxy[] = [...nats.routes];
  const programs: OurProgram[] = [];

  const way = async (name: string, to: number) => {
    const proxy = await startProxy({ name, to });
    links.push(proxy);
    return proxy.port;
  };
  const add = async (kind: 'gateway' | 'persister', own: Record<string, string>) => {
    const name = `${kind}-${programs.filter((program) => program.kind === kind).length}`;
    const ports = await Promise.all(
      nats.servers.map((server) => way(`${name}>${server.name}`, server.port)),
    );
    const database = kind === 'persister' ? await way(`${name}>postgres`, postgresPort) : 0;
    const url = ports.map((port) => `nats://127.0.0.1:${port}`).join(',');
    const env = programEnv(credentials, { natsUrl: url, postgresPort: database })[kind];
    programs.push(await openProgram({ kind, name, logs, dir, env: { ...env, ...own } }));
  };
  for (let i = 0; i < shape.gateways; i++) {
    await add('gateway', gatewayEnv(i));
  }
  for (let i = 0; i < shape.persisters; i++) await add('persister', {});

  const all: Watched[] = [...nats.servers, postgres, ...programs];
  const connections = connectionsTo(
    { servers: natsUrl.split(','), maxReconnectAttempts: -1, ignoreClusterUpdates: true },
    credentials.nats,
  );
  const provisionEnv = { ...direct.provision, STREAM_REPLICAS: String(count) };
  const world = {
    shape,
    dir,
    logs,
    operator: direct.operator,
    provisionUrl: natsUrl.replace('://', `://provision:${credentials.nats.provision}@`),
    nats: nats.servers,
    postgres,
    disks: [...nats.servers.map((server) => server.disk), disk],
    postgresDisk: disk,
    gateways: programs.filter(({ kind }) => kind === 'gateway'),
    persisters: programs.filter(({ kind }) => kind === 'persister'),
    programs,
    all,
    links,
    urls: programs
      .filter(({ kind }) => kind === 'gateway')
      .map(({ port }) => `http://127.0.0.1:${port}`),
    of: (kind: Kind) => all.filter((watched) => watched.kind === kind),
    connect: connections.connect,
    sql: <R extends Record<string, unknown>>(query: string) => {
      const password = credentials.postgres.superuser;
      return sql<R>(databaseUrl({ user: SUPERUSER, password, port: postgresPort }), query);
    },
    /** Answers its exit code. */
    provision: async () => (await runProgram('provision', provisionEnv)).code,
    /** A task of ours that ends, such as a backup; answers its exit code. */
    task: async (file: string, env: Record<string, string>) => {
      const spec = programSpec(file, 'provision', env);
      const child = startChild({ ...spec, args: [join(ROOT, file)] });
      return (await child.exited).code;
    },
    /** Whatever a fault left: everything passes, runs and is not frozen. */
    heal: () => {
      for (const link of links) link.behave({ how: 'pass' });
      for (const each of world.disks) each.free();
      for (const program of programs) program.stepClock(0);
      for (const each of all) {
        if (each.frozen()) each.thaw();
        if (!each.wanted()) each.start();
      }
    },
    stop: async () => {
      await connections.close();
      for (const link of links) link.behave({ how: 'pass' });
      for (const each of all) if (each.frozen()) each.thaw();
      for (const kind of ['gateway', 'persister', 'nats', 'postgres'] as const) {
        await Promise.all(world.of(kind).map((each) => each.drain()));
      }
      await Promise.all(links.map((link) => link.stop()));
      for (const each of world.disks) each.remove();
    },
  };
  try {
    for (const server of [...nats.servers, postgres]) server.start();
    await eventually(() => world.sql('select 1'), { deadlineMs: READY_WITHIN_MS });
    const code = await world.provision();
    if (code !== 0) throw new Error(`provision exited with ${code}`);
    for (const program of programs) program.start();
    await eventually(
      async () => {
        const names = await unready(world);
        if (names.length > 0) throw new Error(`not ready: ${names.join(', ')}`);
      },
      { deadlineMs: READY_WITHIN_MS },
    );
  } catch (error) {
    await world.stop();
    throw error;
  }
  return world;
}
