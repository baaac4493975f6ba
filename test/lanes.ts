// `make test`: all tests, in three lanes at once, for most of them wait: for a server to start, a timeout to pass. A lane takes the
// next few files when it is done with its last ones, so that all end at about the same time, whatever is added to the tests.
// Each time it is a mocha of its own, which ends by itself, or something was left behind (test/support/leaks.ts); what it said
// is shown when it ended, whole. What failed is shown once more at the end: whoever reads the last page of it sees why.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { COMPILED } from './support/environment.ts';

/** One more than the cores of the smallest machine: two leave a third of them idle. LANES says another number. */
const LANES = Number(process.env['LANES'] ?? 3);
/** Of those that start servers. A mocha of its own costs as much as one of their shortest. */
const FILES = 5;
/** A mocha that does not end is ended: longer than the longest few files take, and shorter than anybody waits. */
const ENDS_MS = 600_000;

const specsOf = (folder: string) => globSync(`test/${folder}/**/*.test.ts`).sort();
const long = ['e2e', 'integration', 'manifests'].flatMap(specsOf);
const parts = Array.from({ length: Math.ceil(long.length / FILES) }, (_, part) =>
  long.slice(part * FILES, (part + 1) * FILES),
);
const waiting = [specsOf('unit'), ...parts];

const args = process.argv.slice(2);
const running = new Set<ChildProcess>();
const failures: string[] = [];
let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    stopping = true;
    // Ctrl-C reaches everybody in the terminal's group by itself.
    if (signal !== 'SIGINT') for (const mocha of running) mocha.kill(signal);
  });
}
let worst = 0;
await Promise.all(Array.from({ length: LANES }, lane));
if (failures.length > 0) process.stdout.write(`\n== failed\n${failures.join('\n')}\n`);
process.exitCode = worst;

async function lane(): Promise<void> {
  for (let specs = waiting.shift(); specs !== undefined && !stopping; specs = waiting.shift()) {
    worst = Math.max(worst, await run(specs));
  }
}

async function run(specs: readonly string[]): Promise<number> {
  const mocha = spawn(process.execPath, ['node_modules/mocha/bin/mocha.js', ...args, ...specs], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...COMPILED },
    timeout: ENDS_MS,
  });
  running.add(mocha);
  const said: Buffer[] = [];
  mocha.stdout.on('data', (piece: Buffer) => said.push(piece));
  const [code] = (await once(mocha, 'close')) as [number | null];
  running.delete(mocha);
  process.stdout.write(Buffer.concat(said));
  if (code !== 0) failures.push(failureOf(specs, Buffer.concat(said).toString()));
  return code ?? 1;
}

/** What mocha says of its failures, without their number, which has been said; one that was ended, by its files. */
function failureOf(specs: readonly string[], said: string): string {
  return said.split(/^ *\d+ failing$/m)[1] ?? `did not end by itself: ${specs.join(' ')}\n`;
}
