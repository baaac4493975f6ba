// `make restore DIR=…` on this machine: a nats-server of its own on the data directory in which nothing runs, the backup
// into it, the server away again. The next `make run` finds the log, and makes the rows from it.
// Invariant: the log is there whole or not at all; what an interrupted restore left goes with the next one.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endProcess } from '../shared/end-process.ts';
import { findTool } from './binaries.ts';
import { startChild } from './child.ts';
import { loadCredentials } from './credentials.ts';
import { ConfigError, sentenceOf } from './failure.ts';
import { takeLock } from './lock.ts';
import { natsReady, startNatsServer } from './nats.ts';
import { findNetwork, urlHost } from './network.ts';
import { openProcessRecord, type ProcessRecord } from './processes.ts';
import { NATS_SERVER } from './tools.ts';

const dataDir = resolve(process.env['DATA_DIR'] || '.data');
const store = join(dataDir, 'nats');
const aside = `${store}.part`;
const say = (line: string) => process.stderr.write(`${line}\n`);
// Told to stop, what goes on is waited for no longer, or the restore ends; then so does its server.
const stopping = new AbortController();
const { promise: stopped, reject: stop } = Promise.withResolvers<never>();
stopped.catch(() => undefined);
stopping.signal.addEventListener('abort', () => stop(new Error('make restore: told to stop')));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => stopping.abort());
}

try {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const unlock = takeLock(dataDir);
  process.exitCode = await restore().finally(unlock);
} catch (error) {
  say(sentenceOf(error));
  process.exitCode = stopping.signal.aborted ? 1 : 78;
}
// A program that is being fetched would go on for minutes.
if (stopping.signal.aborted) endProcess(Number(process.exitCode));

async function restore(): Promise<number> {
  if (existsSync(store)) {
    throw new ConfigError(`${store} holds a log already: move it away, or set DATA_DIR=…`);
  }
  const record = openProcessRecord(join(dataDir, 'run'));
  await record.endLeftovers(() => 0);
  rmSync(aside, { recursive: true, force: true });
  try {
    const code = await withServer(record);
    if (code === 0) renameSync(aside, store);
    return code;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

async function withServer(record: ProcessRecord): Promise<number> {
  const { nats } = loadCredentials(join(dataDir, 'secrets.json'), join(dataDir, 'postgres'));
  const { loopback } = await findNetwork(undefined);
  const binary = await Promise.race([findTool(NATS_SERVER, { say }), stopped]);
  const server = startNatsServer({
    binary,
    storeDir: aside,
    port: 0,
    loopback,
    passwords: nats,
    syncInterval: 'always',
  });
  if (server.pid !== undefined) record.add('nats', server.pid, 'SIGTERM');
  try {
    const port = await Promise.race([natsReady(server), stopped]);
    const program = fileURLToPath(new URL('restore.ts', import.meta.url));
    const NATS_URL = `nats://provision:${nats.provision}@${urlHost(loopback)}:${port}`;
    const child = startChild({
      name: 'restore',
      command: process.execPath,
      args: [program],
      env: { ...process.env, NATS_URL },
      onLine: say,
    });
    stopping.signal.addEventListener('abort', () => void child.stop());
    const { code } = await child.exited;
    return code ?? 1;
  } finally {
    await server.stop();
    record.remove('nats');
  }
}
