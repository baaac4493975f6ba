// `make restore DIR=…` on this machine: a nats-server of its own on the data directory in which nothing runs, the backup
// into it, the server away again. The next `make run` finds the log, and makes the rows from it.
// Invariant: the log is there whole or not at all; what an interrupted restore left goes with the next one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findTool } from './binaries.ts';
import { loadCredentials } from './credentials.ts';
import { LockedError, takeLock } from './lock.ts';
import { natsReady, startNatsServer } from './nats.ts';
import { findNetwork, urlHost } from './network.ts';
import { NATS_SERVER } from './tools.ts';

const dataDir = resolve(process.env['DATA_DIR'] ?? '.data');
const say = (line: string) => process.stderr.write(`${line}\n`);
mkdirSync(dataDir, { recursive: true, mode: 0o700 });
process.exitCode = await restore();

async function restore(): Promise<number> {
  let unlock: () => void;
  try {
    unlock = takeLock(dataDir);
  } catch (error) {
    if (!(error instanceof LockedError)) throw error;
    say(error.message);
    return 78;
  }
  const store = join(dataDir, 'nats');
  const aside = `${store}.part`;
  try {
    if (existsSync(store)) {
      say(`${store} holds a log already: move it away, or set DATA_DIR=…`);
      return 78;
    }
    rmSync(aside, { recursive: true, force: true });
    const code = await withServer(aside);
    if (code === 0) renameSync(aside, store);
    else rmSync(aside, { recursive: true, force: true });
    return code;
  } finally {
    unlock();
  }
}

async function withServer(storeDir: string): Promise<number> {
  const { nats } = loadCredentials(join(dataDir, 'secrets.json'), join(dataDir, 'postgres'));
  const { loopback } = await findNetwork(undefined);
  const server = startNatsServer({
    binary: await findTool(NATS_SERVER, { say }),
    storeDir,
    port: 0,
    loopback,
    passwords: nats,
    syncInterval: 'always',
  });
  // Ctrl-C is for the restore: it ends, then so does the server.
  process.on('SIGINT', () => undefined);
  try {
    const port = await natsReady(server);
    const program = fileURLToPath(new URL('restore.ts', import.meta.url));
    const NATS_URL = `nats://provision:${nats.provision}@${urlHost(loopback)}:${port}`;
    const child = spawn(process.execPath, [program], {
      stdio: 'inherit',
      env: { ...process.env, NATS_URL },
    });
    const [code] = (await once(child, 'close')) as [number | null];
    return code ?? 1;
  } finally {
    await server.stop();
  }
}
