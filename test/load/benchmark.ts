// One benchmark as a process: which there are, and what one of them prints.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const BENCHMARKS = [
  'fanout',
  'rates',
  'connections',
  'publish',
  'conditions',
  'latency',
  'resume',
  'herd',
  'backlog',
  'rebuild',
];

export const benchmarkFile = (root: string, name: string): string =>
  join(root, 'test/load', `${name}.ts`);

/** Of the repository at `root`, with its programs; answers its exit code and its lines. */
export async function runBenchmark(
  root: string,
  name: string,
  onLine: (line: string) => void,
): Promise<{ code: number | null; lines: string[] }> {
  const stdio: ['ignore', 'pipe', 'inherit'] = ['ignore', 'pipe', 'inherit'];
  const child = spawn(process.execPath, [benchmarkFile(root, name)], { cwd: root, stdio });
  const exited = once(child, 'exit');
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    onLine(line);
    lines.push(line);
  }
  const [code] = (await exited) as [number | null];
  return { code, lines };
}
