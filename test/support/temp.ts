// Every file a test makes lies below one directory of this run; at the end it must be empty.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let root: string | undefined;

/** A directory of the test's own, with what removes it. */
export function tempDir(name: string): { path: string; remove: () => void } {
  // Not below a symbolic link's name for root only: Postgres runs as somebody else.
  root ??= mkdtempSync(join(tmpdir(), 'chatk8s-test-'));
  const path = mkdtempSync(join(root, `${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** What tests forgot to remove; removes it. An empty directory is of a suite that was not picked, and so ran no hook. */
export function forgottenFiles(): string[] {
  if (root === undefined) return [];
  const forgotten = readdirSync(root, { withFileTypes: true })
    .filter((entry) => !(entry.isDirectory() && isEmpty(join(entry.parentPath, entry.name))))
    .map(({ name }) => name);
  rmSync(root, { recursive: true, force: true });
  root = undefined;
  return forgotten;
}

const isEmpty = (dir: string): boolean => readdirSync(dir).length === 0;
