// Ways between programs and their stores that misbehave.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Manner, TcpProxy } from '../proxy.ts';
import type { Random } from '../random.ts';
import type { Shape, World } from '../world.ts';
import { type Fault, lasting, sizeOf } from './fault.ts';

const SHUT_MS = [2_000, 30_000] as const;
const SLOW_MS = [3_000, 15_000] as const;
/** How often it is everybody and not one of them. */
const ALL_CHANCE = 0.25;

type Owner = 'gateway' | 'persister';
type Store = 'nats' | 'postgres';

const WAYS: readonly [Owner, Store][] = [
  ['gateway', 'nats'],
  ['persister', 'nats'],
  ['persister', 'postgres'],
];

/** How a way misbehaves, with what it takes. */
const manners: Record<Exclude<Manner['how'], 'pass'>, (random: Random) => Manner> = {
  hold: () => ({ how: 'hold' }),
  drop: () => ({ how: 'drop' }),
  refuse: () => ({ how: 'refuse' }),
  delay: (random) => ({ how: 'delay', ms: random.int(100, 2_500) }),
  trickle: (random) => ({ how: 'trickle', bytes: random.int(5, 200) }),
};

/** Links are named `gateway-0>nats`. */
const linksOf = (world: World, owner: string, store: Store): TcpProxy[] =>
  world.links.filter(({ name }) => name.startsWith(owner) && name.includes(`>${store}`));

/** One of them, or all. */
function drawOwner(random: Random, shape: Shape, owner: Owner): string {
  const n = random.int(0, sizeOf(shape, owner) - 1);
  return random.chance(ALL_CHANCE) ? owner : `${owner}-${n}`;
}

const shown = (manner: Manner): string =>
  manner.how === 'delay'
    ? ` by ${manner.ms} ms`
    : manner.how === 'trickle'
      ? ` ${manner.bytes} bytes`
      : '';

const misbehave =
  ([owner, store]: readonly [Owner, Store]) =>
  ([how, draw]: [string, (random: Random) => Manner]): Fault => ({
    name: `${owner}-${store} ${how}`,
    on: owner,
    plan: (random, shape) => {
      const whose = drawOwner(random, shape, owner);
      const manner = draw(random);
      const [low, high] = how === 'delay' || how === 'trickle' ? SLOW_MS : SHUT_MS;
      const lastsMs = lasting(random, shape, low, high);
      return {
        label: `${whose}${shown(manner)}, ${lastsMs} ms`,
        ...(whose !== owner && { one: true }),
        lastsMs,
        begin: (world) => {
          for (const link of linksOf(world, whose, store)) link.behave(manner);
        },
        end: (world) => {
          for (const link of linksOf(world, whose, store)) link.behave({ how: 'pass' });
        },
      };
    },
  });

const cut = ([owner, store]: readonly [Owner, Store]): Fault => ({
  name: `${owner}-${store} cut`,
  on: owner,
  plan: (random, shape) => {
    const whose = drawOwner(random, shape, owner);
    const pauses = Array.from({ length: random.int(2, 8) }, () => random.int(100, 1_500));
    return {
      label: `${whose}, ${pauses.length} times in the middle of a frame`,
      ...(whose !== owner && { one: true }),
      lastsMs: 0,
      begin: async (world) => {
        for (const ms of pauses) {
          for (const link of linksOf(world, whose, store)) link.cut();
          await sleep(ms);
        }
      },
    };
  },
});

export const LINK_FAULTS: readonly Fault[] = WAYS.flatMap((way) => [
  ...Object.entries(manners).map(misbehave(way)),
  cut(way),
]);
