// How each of our programs is started on one machine: its arguments and exactly the environment it needs. The
// tests start them through the same functions.
import { join } from 'node:path';
import type { ChildSpec } from './child.ts';
import type { Credentials } from './credentials.ts';
import { cleanEnv } from './environment.ts';
import { ROOT } from './page.ts';
import { databaseUrl, OWNER } from './postgres.ts';

export type Program = 'gateway' | 'persister' | 'webhooks' | 'provision' | 'rebuild' | 'provider';

const FILES: Record<Program, string> = {
  gateway: 'src/gateway/main.ts',
  persister: 'src/persister/main.ts',
  webhooks: 'src/webhooks/main.ts',
  provision: 'src/persister/provision.ts',
  rebuild: 'src/persister/tools/rebuild.ts',
  provider: 'src/local/provider/main.ts',
};

/** What a program must not inherit: it gets its own or none. */
const PRIVATE =
  /^(NATS_\w*|(ADMIN_)?DATABASE_URL(_FILE)?|(\w+_)?DB_PASSWORD(_FILE)?|(SESSION|WEBHOOK)_SECRET(_FILE)?|OPS_URLS|CHAT_URLS)$/;

/** The inherited environment, where the limits come from, without anybody's credentials. */
export const inheritedEnv = (env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(cleanEnv(env)).filter(([name]) => !PRIVATE.test(name)));

export function programSpec(
  name: string,
  program: Program,
  env: Record<string, string>,
): ChildSpec {
  return {
    name,
    command: process.execPath,
    args: ['--enable-source-maps', join(ROOT, FILES[program])],
    env: { ...inheritedEnv(), INSTANCE: name, ...env },
    stopDeadlineMs: STOP_DEADLINE_MS,
  };
}

/** Above the programs' own deadlines: a gateway drains, a persister finishes its batches. */
const STOP_DEADLINE_MS = 30_000;

export interface Places {
  natsUrl: string;
  postgresPort: number;
  /** Of the database; 127.0.0.1 unless told. */
  loopback?: string;
  database?: string;
}

/** The environment of each program: its own users and nobody else's. */
export function programEnv(credentials: Credentials, places: Places) {
  const { natsUrl, postgresPort, loopback, database } = places;
  const { nats, postgres, session, webhook } = credentials;
  const asUser = (user: keyof typeof nats) => ({
    NATS_URL: natsUrl,
    NATS_USER: user,
    NATS_PASSWORD: nats[user],
  });
  const url = (user: string, password: string) =>
    databaseUrl({
      user,
      password,
      port: postgresPort,
      ...(loopback !== undefined && { loopback }),
      ...(database !== undefined && { database }),
    });
  return {
    gateway: { ...asUser('gateway'), SESSION_SECRET: session, WEBHOOK_SECRET: webhook },
    webhooks: { ...asUser('webhooks'), WEBHOOK_SECRET: webhook },
    persister: {
      ...asUser('persister'),
      NATS_ERASER_PASSWORD: nats.eraser,
      DATABASE_URL: url('persister', postgres.persister),
    },
    provision: {
      ...asUser('provision'),
      ADMIN_DATABASE_URL: url(OWNER, postgres.owner),
      PERSISTER_DB_PASSWORD: postgres.persister,
      OPERATOR_DB_PASSWORD: postgres.operator,
    },
    operator: {
      NATS_URL: natsUrl.replace('://', `://operator:${nats.operator}@`),
      NATS_BACKUP_URL: natsUrl.replace('://', `://backup:${nats.backup}@`),
      NATS_ADMIN_URL: natsUrl.replace('://', `://admin:${nats.admin}@`),
      DATABASE_URL: url('operator', postgres.operator),
    },
  };
}
