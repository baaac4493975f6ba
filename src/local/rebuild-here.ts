// `make rebuild` on this machine: the program that makes the rows anew, as provisioning's users of what runs in DATA_DIR. Its
// addresses are those that `make run` wrote down, its passwords those of the programs.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { readEnv } from '../shared/env.ts';
import { loadCredentials } from './credentials.ts';
import { programEnv, programSpec } from './programs.ts';

const running = readEnv(
  'make rebuild',
  z.object({ DATA_DIR: z.string().default('.data'), NATS_URL: z.url(), DATABASE_URL: z.url() }),
);
const dataDir = resolve(running.DATA_DIR);
const credentials = loadCredentials(join(dataDir, 'secrets.json'), join(dataDir, 'postgres'));
const database = new URL(running.DATABASE_URL);
const { provision } = programEnv(credentials, {
  natsUrl: `nats://${new URL(running.NATS_URL).host}`,
  postgresPort: Number(database.port),
  loopback: database.hostname.replace(/^\[(.*)\]$/, '$1'),
});
const { command, args, env } = programSpec('rebuild', 'rebuild', provision);
const child = spawn(command, args, { env, stdio: 'inherit' });
// It says that it goes on later, and its code is ours. Ctrl-C reaches it by itself.
for (const signal of ['SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => child.kill('SIGTERM'));
process.on('SIGINT', () => undefined);
const [code] = (await once(child, 'exit')) as [number | null];
process.exitCode = code ?? 1;
