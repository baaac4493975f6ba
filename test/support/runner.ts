// `make run` as a process, on free ports and a data directory of the test's own.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Child, startChild } from '../../src/local/child.ts';
import { ROOT } from '../../src/local/page.ts';
import { livingProcesses } from './children.ts';
import { freePort, isFree } from './free-port.ts';

export interface TestRunner {
  readonly ports: Record<string, string>;
  start: (env?: Record<string, string>) => Child;
  /** Resolves when everything runs. */
  up: (child: Child, deadlineMs?: number) => Promise<true>;
  /** What a shell sees that sources DATA_DIR/env. */
  sourced: (name: string) => string;
  pidOf: (name: string) => number;
  /** Command lines of the programs in this data directory, and of their helpers. */
  living: () => string[];
  stop: () => Promise<void>;
}

const BOOT_DEADLINE_MS = 120_000;

export async function testRunner(dataDir: string): Promise<TestRunner> {
  // One row for all: rows that are looked for one after the other may overlap.
  const first = await freePorts(8);
  const ports = {
    PORT: String(first),
    OPS_PORT: String(first + 2),
    NATS_PORT: String(first + 6),
    POSTGRES_PORT: String(first + 7),
  };
  const running = new Set<Child>();
  return {
    ports,
    start: (env = {}) => {
      const child = startChild({
        name: 'make run',
        command: process.execPath,
        args: [join(ROOT, 'src/local/main.ts')],
        env: { ...process.env, HOST: '', ...ports, DATA_DIR: dataDir, LOG_LEVEL: '', ...env },
        stopSignal: 'SIGINT',
        stopDeadlineMs: 60_000,
      });
      running.add(child);
      void child.exited.then(() => running.delete(child));
      return child;
    },
    up: (child, deadlineMs = BOOT_DEADLINE_MS) =>
      child.waitForLine(
        (line) => (line.startsWith('The chat runs.') ? true : undefined),
        deadlineMs,
      ),
    sourced: (name) => {
      const script = `. "$0"; printf %s "$${name}"`;
      return execFileSync('sh', ['-c', script, join(dataDir, 'env')], { encoding: 'utf8' });
    },
    pidOf: (name) => {
      const text = readFileSync(join(dataDir, 'run', `${name}.json`), 'utf8');
      return (JSON.parse(text) as { pid: number }).pid;
    },
    living: () => livingProcesses(`DATA_DIR=${dataDir}`),
    stop: async () => {
      await Promise.all([...running].map((child) => child.stop()));
    },
  };
}

/** The first of so many free ports in a row. */
async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = await freePort();
    const rest = Array.from({ length: count - 1 }, (_, index) => first + 1 + index);
    if ((await Promise.all(rest.map(isFree))).every(Boolean)) return first;
  }
}
