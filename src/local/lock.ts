// One runner per data directory. The lock is a file that says who holds it; the holder's death frees it.
// Invariant: of any number of runners that start at once, exactly one gets the lock.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identity } from './processes.ts';

interface Holder {
  pid: number;
  identity: string | undefined;
}

/** Who holds a lock that a power cut or a full disk emptied or cut: it is written whole, so no living runner does. */
const NOBODY: Holder = { pid: 0, identity: undefined };

/** Another runner works in this directory. */
export class LockedError extends Error {
  override name = 'LockedError';
  readonly pid: number;
  constructor(dir: string, pid: number) {
    super(`${dir} is in use by another runner (pid ${pid}): stop it, or set DATA_DIR=…`);
    this.pid = pid;
  }
}

/** Takes the lock of a directory; the answer gives it back. Throws {@link LockedError}. */
export function takeLock(dir: string, pid: number = process.pid): () => void {
  mkdirSync(dir, { recursive: true });
  const path = join(dir, 'lock');
  const own = `${path}.${pid}`;
  const holder: Holder = { pid, identity: identity(pid) };
  // Written aside and linked in: whoever reads the lock reads all of it.
  writeFileSync(own, JSON.stringify(holder));
  try {
    while (!linked(own, path)) clearStale(dir, path, own);
  } finally {
    rmSync(own, { force: true });
  }
  return () => {
    if (readHolder(path)?.pid === pid) rmSync(path, { force: true });
  };
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes the lock of a dead holder; throws when the holder lives. */
function clearStale(dir: string, path: string, own: string) {
  const seen = readHolder(path);
  if (seen === undefined) return;
  if (alive(seen)) throw new LockedError(dir, seen.pid);
  const aside = `${own}.stale`;
  try {
    renameSync(path, aside);
  } catch {
    // Another one that starts now was faster; the next look says who holds it.
    return;
  }
  const taken = readHolder(aside);
  // Between look and rename somebody else may have taken it over: then it is theirs again.
  if (taken !== undefined && alive(taken)) linked(aside, path);
  rmSync(aside, { force: true });
}

const alive = (holder: Holder): boolean =>
  holder.identity !== undefined && identity(holder.pid) === holder.identity;

/** Undefined where there is no lock: it was given back in this moment. */
function readHolder(path: string): Holder | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return (JSON.parse(text) as Holder | null) ?? NOBODY;
  } catch {
    // Not whole: see NOBODY.
    return NOBODY;
  }
}
