// NATS and Postgres as the component `tls` runs them: its own configuration files, with certificates that its own
// script made. Each has a port on loopback, so the names are `localhost`.
import { execFileSync } from 'node:child_process';
import { chownSync, copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Child, startChild } from '../../src/local/child.ts';
import type { Credentials } from '../../src/local/credentials.ts';
import { natsReady } from '../../src/local/nats.ts';
import { ROOT } from '../../src/local/page.ts';
import { openPostgres, postgresReady } from '../../src/local/postgres.ts';
import { freePort } from './free-port.ts';
import { natsBinary } from './nats.ts';

const TLS = join(ROOT, 'k8s/components/tls');
const CLUSTER = join(ROOT, 'k8s/components/nats-cluster');
const NATS = join(ROOT, 'k8s/base/nats');

/** An authority and the certificates of both services, in a directory of these names. */
export function makeCertificates(dir: string): string {
  execFileSync('sh', [join(ROOT, 'k8s/certificates.sh'), dir], { stdio: 'ignore' });
  return dir;
}

export interface NatsOverTls {
  name: string;
  /** Where its files go. */
  dir: string;
  certificates: string;
  credentials: Credentials;
  /** As one of several, with the configuration of nats-cluster. */
  cluster?: { port: number; password: string; routes: readonly string[] };
}

/** Starts one server; `natsReady` says its port. */
export async function startNatsOverTls(options: NatsOverTls): Promise<Child> {
  const { name, dir, certificates, credentials, cluster } = options;
  const home = join(dir, name);
  mkdirSync(home);
  copyFileSync(join(NATS, 'nats.conf'), join(home, 'nats.conf'));
  const routes = readFileSync(join(cluster ? CLUSTER : NATS, 'cluster.conf'), 'utf8');
  const listen = `127.0.0.1:${cluster?.port}`;
  writeFileSync(join(home, 'cluster.conf'), routes.replace('0.0.0.0:6222', listen));
  const text = readFileSync(join(TLS, 'tls.conf'), 'utf8');
  const config = join(home, 'tls.conf');
  writeFileSync(config, text.replaceAll('/etc/certificate', join(certificates, 'nats')));
  const { gateway, persister, eraser, webhooks, provision, operator, backup, admin } =
    credentials.nats;
  return startChild({
    name,
    command: await natsBinary(),
    args: ['-c', config],
    env: {
      ...process.env,
      NATS_SERVER_NAME: name,
      NATS_HOST: '"127.0.0.1"',
      NATS_PORT: '-1',
      NATS_MONITOR: '"127.0.0.1:-1"',
      NATS_STORE_DIR: `"${join(home, 'store')}"`,
      NATS_MAX_FILE: '2GB',
      NATS_SYNC_INTERVAL: '"2m"',
      NATS_GATEWAY_PASSWORD: gateway,
      NATS_PERSISTER_PASSWORD: persister,
      NATS_ERASER_PASSWORD: eraser,
      NATS_WEBHOOKS_PASSWORD: webhooks,
      NATS_PROVISION_PASSWORD: provision,
      NATS_OPERATOR_PASSWORD: operator,
      NATS_BACKUP_PASSWORD: backup,
      NATS_ADMIN_PASSWORD: admin,
      ...(cluster && {
        NATS_ROUTE_PASSWORD: cluster.password,
        NATS_ROUTES: JSON.stringify(cluster.routes),
      }),
    },
  });
}

/** Resolves with the server and its port once it serves. */
export async function serveNatsOverTls(options: NatsOverTls) {
  const child = await startNatsOverTls(options);
  return { child, port: await natsReady(child) };
}

/** A Postgres that takes encrypted connections only. */
export async function servePostgresOverTls(options: {
  dir: string;
  certificates: string;
  credentials: Credentials;
}): Promise<{ child: Child; port: number }> {
  const dataDir = join(options.dir, 'data');
  const port = await freePort();
  const launch = await openPostgres({
    dataDir,
    port,
    passwords: options.credentials.postgres,
    durable: false,
  });
  copyFileSync(join(TLS, 'pg_hba.conf'), join(dataDir, 'pg_hba.conf'));
  const { uid, gid } = statSync(dataDir);
  for (const file of ['tls.crt', 'tls.key']) {
    copyFileSync(join(options.certificates, 'postgres', file), join(dataDir, file));
    chownSync(join(dataDir, file), uid, gid);
  }
  const settings = { ssl: 'on', ssl_cert_file: 'tls.crt', ssl_key_file: 'tls.key' };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'\n`);
  writeFileSync(join(dataDir, 'postgresql.auto.conf'), lines.join(''));
  const child = launch();
  await postgresReady(child);
  return { child, port };
}
