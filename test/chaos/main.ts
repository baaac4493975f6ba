// `make chaos`: the whole chat with everything that goes wrong, judged by what people heard, the log and the rows.
//   MINUTES=5 MODE=r1|r3 SEED=… ONLY='kill gateway,freeze nats' PAIRS=0.3 RATE=2
// Exits 0 when every promise held, 1 when one was broken, 2 when it could not run.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import '../support/environment.ts';
import { ConfigError } from '../../src/local/failure.ts';
import { say } from '../load/figures.ts';
import { killLivingProcesses } from '../support/children.ts';
import { hasDisks, mayHaveDisks, withDisks } from './disks.ts';
import { type RunResult, run } from './run.ts';
import { table } from './table.ts';
import type { Shape } from './world.ts';

const CASES_SHOWN = 3;
const UNBOUNDED_MS = 10 ** 9;

/** While a run goes on, what nobody caught is something that a client could not understand. */
let isRunning = false;

// Whatever of a run that failed still has a socket or a timer, it is over.
process.exit(await (mayHaveDisks() && !hasDisks() ? anew() : chaos()));

/** This program in a mount namespace of its own. */
async function anew(): Promise<number> {
  const { command, args, env } = withDisks([fileURLToPath(import.meta.url)]);
  const child = spawn(command, args, { env, stdio: 'inherit' });
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => child.kill(name));
  }
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 2;
}

async function chaos(): Promise<number> {
  process.on('exit', killLivingProcesses);
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => process.exit(2));
  }
  process.on('uncaughtException', (error) => {
    if (isRunning) return;
    say(`could not run: ${error.stack}`);
    process.exit(2);
  });
  const env = process.env;
  const seed = Number(env['SEED'] || Math.floor(Math.random() * 2 ** 31));
  const minutes = Number(env['MINUTES'] || 5);
  const mode = env['MODE'] || 'r1';
  const pairs = Number(env['PAIRS'] || 0.3);
  const rate = Number(env['RATE'] || 2);
  const only = env['ONLY'] ? env['ONLY'].split(',').map((name) => name.trim()) : undefined;
  if (![seed, minutes, pairs, rate].every(Number.isFinite) || !(mode === 'r1' || mode === 'r3')) {
    say(
      "make chaos [MINUTES=5] [MODE=r1|r3] [SEED=1] [ONLY='kill gateway,…'] [PAIRS=0.3] [RATE=2]",
    );
    return 2;
  }
  const disks = hasDisks();
  const shape: Shape = { mode, gateways: 2, persisters: 2, disks, longestMs: UNBOUNDED_MS };
  const began = performance.now();
  const clocked = (line: string) =>
    say(`${((performance.now() - began) / 1_000).toFixed(1).padStart(7)}  ${line}`);
  say(
    `seed ${seed}, ${mode === 'r3' ? 'three NATS servers' : 'one NATS server'}, ${minutes} minutes`,
  );
  if (!disks) say('without root there are no small disks: full disks are left out');
  try {
    const forMs = minutes * 60_000;
    isRunning = true;
    const result = await run({ seed, shape, forMs, only, pairs, rate, say: clocked });
    isRunning = false;
    return report(result, seed, mode);
  } catch (error) {
    say(`could not run: ${error instanceof ConfigError ? error.message : (error as Error).stack}`);
    return 2;
  }
}

function report({ findings, recoveries, notes, dir }: RunResult, seed: number, mode: string) {
  say('');
  for (const line of [...table(recoveries), '', ...notes, '']) say(line);
  for (const { kind, cases } of findings) {
    say(`BROKEN ${kind}: ${cases.length}`);
    for (const each of cases.slice(0, CASES_SHOWN)) say(`         ${each}`);
  }
  if (findings.length === 0) {
    say('every promise held');
    return 0;
  }
  say(`tape, log, rows and the programs' logs: ${dir}`);
  say(`again: make chaos MODE=${mode} SEED=${seed} with the same variables`);
  return 1;
}
