// All measurements, one after another, each in a process of its own; then every verdict again, in one place.
// `make bench`; about eight minutes. Exits 1 when a goal was missed or a measurement failed.
import { fileURLToPath } from 'node:url';
import { BENCHMARKS, runBenchmark } from './benchmark.ts';
import { isVerdict, say } from './figures.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const summary: string[] = [];
for (const name of BENCHMARKS) {
  say(`\n== ${name}`);
  const { code, lines } = await runBenchmark(ROOT, name, say);
  const verdicts = lines.filter(isVerdict);
  summary.push(name, ...verdicts);
  if (code === 0) continue;
  process.exitCode = 1;
  if (verdicts.every((line) => !line.includes('MISSED')))
    summary.push(`  FAILED it ended with ${code}`);
}
say('\n== summary');
for (const line of summary) say(line);
