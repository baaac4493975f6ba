// A real nats-server with JetStream on disk, from the one configuration text that clusters use as well.
// Invariant: ready means that the streams on disk are recovered and clients are served.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Child, startChild } from './child.ts';
import type { NatsPasswords } from './credentials.ts';
import { cleanEnv } from './environment.ts';
import { LOOPBACK, urlHost } from './network.ts';

export interface NatsSpec {
  binary: string;
  storeDir: string;
  /** 0 takes any free one. */
  port: number;
  /** 127.0.0.1 unless told. */
  loopback?: string;
  passwords: NatsPasswords;
  /** Most the streams may take on disk. */
  maxFileBytes?: number;
  /** "always", or a duration such as "2m": see nats.conf. */
  syncInterval?: string;
  /** Its name among others; `nats` unless told. */
  name?: string;
  /** Beside the configuration, such as routes to other servers. */
  args?: readonly string[];
}

const CONFIG = fileURLToPath(new URL('../../k8s/base/nats/nats.conf', import.meta.url));
const DEFAULT_MAX_FILE_BYTES = 8 * 1024 ** 3;
/** A gigabyte of events that was not closed cleanly takes some seconds to index again. */
const READY_DEADLINE_MS = 60_000;

/** Starts the server; {@link natsReady} says when it serves. */
export function startNatsServer(spec: NatsSpec, onLine?: (line: string) => void): Child {
  mkdirSync(spec.storeDir, { recursive: true, mode: 0o700 });
  const { passwords, loopback = LOOPBACK } = spec;
  return startChild({
    name: 'nats',
    command: spec.binary,
    args: ['-c', CONFIG, ...(spec.args ?? [])],
    env: {
      ...cleanEnv(),
      NATS_SERVER_NAME: spec.name ?? 'nats',
      NATS_HOST: quoted(loopback),
      NATS_PORT: String(spec.port === 0 ? -1 : spec.port),
      NATS_MONITOR: quoted(`${urlHost(loopback)}:-1`),
      NATS_STORE_DIR: quoted(spec.storeDir),
      NATS_MAX_FILE: String(spec.maxFileBytes ?? DEFAULT_MAX_FILE_BYTES),
      NATS_SYNC_INTERVAL: quoted(spec.syncInterval ?? '2m'),
      NATS_GATEWAY_PASSWORD: quoted(passwords.gateway),
      NATS_PERSISTER_PASSWORD: quoted(passwords.persister),
      NATS_ERASER_PASSWORD: quoted(passwords.eraser),
      NATS_WEBHOOKS_PASSWORD: quoted(passwords.webhooks),
      NATS_PROVISION_PASSWORD: quoted(passwords.provision),
      NATS_OPERATOR_PASSWORD: quoted(passwords.operator),
      NATS_BACKUP_PASSWORD: quoted(passwords.backup),
      NATS_ADMIN_PASSWORD: quoted(passwords.admin),
    },
    ...(onLine !== undefined && { onLine }),
  });
}

/**
 * What it says when a write failed, on a stream and on all of JetStream. Only where a line of its own begins: one about
 * a connection holds what anybody sent who reaches the port, such as the name of a user who was refused.
 */
const WRITE_FAILED =
  /^\[\d+\] \S+ \S+ \[ERR\] (?:JetStream out of [\w ]+, will be DISABLED$|(?:(?:Filestore|RAFT) \[[^\]]*\]|JetStream (?:(?:stream|consumer) '[^']*'|cluster meta group)) critical write error: )/i;
export const saysWriteFailed = (line: string): boolean => WRITE_FAILED.test(line);
/** So seldom it starts anew while its disk stays full. */
const WRITE_FAILED_MS = 10_000;

/**
 * The same, for a supervisor: a server whose disk was full once stores nothing any more, also when there is room again
 * (nats-server#7788; a reload does not help, a start does), so it ends a while after a write failed.
 */
export function startSupervisedNats(spec: NatsSpec, onLine: (line: string) => void): Child {
  let timer: NodeJS.Timeout | undefined;
  const child = startNatsServer(spec, (line) => {
    onLine(line);
    if (saysWriteFailed(line)) timer ??= setTimeout(() => void child.stop(), WRITE_FAILED_MS);
  });
  void child.exited.then(() => clearTimeout(timer));
  return child;
}

/** Waits until the server serves; answers its port. */
export async function natsReady(child: Child): Promise<number> {
  await child.waitForLine(
    (line) => (line.includes('Server is ready') ? true : undefined),
    READY_DEADLINE_MS,
  );
  const listening = /Listening for client connections on .*:(\d+)/;
  return child.waitForLine((line) => {
    const port = listening.exec(line)?.[1];
    return port === undefined ? undefined : Number(port);
  }, READY_DEADLINE_MS);
}

/** A value as nats-server's configuration language takes it: paths may hold spaces. */
const quoted = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
