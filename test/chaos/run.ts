// One run: the chat comes up, people talk, the plan is done step by step, each step healed and waited out before the next;
// then all is healed, everybody gets quiet, and what is left is judged.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Crowd, gatherCrowd } from './crowd.ts';
import { readLog, readRows, verifyRows } from './evidence.ts';
import { begunOf, type Restarted, silenceMax } from './faults/fault.ts';
import { takeFootprint } from './footprint.ts';
import type { Evidence, Finding, Footprint, Recovery } from './judge/evidence.ts';
import { judge } from './judge/judge.ts';
import { isGrown } from './judge/judge-end.ts';
import { keep } from './keep.ts';
import { lagging } from './monitor.ts';
import { type Choice, plan, type Step } from './plan.ts';
import { type Probes, startProbes, unready } from './probes.ts';
import { seeded } from './random.ts';
import { recover } from './recovery.ts';
import { highestAck, highestTickAt, newTape, odd, type Tape } from './tape.ts';
import type { Watched } from './watched.ts';
import { within } from './within.ts';
import { openWorld, type Shape, type World } from './world.ts';

export interface RunOptions extends Choice {
  seed: number;
  shape: Shape;
  /** Ends after so many milliseconds, or after so many steps, whichever comes first. */
  forMs: number;
  steps?: number;
  /** It is quiet after each step for so long at most, milliseconds; by then all is well again. */
  quietMaxMs?: number;
  /** Messages a second of each writer. */
  rate: number;
  say: (line: string) => void;
}

export interface RunResult {
  findings: Finding[];
  recoveries: Recovery[];
  /** In one line each: what was done and seen beside faults. */
  notes: string[];
  /** Where the tape, the log, the rows and the programs' logs are kept; gone where nothing is broken. */
  dir: string;
}

const WARM_UP_MS = 4_000;
const ANSWERED_WITHIN_MS = 90_000;
const QUIET_WITHIN_MS = 45_000;
/** Readers that a dead gateway had go after a minute. */
const SMALL_WITHIN_MS = 75_000;

export async function run(options: RunOptions): Promise<RunResult> {
  const tape = newTape();
  const random = seeded(options.seed);
  const steps = plan(random.fork(), options.shape, options);
  const dir = mkdtempSync(join(tmpdir(), 'chatk8s-chaos-'));
  const said: string[] = [];
  const say = (line: string) => {
    said.push(line);
    options.say(line);
  };
  const keepAll = (parts: Record<string, unknown> = {}) =>
    keep(dir, { tape, said, options, ...parts });
  say(`logs of the programs: ${dir}/logs`);
  const confused = ({ stack }: Error) => odd(tape, 'somebody', 'not understood', `${stack}`);
  const world = await openWorld(options.shape, dir);
  process.on('uncaughtException', confused);
  const recoveries: Recovery[] = [];
  let isBroken = false;
  let probes: Probes | undefined;
  let crowd: Crowd | undefined;
  let isWhole = false;
  try {
    const { urls } = world;
    crowd = await gatherCrowd({ tape, urls, random: random.fork(), rate: options.rate });
    probes = startProbes(world);
    await sleep(WARM_UP_MS);
    const before = await takeFootprint(world);
    isBroken = true;
    await inject(steps, { world, tape, crowd, recoveries }, { ...options, say });
    await settle(world, tape, crowd);
    const after = await smallFootprint(world, before);
    const [bad, waiting] = [await unwell(world), crowd.waiting()];
    probes.stop();
    const mismatches = await verifyRows(world);
    // As a rollout asks them; how that ends is judged as well.
    await Promise.all(world.programs.map((program) => program.drain()));
    const evidence: Evidence = {
      tape,
      log: await readLog(world),
      ...(await readRows(world)),
      mismatches,
      recoveries,
      gateways: world.gateways.length,
      before,
      after,
      ends: endsOf(world.programs),
      restarts: probes.restarts.ours,
      unready: bad,
      waiting,
    };
    const findings = judge(evidence);
    const notes = notesOf(world, evidence, probes);
    isWhole = findings.length === 0;
    if (!isWhole) keepAll({ ...evidence, findings });
    return { findings, recoveries, notes, dir };
  } catch (error) {
    keepAll({ recoveries });
    if (!isBroken) throw error;
    const cases = [(error as Error).stack ?? String(error)];
    return { findings: [{ kind: 'nothing to judge by', cases }], recoveries, notes: [], dir };
  } finally {
    process.off('uncaughtException', confused);
    probes?.stop();
    await crowd?.stop();
    await world.stop();
    if (isWhole) rmSync(dir, { recursive: true, force: true });
  }
}

