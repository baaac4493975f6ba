// One Postgres for the whole run, started when the first test asks for it, and a fresh database for each test
// file. Tests that stop Postgres start one of their own.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { MikroORM } from '@mikro-orm/postgresql';
import type { Child } from '../../src/local/child.ts';
import { type Credentials, newCredentials } from '../../src/local/credentials.ts';
import {
  databaseUrl,
  OWNER,
  openPostgres,
  postgresReady,
  SUPERUSER,
} from '../../src/local/postgres.ts';
import { hostOf, NO_ENTITIES } from '../../src/persister/database/database.ts';
import { freePort } from './free-port.ts';
import { tempDir } from './temp.ts';

type Row = Record<string, unknown>;

export interface TestDatabase {
  readonly port: number;
  readonly name: string;
  readonly credentials: Credentials;
  /** As the owner: may make tables and roles. */
  readonly adminUrl: string;
  /** May do everything. */
  readonly superuserUrl: string;
  /** As the roles that provision makes; usable once it ran. */
  readonly persisterUrl: string;
  readonly operatorUrl: string;
  /** Runs SQL as the owner; `?` stands for a parameter. */
  sql: <R extends Row = Row>(query: string, parameters?: unknown[]) => Promise<R[]>;
  drop: () => Promise<void>;
}

export interface TestPostgres {
  readonly port: number;
  readonly credentials: Credentials;
  createDatabase: () => Promise<TestDatabase>;
  /** Stops the server; its data stays. */
  stop: () => Promise<void>;
  /** As a power cut would. */
  kill9: () => Promise<void>;
  /** On the same port and data. */
  start: () => Promise<void>;
  /** Stops it and removes its data. */
  dispose: () => Promise<void>;
}

/** Processes of a server that was killed go on with what they are at, for so long at most, before they notice; none starts beside them. */
const LEFT_MS = 10_000;
const STILL_USED = /pre-existing shared memory block/;

export async function startPostgres(): Promise<TestPostgres> {
  const dir = tempDir('postgres');
  const credentials = newCredentials();
  const port = await freePort();
  const spec = { dataDir: join(dir.path, 'data'), port, passwords: credentials.postgres };
  const launch = await openPostgres({ ...spec, durable: false });
  let child: Child = launch();
  await postgresReady(child);
  const superuserUrl = (database: string) =>
    databaseUrl({ user: SUPERUSER, password: credentials.postgres.superuser, port, database });
  return {
    port,
    credentials,
    createDatabase: () => createDatabase({ port, credentials, superuserUrl }),
    stop: async () => {
      await child.stop();
    },
    kill9: async () => {
      await child.kill();
    },
    start: async () => {
      for (const until = performance.now() + LEFT_MS; ; ) {
        child = launch();
        const failed = await postgresReady(child).then(
          () => undefined,
          (error: Error) => error,
        );
        if (failed === undefined) return;
        if (!STILL_USED.test(failed.message) || performance.now() > until) throw failed;
      }
    },
    dispose: async () => {
      await child.stop();
      dir.remove();
    },
  };
}

async function createDatabase(server: {
  port: number;
  credentials: Credentials;
  superuserUrl: (database: string) => string;
}): Promise<TestDatabase> {
  const { port, credentials, superuserUrl } = server;
  const name = `test_${randomBytes(6).toString('hex')}`;
  await sql(superuserUrl('postgres'), `create database ${name} owner ${OWNER}`);
  const { owner, persister, operator } = credentials.postgres;
  const url = (user: string, password: string) =>
    databaseUrl({ user, password, port, database: name });
  const adminUrl = url(OWNER, owner);
  return {
    port,
    name,
    credentials,
    adminUrl,
    superuserUrl: superuserUrl(name),
    persisterUrl: url('persister', persister),
    operatorUrl: url('operator', operator),
    sql: (query, parameters) => sql(adminUrl, query, parameters),
    drop: async () => {
      await sql(superuserUrl('postgres'), `drop database ${name} with (force)`);
    },
  };
}

export interface Sql {
  run: <R extends Row = Row>(query: string, parameters?: unknown[]) => Promise<R[]>;
  close: () => Promise<void>;
}

/** Statements over one connection. */
export async function openSql(url: string): Promise<Sql> {
  const orm = await MikroORM.init({
    clientUrl: url,
    ...hostOf({ url }),
    ...NO_ENTITIES,
    pool: { min: 0, max: 1 },
  });
  return {
    run: async <R extends Row>(query: string, parameters: unknown[] = []) =>
      (await orm.em.getConnection().execute(query, parameters)) as R[],
    close: () => orm.close(true),
  };
}

/** One statement over a connection of its own. */
export async function sql<R extends Row = Row>(
  url: string,
  query: string,
  parameters: unknown[] = [],
): Promise<R[]> {
  const connection = await openSql(url);
  try {
    return await connection.run<R>(query, parameters);
  } finally {
    await connection.close();
  }
}

let shared: Promise<TestPostgres> | undefined;

/** A fresh database on the run's own server. The caller drops it. */
export async function createTestDatabase(): Promise<TestDatabase> {
  shared ??= startPostgres();
  return (await shared).createDatabase();
}

/** For the last hook. */
export async function disposeSharedPostgres(): Promise<void> {
  await (await shared)?.dispose();
  shared = undefined;
}
