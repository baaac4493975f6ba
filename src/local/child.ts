// One process. It gets a group of its own, because a terminal's Ctrl-C goes to the whole group and the order in
// which things stop is the runner's. Its last lines are kept, so that an exit can be explained.
// Invariant: `exited` always settles, also for a program that could not be started.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface ChildSpec {
  name: string;
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  cwd?: string;
  /** What asks this program to finish (Postgres: SIGINT, its fast shutdown). */
  stopSignal?: NodeJS.Signals;
  /** How long it may take to finish before it is killed. */
  stopDeadlineMs?: number;
  uid?: number;
  gid?: number;
  onLine?: (line: string) => void;
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface Child {
  readonly name: string;
  readonly pid: number | undefined;
  readonly exited: Promise<Exit>;
  /** The last lines it wrote, oldest first. */
  lines: () => readonly string[];
  /** The first line, already written or yet to come, from which `pick` takes something. */
  waitForLine: <T>(pick: (line: string) => T | undefined, deadlineMs: number) => Promise<T>;
  /** Asks it to finish; kills it after its deadline. */
  stop: () => Promise<Exit>;
  kill: () => Promise<Exit>;
}

const LINES_KEPT = 1_000;
const LINES_SHOWN = 20;
const STOP_DEADLINE_MS = 10_000;
/** A grandchild may hold the pipes open after the child is gone; its output is not waited for longer. */
const OUTPUT_GRACE_MS = 500;

export function startChild(spec: ChildSpec): Child {
  const { name, stopSignal = 'SIGTERM', stopDeadlineMs = STOP_DEADLINE_MS } = spec;
  const kept: string[] = [];
  const listeners = new Set<(line: string) => void>();
  const take = (line: string) => {
    kept.push(line);
    if (kept.length > LINES_KEPT) kept.shift();
    spec.onLine?.(line);
    for (const listener of listeners) listener(line);
  };

  const process_ = spawn(spec.command, spec.args, {
    env: spec.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(spec.cwd !== undefined && { cwd: spec.cwd }),
    ...(spec.uid !== undefined && { uid: spec.uid }),
    ...(spec.gid !== undefined && { gid: spec.gid }),
  });
  for (const input of [process_.stdout, process_.stderr]) {
    createInterface({ input }).on('line', take);
  }
  const ended = Promise.withResolvers<Exit>();
  let running = true;
  process_.once('error', (error) => {
    if (process_.pid !== undefined) return;
    running = false;
    take(`cannot start ${spec.command}: ${error.message}`);
    ended.resolve({ code: 127, signal: null });
  });
  process_.once('exit', (code, signal) => {
    running = false;
    const settle = () => {
      clearTimeout(grace);
      process_.stdout.destroy();
      process_.stderr.destroy();
      ended.resolve({ code, signal });
    };
    const grace = setTimeout(settle, OUTPUT_GRACE_MS);
    process_.once('close', settle);
  });

  const kill = () => {
    if (running && process_.pid !== undefined) signalGroup(process_.pid);
    return ended.promise;
  };
  const stop = async () => {
    if (running) process_.kill(stopSignal);
    const timer = setTimeout(kill, stopDeadlineMs);
    const exit = await ended.promise;
    clearTimeout(timer);
    return exit;
  };

  const waitForLine = <T>(pick: (line: string) => T | undefined, deadlineMs: number) => {
    const found = Promise.withResolvers<T>();
    const look = (line: string) => {
      const value = pick(line);
      if (value !== undefined) found.resolve(value);
    };
    kept.forEach(look);
    listeners.add(look);
    const fail = (why: string) => found.reject(new Error(`${name} ${why}${tail(kept)}`));
    const timer = setTimeout(() => fail(`was not ready after ${deadlineMs} ms`), deadlineMs);
    void ended.promise.then((exit) => fail(describeExit(exit)));
    return found.promise.finally(() => {
      clearTimeout(timer);
      listeners.delete(look);
    });
  };

  return {
    name,
    pid: process_.pid,
    exited: ended.promise,
    lines: () => kept,
    waitForLine,
    stop,
    kill,
  };
}

/** "exited with 1" or "was killed by SIGKILL". */
export const describeExit = ({ code, signal }: Exit): string =>
  signal === null ? `exited with ${code}` : `was killed by ${signal}`;

/** The last lines, as the end of an error message. */
export const tail = (lines: readonly string[]): string =>
  lines.length === 0 ? '' : `; its last lines:\n${lines.slice(-LINES_SHOWN).join('\n')}`;

/** For what does one thing and ends: `kill` is called where this process ends first. Answers what takes that back. */
export function endsWithUs(kill: () => void): () => void {
  process.once('exit', kill);
  return () => process.off('exit', kill);
}

function signalGroup(pid: number) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group is gone already, which is what was wanted.
  }
}
