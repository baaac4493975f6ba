// The browser page is built when it is missing or older than what it is made of; a start that changes nothing
// builds nothing. Invariant: what is there is a whole page, of whichever of the runners that build it at once; a build that was
// cut off leaves the one before, or none, and what it made goes with the next build.
import { existsSync, globSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endsWithUs, startChild, tail } from './child.ts';
import { cleanEnv } from './environment.ts';
import { identity } from './processes.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SOURCES = [
  'src/web/**',
  'src/client/**',
  'src/chat/**',
  'src/shared/**',
  'package-lock.json',
];
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
  removeCutOff(root);
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
  putInPlace(aside, root);
}

/** Once more, where another runner's page came in between and is older than what it is made of. */
const PLACE_TRIES = 2;

/** A page that another runner built meanwhile is as good. */
function putInPlace(aside: string, root: string) {
  const before = `${aside}.before`;
  for (let tries = 1; !pageIsCurrent(root); tries++) {
    // Out of the way in one step: whoever is served meanwhile finds all of a page, or none.
    renamed(webDir(root), before, 'ENOENT');
    rmSync(before, { recursive: true, force: true });
    const taken = tries < PLACE_TRIES ? ['ENOTEMPTY', 'EEXIST'] : [];
    if (renamed(aside, webDir(root), ...taken)) return;
  }
  rmSync(aside, { recursive: true, force: true });
}

/** Whether it was renamed: not, where that failed with one of `codes`. */
function renamed(from: string, to: string, ...codes: string[]): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (codes.includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

/** What builds left that were killed, by the process that began them. */
function removeCutOff(root: string) {
  const dist = join(root, 'dist');
  if (!existsSync(dist)) return;
  for (const name of readdirSync(dist)) {
    const pid = /^web\.(\d+)(\.before)?$/.exec(name)?.[1];
    if (pid === undefined) continue;
    // Under our own number it is of a process that had it before.
    if (Number(pid) !== process.pid && identity(Number(pid)) !== undefined) continue;
    rmSync(join(dist, name), { recursive: true, force: true });
  }
}
