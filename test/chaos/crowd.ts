// Everybody of one run. Who writes: people who stay with each gateway, people who change gateways and have a twin that says
// some of the same at the same time elsewhere, people with the SDK. Who reads: all of them, and some that sleep,
// hop, open the room anew or scroll back.
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../support/eventually.ts';
import { signIn } from './coming-back.ts';
import type { Random } from './random.ts';
import { openRawPerson, type RawPerson } from './raw-person.ts';
import { openSdkPerson, type SdkPerson } from './sdk-person.ts';
import { keyOf, type Post, type Tape } from './tape.ts';
import { openScroller, visit } from './visitors.ts';

const ROOMS = ['amber', 'basil', 'cedar'];
const IN_WITHIN_MS = 30_000;
/** Who waits for so many answers says nothing new. */
const WAITING_MAX = 50;
/** How old an answered message is that is sent again. */
const AGAIN_MS = [40_000, 200_000] as const;
const AGAIN_CHANCE = 0.04;
const TWIN_CHANCE = 0.25;

export type Crowd = Awaited<ReturnType<typeof gatherCrowd>>;

export async function gatherCrowd(options: {
  tape: Tape;
  urls: readonly string[];
  random: Random;
  /** Messages a second of each writer. */
  rate: number;
}) {
  const { tape, urls, random, rate } = options;
  const raw = (name: string, more: Partial<Parameters<typeof openRawPerson>[0]>) =>
    openRawPerson({ name, tape, urls, rooms: ROOMS, random: random.fork(), at: 0, ...more });
  const fixed = await Promise.all(urls.map((_, at) => raw(`stays-${at}`, { at, stays: true })));
  const movers = await Promise.all([0, 1].map((at) => raw(`moves-${at}`, { at })));
  const twins = await Promise.all(
    movers.map(({ session }, at) => raw(`twin-${at}`, { session, at: at + 1, deaf: true })),
  );
  const sdk = await Promise.all(
    [0, 1].map((at) => openSdkPerson({ name: `sdk-${at}`, tape, urls, rooms: ROOMS, at })),
  );
  const sleepers = await Promise.all([
    raw('sleeps-0', { comesAndGoes: { there: [3_000, 8_000], away: [8_000, 40_000] } }),
    raw('sleeps-1', { at: 1, comesAndGoes: { there: [3_000, 8_000], away: [8_000, 40_000] } }),
    raw('hops-0', { comesAndGoes: { there: [500, 3_000], away: [50, 1_500] } }),
  ]);
  const everybody: (RawPerson | SdkPerson)[] = [...fixed, ...movers, ...twins, ...sdk, ...sleepers];
  const visitor = await signIn(urls, 'visitor');
  await eventually(
    () => {
      const out = [...fixed, ...movers, ...twins, ...sdk].filter(({ isLive }) => !isLive());
      if (out.length > 0) throw new Error(`not in: ${out.map(({ name }) => name).join(', ')}`);
    },
    { deadlineMs: IN_WITHIN_MS },
  );

  let talking = true;
  let visiting = true;
  let said = 0;
  const speak = (person: RawPerson | SdkPerson, twin: RawPerson | undefined, own: Random) => {
    if (person.waiting() >= WAITING_MAX) return;
    const text = `${person.name} says ${said++} ${'·'.repeat(own.int(0, 60))}`;
    const post = person.post(own.pick(ROOMS), text);
    if (twin !== undefined && post !== undefined && own.chance(TWIN_CHANCE)) twin.again(post);
  };
  const pauseMs = (own: Random) => (1_000 / rate) * (0.5 + own.next());
  const talk = [...fixed, ...movers, ...sdk].map(async (person) => {
    const own = random.fork();
    const mover = movers.indexOf(person as RawPerson);
    while (talking) {
      speak(person, twins[mover], own);
      if ('again' in person && own.chance(AGAIN_CHANCE)) sayAgain(person, tape, own);
      await sleep(pauseMs(own));
    }
  });
  const reloads = (async () => {
    const own = random.fork();
    while (visiting) {
      await sleep(own.int(4_000, 15_000));
      if (visiting) own.pick(sdk).reload();
    }
  })();
  const visitAll = (rooms: (gateway: number) => readonly string[]) =>
    Promise.all(
      urls.flatMap((url, gateway) =>
        rooms(gateway).map((room) => visit({ tape, url, gateway, session: visitor, room })),
      ),
    );
  const visits = (async () => {
    for (let i = 0; visiting; i++) {
      await sleep(5_000);
      if (visiting) await visitAll((gateway) => [ROOMS[(i + gateway) % ROOMS.length] ?? '']);
    }
  })();
  const scrollers = fixed.map((person) => ({ person, scroller: openScroller(person, tape) }));
  const scrolling = (async () => {
    const own = random.fork();
    while (visiting) {
      await sleep(1_000);
      const { person, scroller } = own.pick(scrollers);
      const room = own.pick(ROOMS);
      const top = person.readings.upTo(room);
      if (!person.isLive() || top < 5) continue;
      scroller.ask(room, own.chance(0.5) ? top + 1 : own.int(1, top));
    }
  })();

  return {
    /** Nobody says anything new; what was said is still sent. */
    hush: async () => {
      talking = false;
      await Promise.all(talk);
    },
    waiting: () => everybody.reduce((sum, person) => sum + person.waiting(), 0),
    /** Nobody goes away any more, and each room is read from its beginning once more at each gateway. */
    comeTogether: async () => {
      visiting = false;
      await Promise.all([visits, scrolling, reloads]);
      for (const person of sleepers) person.settleDown();
      await visitAll(() => ROOMS);
    },
    /** Who does not have what was acknowledged. */
    behind: () =>
      everybody
        .filter((person) => !twins.includes(person as RawPerson))
        .filter(
          (person) =>
            !person.isLive() || ROOMS.some((room) => upTo(person, room) < owed(tape, room)),
        )
        .map(({ name }) => name),
    stop: async () => {
      talking = false;
      visiting = false;
      await Promise.all(everybody.map((person) => person.stop()));
      await Promise.all([...talk, visits, scrolling, reloads]);
    },
  };
}

const upTo = (person: RawPerson | SdkPerson, room: string): number =>
  'readings' in person ? person.readings.upTo(room) : person.upTo(room);

/** The highest sequence of a room that somebody was told. */
function owed(tape: Tape, room: string): number {
  let highest = 0;
  for (const { user, id, seq } of tape.acks) {
    if (tape.posts.get(keyOf(user, id))?.room === room) highest = Math.max(highest, seq);
  }
  return highest;
}

/** A message of one's own that was answered a good while ago. */
function sayAgain(person: RawPerson, tape: Tape, random: Random): void {
  const now = Date.now();
  const old: Post[] = [];
  for (const post of tape.posts.values()) {
    const age = now - post.madeAt;
    if (age < AGAIN_MS[0]) break;
    if (age < AGAIN_MS[1] && post.settled && post.by === person.name) old.push(post);
  }
  if (old.length > 0) person.again(random.pick(old));
}
