// One process of the world. What ends is started again after a moment, as Kubernetes starts a container again, unless
// somebody holds it down; its output goes to a file of its own.
import { appendFileSync, readFileSync } from 'node:fs';
import { type Child, describeExit } from '../../src/local/child.ts';

export type Kind = 'gateway' | 'persister' | 'nats' | 'postgres';

export interface Watched {
  readonly name: string;
  readonly kind: Kind;
  pid: () => number;
  running: () => boolean;
  frozen: () => boolean;
  /** Whether it is meant to run. */
  wanted: () => boolean;
  /** Milliseconds since it was started. */
  age: () => number;
  /** How it ended where nobody had asked for it, or not as it was asked to. */
  readonly ends: readonly string[];
  start: () => void;
  /** SIGKILL; it comes back after so many milliseconds. */
  kill: (backAfterMs: number) => void;
  /** SIGKILL, and it stays down until `start`. */
  halt: () => Promise<void>;
  /** Asks it to finish, and it stays down until `start`; answers the milliseconds it took. */
  drain: () => Promise<number>;
  freeze: () => void;
  thaw: () => void;
}

const OURS: ReadonlySet<Kind> = new Set(['gateway', 'persister']);

/** After an end that nobody asked for. */
const BACK_AFTER_MS = 1_000;

export function watch(options: {
  name: string;
  kind: Kind;
  launch: (onLine: (line: string) => void) => Child;
  logFile: string;
}): Watched {
  const { name, kind, launch, logFile } = options;
  const ends: string[] = [];
  let child: Child | undefined;
  let wanted = false;
  let running = false;
  let expected = false;
  let killed = false;
  let frozen = false;
  let backAfterMs = BACK_AFTER_MS;
  let startedAt = 0;
  let timer: NodeJS.Timeout | undefined;

  const start = () => {
    clearTimeout(timer);
    wanted = true;
    if (running) return;
    expected = false;
    killed = false;
    backAfterMs = BACK_AFTER_MS;
    const started = launch((line) => appendFileSync(logFile, `${line}\n`));
    child = started;
    running = true;
    startedAt = performance.now();
    void started.exited.then((exit) => {
      running = false;
      frozen = false;
      appendFileSync(logFile, `== ${new Date().toISOString()} ${describeExit(exit)}\n`);
      if (!expected) ends.push(`${new Date().toISOString()} ${describeExit(exit)}`);
      if (wanted) timer = setTimeout(start, backAfterMs);
    });
  };
  const down = async (how: 'kill' | 'stop') => {
    wanted = false;
    expected = true;
    clearTimeout(timer);
    if (frozen) thaw();
    const asked = how === 'stop' && running && !killed;
    const exit = await child?.[how]();
    // Stores end in ways of their own.
    if (!asked || exit === undefined || exit.code === 0 || !OURS.has(kind)) return;
    ends.push(`${new Date().toISOString()} ${describeExit(exit)}, though it was asked to finish`);
  };
  const pid = () => child?.pid ?? 0;
  const thaw = () => {
    frozen = false;
    for (const each of family(pid()).reverse()) signal(each, 'SIGCONT');
  };
  return {
    name,
    kind,
    pid,
    running: () => running,
    frozen: () => frozen,
    wanted: () => wanted,
    age: () => performance.now() - startedAt,
    ends,
    start,
    kill: (ms) => {
      if (!running) return;
      expected = true;
      killed = true;
      backAfterMs = ms;
      void child?.kill();
    },
    halt: () => down('kill'),
    drain: async () => {
      const from = performance.now();
      await down('stop');
      return Math.round(performance.now() - from);
    },
    freeze: () => {
      if (!running) return;
      frozen = true;
      for (const each of family(pid())) signal(each, 'SIGSTOP');
    },
    thaw,
  };
}

/** A process and its children: Postgres has one for each session. */
export function family(pid: number): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return [pid, ...children.split(/\s+/).filter(Boolean).map(Number)];
  } catch {
    return [pid];
  }
}

export function signal(pid: number, name: NodeJS.Signals): void {
  // 0 would be our own group.
  if (pid <= 0) return;
  try {
    process.kill(pid, name);
  } catch {
    // It ended since the look.
  }
}
