// Health as Kubernetes asks it. A process whose liveness says no three times in a row is started again; one that stands
// still is left alone, for with a machine that stands still its kubelet does, too.
import { natsAlive } from './monitor.ts';
import type { OurProgram } from './programs.ts';
import type { World } from './world.ts';

/** Closer than in the manifests: a run has no minute and a half for a server that gave up. */
const EVERY_MS = 3_000;
const FAILURES = 3;
const ASK_WITHIN_MS = 2_000;
/** A start is another probe's business. */
const STARTING_MS = 15_000;
const BACK_AFTER_MS = 500;

export interface Probes {
  /** Who was started again, and when. A store whose disk is full may be; of our programs nobody may. */
  readonly restarts: Readonly<Record<'ours' | 'stores', string[]>>;
  stop: () => void;
}

/** Who is not ready, of our programs. */
export async function unready(world: Pick<World, 'programs'>): Promise<string[]> {
  const answers = await Promise.all(
    world.programs.map(async (program) =>
      (await says(program, '/readyz')) === true ? undefined : program.name,
    ),
  );
  return answers.filter((name) => name !== undefined);
}

/** Undefined: it said nothing. */
async function says(program: OurProgram, path: string): Promise<boolean | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${program.opsPort}${path}`, {
      signal: AbortSignal.timeout(ASK_WITHIN_MS),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return undefined;
  }
}

export function startProbes(world: World): Probes {
  const failures = new Map<string, number>();
  const restarts: Probes['restarts'] = { ours: [], stores: [] };
  const clustered = world.shape.mode === 'r3';
  const look = async () => {
    const asked = [
      ...world.nats.map((server) => ({ each: server, alive: () => natsAlive(server, clustered) })),
      ...world.programs.map((program) => ({ each: program, alive: () => says(program, '/livez') })),
    ];
    await Promise.all(
      asked.map(async ({ each, alive }) => {
        const isUp = () => each.running() && !each.frozen() && each.age() > STARTING_MS;
        const no = isUp() && (await alive()) !== true && isUp();
        const count = no ? (failures.get(each.name) ?? 0) + 1 : 0;
        failures.set(each.name, count);
        if (count < FAILURES) return;
        failures.delete(each.name);
        restarts[each.kind === 'nats' ? 'stores' : 'ours'].push(
          `${new Date().toISOString()} ${each.name}`,
        );
        each.kill(BACK_AFTER_MS);
      }),
    );
  };
  const timer = setInterval(() => void look(), EVERY_MS);
  return { restarts, stop: () => clearInterval(timer) };
}
