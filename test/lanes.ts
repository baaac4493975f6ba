// `make test`: all tests, in two lanes at once, for most of them wait: for a server to start, a timeout to pass. Each lane is a
// mocha of its own, one test after the other. The first is seen as it goes on, what the second said behind it, whole.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';

const specsOf = (folder: string) => globSync(`test/${folder}/**/*.test.ts`).sort();
const ofPersister = new Set(specsOf('integration/persister'));
/** They take about as long. */
const LANES = [
  [...specsOf('unit'), ...specsOf('manifests'), ...ofPersister],
  [...specsOf('integration').filter((spec) => !ofPersister.has(spec)), ...specsOf('e2e')],
];

const args = process.argv.slice(2);
const lanes = LANES.map((specs, lane) =>
  // What a test left behind fails the run (test/support/leaks.ts); a timer that nobody counts must not hold it open for ever.
  spawn(process.execPath, ['node_modules/mocha/bin/mocha.js', '--exit', ...args, ...specs], {
    stdio: ['ignore', lane === 0 ? 'inherit' : 'pipe', 'inherit'],
  }),
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // Ctrl-C reaches everybody in the terminal's group by itself.
  process.on(signal, () => {
    if (signal !== 'SIGINT') for (const lane of lanes) lane.kill(signal);
  });
}
const ended = await Promise.all(lanes.map(endOf));
for (const { said } of ended) process.stdout.write(said);
process.exitCode = Math.max(...ended.map(({ code }) => code));

async function endOf(lane: ChildProcess): Promise<{ code: number; said: Buffer }> {
  const said: Buffer[] = [];
  lane.stdout?.on('data', (piece: Buffer) => said.push(piece));
  const [code] = (await once(lane, 'close')) as [number | null];
  return { code: code ?? 1, said: Buffer.concat(said) };
}
