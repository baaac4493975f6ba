// What happens, in which order and for how long: drawn from the seed alone, before any of it happens. Every fault comes once
// before one comes again; rare ones only now and then. Invariant: the same seed, shape and choice make the same plan.
import { ConfigError } from '../../src/local/failure.ts';
import { CLUSTER_FAULTS } from './faults/cluster.ts';
import type { Fault, Planned, Thing } from './faults/fault.ts';
import { LINK_FAULTS } from './faults/links.ts';
import { PROCESS_FAULTS } from './faults/processes.ts';
import { ROUTE_FAULTS } from './faults/routes.ts';
import { STORE_FAULTS } from './faults/stores.ts';
import type { Random } from './random.ts';
import type { Shape } from './world.ts';

export interface Step {
  /** One, or two on different things. */
  faults: { name: string; on: Thing; planned: Planned }[];
  /** The second one begins so much later, milliseconds. */
  secondAfterMs: number;
  /** How long it is quiet afterwards, milliseconds. */
  quietMs: number;
}

export interface Choice {
  /** Only these, by name. */
  only?: readonly string[] | undefined;
  /** How often two at once, 0 to 1. */
  pairs: number;
}

const RARE_CHANCE = 0.3;

const ALL: readonly Fault[] = [
  ...PROCESS_FAULTS,
  ...LINK_FAULTS,
  ...CLUSTER_FAULTS,
  ...ROUTE_FAULTS,
  ...STORE_FAULTS,
];

/** Those that this run can have. */
export const faultsFor = (shape: Shape): Fault[] =>
  ALL.filter(
    ({ mode, disks }) =>
      (mode === undefined || mode === shape.mode) && (disks !== true || shape.disks),
  );

/** Throws a sentence where `only` names what there is not. */
export function plan(random: Random, shape: Shape, { only, pairs }: Choice): Generator<Step> {
  const possible = faultsFor(shape);
  const unknown = only?.filter((name) => !possible.some((fault) => fault.name === name)) ?? [];
  if (unknown.length > 0) {
    const names = possible.map(({ name }) => name).join(', ');
    throw new ConfigError(
      `no fault of this run is called ${unknown.join(', ')}; there are: ${names}`,
    );
  }
  const chosen = possible.filter(({ name }) => only?.includes(name) ?? true);
  return stepsOf(chosen, { random, shape, pairs, named: only !== undefined });
}

function* stepsOf(
  chosen: readonly Fault[],
  options: { random: Random; shape: Shape; pairs: number; named: boolean },
): Generator<Step> {
  const { random, shape, pairs, named } = options;
  let bag: Fault[] = [];
  const fill = () => {
    const some = chosen.filter(({ rare }) => !rare || named || random.chance(RARE_CHANCE));
    bag.push(...random.shuffled(some));
  };
  for (;;) {
    if (bag.length === 0) fill();
    const first = bag.shift();
    if (first === undefined) continue;
    const second =
      random.chance(pairs) && !first.rare
        ? bag.find(({ on, rare }) => on !== first.on && !rare)
        : undefined;
    bag = bag.filter((fault) => fault !== second);
    const both = second === undefined ? [first] : [first, second];
    yield {
      faults: both.map(({ name, on, plan: draw }) => ({ name, on, planned: draw(random, shape) })),
      secondAfterMs: random.int(0, 3_000),
      quietMs: random.int(500, 2_500),
    };
  }
}
