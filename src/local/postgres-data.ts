// The data directory of a Postgres that ran before: whether this Postgres, as this user, can go on with it.
import { execFile } from 'node:child_process';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cleanEnv } from './environment.ts';
import { unprivilegedOwner } from './unprivileged.ts';

/** What to do with rows that no Postgres here can read. */
const ANEW =
  'move it away (the rows are made again from what the log holds), or set DATA_DIR=… to another one';

/** Throws an error that says what to do. */
export async function checkPostgresData(dataDir: string, postgres: string): Promise<void> {
  checkOwner(dataDir);
  const made = contents(join(dataDir, 'PG_VERSION')).trim();
  if (!/^\d+$/.test(made))
    throw new Error(`${dataDir} holds no whole database (PG_VERSION): ${ANEW}`);
  const { stdout } = await promisify(execFile)(postgres, ['--version'], { env: cleanEnv() });
  const major = /\) (\d+)/.exec(stdout)?.[1];
  if (made !== major) {
    throw new Error(`${dataDir} was made by Postgres ${made}, this one is ${major}: ${ANEW}`);
  }
  // A power cut leaves it empty, and Postgres then waits for nobody; a living one has written it whole.
  const pidFile = join(dataDir, 'postmaster.pid');
  if (contents(pidFile).trim() === '') rmSync(pidFile, { force: true });
}

/** Nothing, where there is no such file. */
function contents(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/** A data directory belongs to who made it: root's is run as nobody, a user's as that user. */
function checkOwner(dataDir: string) {
  const { uid } = statSync(dataDir);
  const self = unprivilegedOwner()?.uid ?? process.getuid?.();
  if (self === undefined || uid === self) return;
  throw new Error(
    `${dataDir} belongs to user ${uid}, Postgres would run as ${self}: run as who made it, or set DATA_DIR=…`,
  );
}
