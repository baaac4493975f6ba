// One of our programs as a process, started by what the runner starts it by; ports are free ones.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { startChild, tail } from '../../src/local/child.ts';
import { type Program, programSpec } from '../../src/local/programs.ts';
import { COMPILED } from './environment.ts';

export interface TestProgram {
  readonly name: string;
  readonly pid: number;
  /** Where a gateway serves; 0 for the others. */
  readonly port: number;
  readonly opsPort: number;
  lines: () => readonly string[];
  /** Its log so far, parsed; lines that are not JSON are left out. */
  log: () => Record<string, unknown>[];
  /** SIGTERM, then waits; answers the exit code. */
  stop: () => Promise<number | null>;
  kill9: () => Promise<void>;
  signal: (name: NodeJS.Signals) => void;
  /** Resolves with the exit code when it ends. */
  readonly exited: Promise<number | null>;
}

type Env = Record<string, string>;

/** What a program logs when it does its work. */
const RUNNING = new Set(['listening', 'running']);
const START_DEADLINE_MS = 30_000;

/** Starts a program and waits until it says that it does its work. */
export async function startProgram(
  program: 'gateway' | 'persister' | 'webhooks',
  env: Env,
  name: string = program,
): Promise<TestProgram> {
  const child = startChild(programSpec(name, program, { ...LOCAL, ...env }));
  const started = await child
    .waitForLine((line) => {
      const fields = parse(line);
      return RUNNING.has(String(fields?.['msg'])) ? fields : undefined;
    }, START_DEADLINE_MS)
    .catch(async (error: unknown) => {
      await child.kill();
      throw error;
    });
  const pid = child.pid ?? 0;
  return {
    name,
    pid,
    port: Number(started['port'] ?? 0),
    opsPort: Number(started['opsPort'] ?? 0),
    lines: () => child.lines(),
    log: () =>
      child
        .lines()
        .map(parse)
        .filter((fields) => fields !== undefined),
    stop: async () => (await child.stop()).code,
    kill9: async () => {
      await child.kill();
    },
    signal: (signal) => process.kill(pid, signal),
    exited: child.exited.then(({ code }) => code),
  };
}

/** What waits for its stores for as long as it may, and then some. */
const END_DEADLINE_MS = 150_000;

/** Runs a program that ends by itself; answers how it ended and what it said. Throws where it does not end, with what it is at. */
export async function runProgram(
  program: Program,
  env: Env,
  deadlineMs = END_DEADLINE_MS,
): Promise<{ code: number | null; lines: readonly string[] }> {
  const child = startChild(programSpec(program, program, { ...LOCAL, ...env }));
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, deadlineMs);
  const exit = await Promise.race([child.exited, late.promise]);
  clearTimeout(timer);
  if (exit) return { code: exit.code, lines: child.lines() };
  const at = threadsOf(child.pid ?? 0);
  await child.kill();
  throw new Error(
    `${program} did not end within ${deadlineMs} ms${tail(child.lines())}\nits threads: ${at}`,
  );
}

/** What each thread of a process waits for (Linux; elsewhere it is not known): a main thread at `futex…` is stuck in Node itself. */
function threadsOf(pid: number): string {
  const dir = `/proc/${pid}/task`;
  if (!existsSync(dir)) return 'not known';
  const of = (thread: string, what: string) =>
    readFileSync(`${dir}/${thread}/${what}`, 'utf8').trim();
  const threads = readdirSync(dir).map((id) => `${of(id, 'comm')} at ${of(id, 'wchan')}`);
  return threads.join(', ');
}

/** Its stores are up, and a hook has a minute. */
const PROVISION = { waitMs: '30000', deadlineMs: 45_000 };

/** Makes streams, tables and users; throws unless it succeeds. */
export async function provision(env: Env): Promise<void> {
  const { code, lines } = await runProgram(
    'provision',
    { WAIT_MS: PROVISION.waitMs, ...env },
    PROVISION.deadlineMs,
  );
  if (code !== 0) throw new Error(`provision exited with ${code}${tail(lines)}`);
}

const LOCAL = { ...COMPILED, HOST: '127.0.0.1', PORT: '0', OPS_PORT: '0', LOG_LEVEL: 'info' };

function parse(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    // The last line of a program that was killed.
    return undefined;
  }
}
