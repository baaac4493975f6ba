// The browser page is built when it is missing or older than what it is made of; a start that changes nothing
// builds nothing. Invariant: what is there is a whole page; a build that was cut off leaves the one before, or none.
import { existsSync, globSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endsWithUs, startChild, tail } from './child.ts';
import { cleanEnv } from './environment.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SOURCES = ['src/web/**', 'src/client/**', 'src/shared/protocol.ts', 'package-lock.json'];
const BUILT = 'dist/web/index.html';
const BUILD_DEADLINE_MS = 120_000;

export const webDir = (root: string = ROOT): string => join(root, 'dist/web');

export function pageIsCurrent(root: string = ROOT): boolean {
  const built = join(root, BUILT);
  if (!existsSync(built)) return false;
  const builtAt = statSync(built).mtimeMs;
  return globSync(SOURCES, { cwd: root }).every(
    (path) => statSync(join(root, path)).mtimeMs <= builtAt,
  );
}

export async function buildPage(root: string = ROOT): Promise<void> {
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const aside = `${webDir(root)}.${process.pid}`;
  const child = startChild({
    name: 'vite',
    command: process.execPath,
    args: [vite, 'build', 'src/web', '--outDir', aside, '--emptyOutDir'],
    cwd: root,
    env: cleanEnv(),
  });
  const kill = () => void child.kill();
  const timer = setTimeout(kill, BUILD_DEADLINE_MS);
  const done = endsWithUs(kill);
  const { code } = await child.exited;
  clearTimeout(timer);
  done();
  if (code !== 0) {
    rmSync(aside, { recursive: true, force: true });
    throw new Error(`the page could not be built${tail(child.lines())}`);
  }
  rmSync(webDir(root), { recursive: true, force: true });
  renameSync(aside, webDir(root));
}