async function inject(
  steps: Iterator<Step>,
  chat: { world: World; tape: Tape; crowd: Crowd; recoveries: Recovery[] },
  options: RunOptions,
): Promise<void> {
  const { recoveries } = chat;
  const until = performance.now() + options.forMs;
  const most = options.steps ?? Number.POSITIVE_INFINITY;
  while (performance.now() < until && recoveries.length < most) {
    const { faults, secondAfterMs, quietMs } = (steps.next() as IteratorYieldResult<Step>).value;
    const began = Date.now();
    const restarted: Restarted[] = [];
    await Promise.all(
      faults.map(async ({ name, planned }, n) => {
        await sleep(n * secondAfterMs);
        options.say(`${name}: ${planned.label}`);
        const begun = begunOf(await planned.begin(chat.world, chat.tape));
        restarted.push(...begun.restarted);
        if (begun.told !== undefined) options.say(`  ${name}: ${begun.told}`);
        await sleep(planned.lastsMs);
        await planned.end?.(chat.world);
      }),
    );
    const fault = faults.map(({ name }) => name).join(' + ');
    const recovery = await recover(chat, {
      fault,
      began,
      restarted,
      silenceMax: silenceMax(faults),
    });
    recoveries.push(recovery);
    const { ready, acked, rows, heard, current, silence, worst } = recovery;
    options.say(
      `  ready ${ready} ms, acknowledged everywhere ${acked} ms, rows ${rows} ms, heard ${heard} ms, servers ${current} ms after it; nobody was acknowledged for ${silence} ms, worst ${worst} ms`,
    );
    await sleep(Math.min(quietMs, options.quietMaxMs ?? quietMs));
  }
}

/** Everything is healed, and everybody waits for what they are owed. Who waits in vain is judged. */
async function settle(world: World, tape: Tape, crowd: Crowd): Promise<void> {
  world.heal();
  await crowd.hush();
  await within(ANSWERED_WITHIN_MS, () => crowd.waiting().length === 0);
  const owed = highestAck(tape);
  await within(QUIET_WITHIN_MS, () =>
    world.gateways.every((_, gateway) => highestTickAt(tape, gateway) >= owed),
  );
  await crowd.comeTogether();
  await within(QUIET_WITHIN_MS, () => crowd.behind().length === 0);
  await within(QUIET_WITHIN_MS, async () => (await unwell(world)).length === 0);
}

/** Programs that are not ready, and of several servers what not all of them have. */
async function unwell(world: World): Promise<string[]> {
  const behind = world.shape.mode === 'r1' ? [] : await lagging(world.nats);
  return [...(await unready(world)), ...behind.map((what) => `a replica of the ${what}`)];
}

async function smallFootprint(world: World, before: Footprint): Promise<Footprint> {
  let after: Footprint | undefined;
  await within(SMALL_WITHIN_MS, async () => {
    after = await takeFootprint(world);
    return !isGrown(before, after);
  });
  return after ?? (await takeFootprint(world));
}

const endsOf = (all: readonly Watched[]): string[] =>
  all.flatMap(({ name, ends }) => ends.map((end) => `${name}: ${end}`));

function notesOf(world: World, { tape, log, before, after }: Evidence, probes: Probes): string[] {
  const kinds = Object.entries(tape.counts).map(([what, times]) => `${what} ${times}`);
  return [
    `${tape.posts.size} posts, ${tape.acks.length} acks, ${log.length} entries, ${tape.ticks.length} ticks`,
    `${tape.readings.length} readings, ${tape.pages.length} pages; ${kinds.join(', ')}`,
    `before ${JSON.stringify(before)}`,
    `after  ${JSON.stringify(after)}`,
    ...endsOf(world.all).map((end) => `ended: ${end}`),
    ...probes.restarts.stores.map((restart) => `restarted by its liveness: ${restart}`),
  ];
}
