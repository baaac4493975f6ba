// All measurements, one after another, each in a process of its own; then every verdict again, in one place.
// `make bench`; about five minutes. Exits 1 when a goal was missed or a measurement failed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { isVerdict, say } from './figures.ts';

const PROGRAMS = ['fanout', 'connections', 'publish', 'latency', 'resume', 'backlog'];

const summary: string[] = [];
for (const name of PROGRAMS) {
  say(`\n== ${name}`);
  const { code, verdicts } = await measure(name);
  summary.push(name, ...verdicts);
  if (code === 0) continue;
  process.exitCode = 1;
  if (verdicts.every((line) => !line.includes('MISSED')))
    summary.push(`  FAILED it ended with ${code}`);
}
say('\n== summary');
for (const line of summary) say(line);

async function measure(name: string): Promise<{ code: number | null; verdicts: string[] }> {
  const file = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, [file], { stdio: ['inherit', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const verdicts: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    say(line);
    if (isVerdict(line)) verdicts.push(line);
  }
  const [code] = (await exited) as [number | null];
  return { code, verdicts };
}
