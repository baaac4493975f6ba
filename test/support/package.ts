// The package @chatk8s/client as others have it: packed, and installed into a directory that knows nothing of this repository.
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildPackage } from '../../src/client/package/build.ts';
import { cleanEnv } from '../../src/local/environment.ts';
import { tempDir } from './temp.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const README = new URL('../../src/client/package/README.md', import.meta.url);
const WITHIN_MS = 120_000;

export interface Project {
  path: string;
  /** Adds or replaces a file. */
  write: (name: string, text: string) => void;
  /** Installs tarballs, or directories of packages, without asking anybody for anything. */
  install: (...packages: string[]) => Promise<void>;
  /** Runs a program there; rejects with what it said where it fails. */
  run: (command: string, ...args: string[]) => Promise<string>;
  remove: () => void;
}

/** A package is built once a directory: `tarball` is its path. */
export async function packClient(): Promise<{ tarball: string; remove: () => void }> {
  const { path, remove } = tempDir('client-package');
  return { tarball: await buildPackage(path), remove };
}

export function freshProject(): Project {
  const { path, remove } = tempDir('project');
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  };
  write('package.json', JSON.stringify({ name: 'fresh', private: true, type: 'module' }));
  const run = async (command: string, ...args: string[]) => {
    const options = { cwd: path, env: cleanEnv(), timeout: WITHIN_MS, maxBuffer: 1 << 24 };
    try {
      return (await promisify(execFile)(command, args, options)).stdout;
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error });
    }
  };
  const install = async (...packages: string[]) => {
    const quiet = ['--offline', '--no-audit', '--no-fund', '--install-links', '--ignore-scripts'];
    await run('npm', 'install', ...quiet, ...packages);
  };
  return { path, write, install, run, remove };
}

/** A program of the package's README, by the file name in its first line. */
export function ofReadme(name: string): string {
  const text = readFileSync(README, 'utf8');
  const found = [...text.matchAll(/```js\n(\/\/ (\S+)\n[\s\S]*?)```/g)].find(
    ([, , of]) => of === name,
  );
  if (found?.[1] === undefined) throw new Error(`the README has no ${name}`);
  return found[1];
}
