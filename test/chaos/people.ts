// Everybody of one run: people who stay with each gateway, people who change gateways and have a twin at another one, people
// with the SDK, some that sleep and hop. All of them are in before the first word, so each must have everything.
import type { Session } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { signIn } from './coming-back.ts';
import type { Random } from './random.ts';
import {
  type ComesAndGoes,
  openRawPerson,
  type RawPerson,
  type RawPersonOptions,
} from './raw-person.ts';
import { openSdkPerson, type SdkPerson } from './sdk-person.ts';
import type { Tape } from './tape.ts';

export type Person = RawPerson | SdkPerson;

export interface People {
  /** One at each gateway, whatever happens there. */
  fixed: RawPerson[];
  /** They change gateways; each has a twin of the same number, who is the same user and only sends. */
  movers: RawPerson[];
  twins: RawPerson[];
  sdk: SdkPerson[];
  /** They only read, and stay away now and then. */
  sleepers: RawPerson[];
  visitor: Session;
}

export const ROOMS: readonly string[] = ['amber', 'basil', 'cedar'];
const IN_WITHIN_MS = 30_000;
const SLEEPS: ComesAndGoes = { there: [3_000, 8_000], away: [8_000, 40_000] };
const HOPS: ComesAndGoes = { there: [500, 3_000], away: [50, 1_500] };

interface Gathering {
  tape: Tape;
  urls: readonly string[];
  random: Random;
}

/** All of them, or nobody is left. */
export async function gatherPeople(options: Gathering): Promise<People> {
  const opening: Promise<Person>[] = [];
  const known = <P extends Person>(person: Promise<P>): Promise<P> => {
    opening.push(person);
    return person;
  };
  try {
    return await gather(options, known);
  } catch (error) {
    const opened = await Promise.allSettled(opening);
    await Promise.all(opened.map((each) => each.status === 'fulfilled' && each.value.stop()));
    throw error;
  }
}

async function gather(
  { tape, urls, random }: Gathering,
  known: <P extends Person>(person: Promise<P>) => Promise<P>,
): Promise<People> {
  const raw = (name: string, more: Partial<RawPersonOptions>) =>
    known(openRawPerson({ name, tape, urls, rooms: ROOMS, random: random.fork(), at: 0, ...more }));
  const fixed = await Promise.all(urls.map((_, at) => raw(`stays-${at}`, { at, stays: true })));
  const movers = await Promise.all([0, 1].map((at) => raw(`moves-${at}`, { at })));
  const twins = await Promise.all(
    movers.map(({ session }, at) => raw(`twin-${at}`, { session, at: at + 1, deaf: true })),
  );
  const sdk = await Promise.all(
    [0, 1].map((at) => known(openSdkPerson({ name: `sdk-${at}`, tape, urls, rooms: ROOMS, at }))),
  );
  await eventually(
    () => {
      const out = [...fixed, ...movers, ...twins, ...sdk].filter(({ isLive }) => !isLive());
      if (out.length > 0) throw new Error(`not in: ${out.map(({ name }) => name).join(', ')}`);
    },
    { deadlineMs: IN_WITHIN_MS },
  );
  const sleepers = await Promise.all([
    raw('sleeps-0', { comesAndGoes: SLEEPS }),
    raw('sleeps-1', { comesAndGoes: SLEEPS, at: 1 }),
    raw('hops-0', { comesAndGoes: HOPS }),
  ]);
  return { fixed, movers, twins, sdk, sleepers, visitor: await signIn(urls, 'visitor') };
}

export const upTo = (person: Person, room: string): number =>
  'readings' in person ? person.readings.upTo(room) : person.upTo(room);
