// The benchmarks of another commit and of this working tree, in turns in one run: `make bench-against REF=main`.
// Each side runs its own benchmark on its own programs. Noise: a figure is judged by the median of the rounds'
// ratios (ROUNDS, an odd number, 3 unless told); a round is two runs one right after the other, and which side is
// first alternates. ONLY=publish,latency picks some; all of them are about ten minutes a round. Exits 1 when a
// figure is worse.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BENCHMARKS, benchmarkFile, runBenchmark } from './benchmark.ts';
import { judge, median, say, spread } from './figures.ts';
import { type Figure, figuresOf, worse } from './read-figures.ts';
import { openWorktree, type Worktree } from './worktree.ts';

const WORSE_GOAL = 1.1;
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const REF = process.env['REF'] ?? '';
const ROUNDS = Number(process.env['ROUNDS'] ?? 3);
const ONLY = process.env['ONLY']?.split(',') ?? BENCHMARKS;

const unknown = ONLY.filter((name) => !BENCHMARKS.includes(name));
if (REF === '' || unknown.length > 0 || ROUNDS % 2 !== 1) {
  say('make bench-against REF=<commit> [ONLY=<benchmark>,…] [ROUNDS=3, an odd number]');
  say(`benchmarks: ${BENCHMARKS.join(', ')}`);
  process.exit(2);
}

const base = checkedOut();
// Ctrl-C ends the benchmarks, too; then the loop below fails and the worktree goes.
process.once('SIGINT', () => undefined);
try {
  say(`this tree against ${base.commit} (${REF}), ${ROUNDS} rounds in turns`);
  for (const name of ONLY) await compare(name);
} finally {
  base.remove();
}

function checkedOut(): Worktree {
  try {
    return openWorktree(ROOT, REF);
  } catch (error) {
    say(`REF=${REF} cannot be checked out and installed: ${(error as Error).message}`);
    process.exit(2);
  }
}

async function compare(name: string): Promise<void> {
  say(`\n== ${name}`);
  if (!existsSync(benchmarkFile(base.path, name))) return say('the other commit has no such one');
  const rounds: { base: Figure[]; now: Figure[] }[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const first = i % 2 === 0 ? await measure(base.path, name) : undefined;
    const now = await measure(ROOT, name);
    rounds.push({ base: first ?? (await measure(base.path, name)), now });
  }
  const names = new Set(rounds.flatMap(({ now }) => now.map((figure) => figure.name)));
  for (const figure of names) report(figure, rounds);
  if (names.size === 0) judge(name, 'no figures', 'some', false);
}

async function measure(root: string, name: string): Promise<Figure[]> {
  const { code, lines } = await runBenchmark(root, name, () => undefined);
  // A goal that is missed is no failure here; an error is.
  if (code !== 0 && !lines.some((line) => line.includes('MISSED'))) {
    throw new Error(`${name} of ${root} ended with ${code}:\n${lines.slice(-10).join('\n')}`);
  }
  return figuresOf(name, lines.join('\n'));
}

function report(name: string, rounds: { base: Figure[]; now: Figure[] }[]): void {
  const pairs = rounds.flatMap((round) => {
    const now = round.now.find((figure) => figure.name === name);
    const then = round.base.find((figure) => figure.name === name);
    return now === undefined || then === undefined ? [] : [{ now, then }];
  });
  if (pairs.length === 0) return say(`         ${name}: the other commit does not say it`);
  const ratios = pairs.map(({ now, then }) => worse(now.better, then.value, now.value));
  const of = (side: 'now' | 'then') => median(pairs.map((pair) => pair[side].value));
  judge(
    name,
    `${of('then')} → ${of('now')}, ${median(ratios).toFixed(2)} times as bad (${spread(ratios, 2)})`,
    `at most ${WORSE_GOAL}`,
    median(ratios) <= WORSE_GOAL,
  );
}
