// Another commit of this repository, checked out for a while beside it, with the packages it locks.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Worktree {
  path: string;
  commit: string;
  remove: () => void;
}

export function openWorktree(root: string, ref: string): Worktree {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const commit = git('rev-parse', '--verify', '--short', '--end-of-options', `${ref}^{commit}`);
  const dir = mkdtempSync(join(tmpdir(), 'chatk8s-against-'));
  const path = join(dir, 'base');
  const remove = () => {
    rmSync(dir, { recursive: true, force: true });
    git('worktree', 'prune');
  };
  try {
    git('worktree', 'add', '--quiet', '--detach', path, commit.trim());
    install(root, path);
  } catch (error) {
    remove();
    throw error;
  }
  return { path, commit: commit.trim(), remove };
}

/** The packages here where both lock the same, else its own. */
function install(root: string, path: string): void {
  const lock = (of: string) => readFileSync(join(of, 'package-lock.json'), 'utf8');
  if (lock(root) === lock(path)) {
    symlinkSync(join(root, 'node_modules'), join(path, 'node_modules'));
    return;
  }
  // As the Makefile does: whatever npm was told elsewhere, everything, with its scripts.
  const everything = ['--include=dev', '--include=optional', '--ignore-scripts=false'];
  const args = ['ci', ...everything, '--no-fund', '--no-audit', '--loglevel=error'];
  execFileSync('npm', args, { cwd: path, stdio: 'inherit' });
}
