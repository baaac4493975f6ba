// `make restore DIR=…` on this machine: a nats-server of its own on the data directory in which nothing runs, the backup
// into it, the server away again. The next `make run` finds the log, and makes the rows from it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findTool } from './binaries.ts';
import { loadCredentials } from './credentials.ts';
import { LockedError, takeLock } from './lock.ts';
import { natsReady, startNatsServer } from './nats.ts';
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
  try {
    return await withServer();
  } finally {
    unlock();
  }
}

async function withServer(): Promise<number> {
  const { nats } = loadCredentials(join(dataDir, 'secrets.json'));
  const server = startNatsServer({
    binary: await findTool(NATS_SERVER, { say }),
    storeDir: join(dataDir, 'nats'),
    port: 0,
    passwords: nats,
    syncInterval: 'always',
  });
  // Ctrl-C is for the restore: it ends, then so does the server.
  process.on('SIGINT', () => undefined);
  try {
    const port = await natsReady(server);
    const program = fileURLToPath(new URL('restore.ts', import.meta.url));
    const NATS_URL = `nats://provision:${nats.provision}@127.0.0.1:${port}`;
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
