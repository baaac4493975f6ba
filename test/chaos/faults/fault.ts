// What a fault is. It is planned before it happens, all of it out of chance that can be played again: whom it hits, how,
// for how long. Only who leads is looked up when it begins, for nobody knows before.
import type { Recovery } from '../judge/evidence.ts';
import type { Random } from '../random.ts';
import type { Tape } from '../tape.ts';
import type { Mode, Shape, World } from '../world.ts';

/** What a fault breaks; two at once break different things. */
export type Thing = 'gateway' | 'persister' | 'nats' | 'postgres';

export type Restarted = Recovery['restarted'][number];

/** What only now is known, such as who led, and how those fared who were started again one after the other. */
export interface Begun {
  told: string | undefined;
  restarted: readonly Restarted[];
}

/** Of whatever `begin` answered. */
export function begunOf(answer: unknown): Begun {
  if (typeof answer === 'object' && answer !== null && 'restarted' in answer)
    return answer as Begun;
  return { told: typeof answer === 'string' ? answer : undefined, restarted: [] };
}

export interface Planned {
  /** Whom and how. */
  label: string;
  /** Only one of several: the others go on. */
  one?: true;
  /** Between `begin` and `end`, milliseconds. */
  lastsMs: number;
  /** May answer a text, or a {@link Begun}. */
  begin: (world: World, tape: Tape) => unknown;
  end?: (world: World) => unknown;
}

export interface Fault {
  name: string;
  on: Thing;
  /** Both, unless told. */
  mode?: Mode;
  /** It needs stores with disks of their own. */
  disks?: true;
  /** Never together with another one, and seldom. */
  rare?: true;
  plan: (random: Random, shape: Shape) => Planned;
}

/** How long it lasts: within its own bounds and the run's. */
export const lasting = (random: Random, shape: Shape, low: number, high: number): number =>
  random.int(low, Math.max(low, Math.min(high, shape.longestMs)));

/** How many of a thing there are. */
export const sizeOf = (shape: Shape, thing: Thing): number =>
  ({
    gateway: shape.gateways,
    persister: shape.persisters,
    nats: shape.mode === 'r3' ? 3 : 1,
    postgres: 1,
  })[thing];

/** The n-th one. */
export function nth<T>(list: readonly T[], n: number): T {
  const found = list[n];
  if (found === undefined) throw new Error(`there is no number ${n} of ${list.length}`);
  return found;
}

/** Rows are made behind the acks. */
const ROWS_SILENCE_MS = 5_000;
/** Until the other gateway's people are heard again, on a busy machine. */
const ONE_GATEWAY_SILENCE_MS = 15_000;

/** How long nobody at all may be acknowledged; undefined: as long as it lasts. Two at once may do more than each. */
export function silenceMax(faults: readonly { on: Thing; planned: Planned }[]): number | undefined {
  const [first, ...more] = faults;
  if (first === undefined || more.length > 0) return undefined;
  const { on, planned } = first;
  if (on === 'postgres' || on === 'persister') return ROWS_SILENCE_MS;
  return on === 'gateway' && planned.one ? ONE_GATEWAY_SILENCE_MS : undefined;
}
