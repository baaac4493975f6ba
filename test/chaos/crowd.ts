// What everybody of a run does: they talk, say some of it through two gateways at once, and some of it again minutes later;
// pages are loaded again, rooms are read from their beginning, somebody scrolls back. In the end all of them wait.
import { setTimeout as sleep } from 'node:timers/promises';
import { gatherPeople, type People, type Person, ROOMS, upTo } from './people.ts';
import type { Random } from './random.ts';
import type { RawPerson } from './raw-person.ts';
import { keyOf, type Post, type Tape } from './tape.ts';
import { openScroller, visit } from './visitors.ts';

export interface Crowd {
  /** Nobody says anything new; what was said is still sent. */
  hush: () => Promise<void>;
  /** Whose posts wait for an answer, and which: also those that another client of theirs has one for. */
  waiting: () => string[];
  /** Nobody goes away any more, and each room is read from its beginning and by its last page once more at each gateway. */
  comeTogether: () => Promise<void>;
  /** Of what is acknowledged now: says whether everybody has it who neither sleeps nor hops. */
  owesNow: () => () => boolean;
  /** Who does not have what was acknowledged. */
  behind: () => string[];
  stop: () => Promise<void>;
}

/** Who waits for so many answers says nothing new. */
const WAITING_MAX = 50;
/** How old an answered message is that is sent again. */
const AGAIN_MS = [40_000, 200_000] as const;
const AGAIN_CHANCE = 0.04;
const TWIN_CHANCE = 0.25;
const RELOAD_MS = [4_000, 15_000] as const;
const VISIT_EVERY_MS = 5_000;
const PAGE_EVERY_MS = 1_000;
const PAGES_WITHIN_MS = 30_000;

export async function gatherCrowd(options: {
  tape: Tape;
  urls: readonly string[];
  random: Random;
  /** Messages a second of each writer. */
  rate: number;
}): Promise<Crowd> {
  const { tape, urls, random, rate } = options;
  const people = await gatherPeople(options);
  const { fixed, movers, twins, sdk, sleepers } = people;
  const everybody: Person[] = [...fixed, ...movers, ...twins, ...sdk, ...sleepers];
  const readers = everybody.filter((person) => !twins.includes(person as RawPerson));

  const scrollers = fixed.map((person) => ({ person, scroller: openScroller(person, tape) }));
  const unanswered: string[] = [];
  const now = { talking: true, visiting: true };
  const talk = [...fixed, ...movers, ...sdk].map((person) =>
    talks(person, { now, tape, rate, own: random.fork(), twin: twinOf(people, person) }),
  );
  const session = people.visitor;
  const visitAll = (rooms: (gateway: number) => readonly string[], last = false) =>
    Promise.all(
      urls.flatMap((url, gateway) =>
        rooms(gateway).map((room) => visit({ tape, url, gateway, session, room, last })),
      ),
    );
  const looksIn = async () => {
    for (let i = 0; now.visiting; i++) {
      await sleep(VISIT_EVERY_MS);
      if (now.visiting) await visitAll((gateway) => [ROOMS[(i + gateway) % ROOMS.length] ?? '']);
    }
  };
  const reloads = async (own: Random) => {
    while (now.visiting) {
      await sleep(own.int(...RELOAD_MS));
      if (now.visiting) own.pick(sdk).reload();
    }
  };
  const visits = [looksIn(), reloads(random.fork()), scrolls(scrollers, now, random.fork())];
  return {
    hush: async () => {
      now.talking = false;
      await Promise.all(talk);
    },
    waiting: () => [
      ...everybody.flatMap((person) => person.waitsFor().map((id) => `${person.name}: ${id}`)),
      ...unanswered,
    ],
    comeTogether: async () => {
      now.visiting = false;
      await Promise.all(visits);
      for (const person of sleepers) person.settleDown();
      await visitAll(() => ROOMS, true);
      for (const { person, scroller } of scrollers) {
        const rooms = await scroller.finish(ROOMS, PAGES_WITHIN_MS);
        unanswered.push(...rooms.map((room) => `${person.name}: pages of ${room}`));
      }
    },
    owesNow: () => {
      const owed = owedIn(tape);
      return () => [...fixed, ...movers, ...sdk].every((person) => hasAll(person, owed));
    },
    behind: () => {
      const owed = owedIn(tape);
      const isBehind = (person: Person) => !person.isLive() || !hasAll(person, owed);
      return readers.filter(isBehind).map(({ name }) => name);
    },
    stop: async () => {
      now.talking = false;
      now.visiting = false;
      await Promise.all(everybody.map((person) => person.stop()));
      await Promise.all([...talk, ...visits]);
    },
  };
}

const twinOf = ({ movers, twins }: People, person: Person): RawPerson | undefined =>
  twins[movers.indexOf(person as RawPerson)];

async function talks(
  person: Person,
  options: {
    now: { talking: boolean };
    tape: Tape;
    rate: number;
    own: Random;
    twin: RawPerson | undefined;
  },
): Promise<void> {
  const { now, tape, rate, own, twin } = options;
  for (let said = 0; now.talking; said++) {
    if (person.waiting() < WAITING_MAX) {
      const text = `${person.name} says ${said} ${'·'.repeat(own.int(0, 60))}`;
      const post = person.post(own.pick(ROOMS), text);
      if (twin !== undefined && post !== undefined && own.chance(TWIN_CHANCE)) twin.again(post);
    }
    if ('again' in person && own.chance(AGAIN_CHANCE)) saysAgain(person, tape, own);
    await sleep((1_000 / rate) * (0.5 + own.next()));
  }
}

/** A message of one's own that was answered a good while ago. */
function saysAgain(person: RawPerson, tape: Tape, random: Random): void {
  const now = Date.now();
  const old: Post[] = [];
  for (const post of tape.posts.values()) {
    const age = now - post.madeAt;
    if (age < AGAIN_MS[0]) break;
    if (age < AGAIN_MS[1] && post.settled && post.by === person.name) old.push(post);
  }
  if (old.length > 0) person.again(random.pick(old));
}

interface Scrolling {
  person: RawPerson;
  scroller: ReturnType<typeof openScroller>;
}

async function scrolls(
  scrollers: readonly Scrolling[],
  now: { visiting: boolean },
  own: Random,
): Promise<void> {
  while (now.visiting) {
    await sleep(PAGE_EVERY_MS);
    const { person, scroller } = own.pick(scrollers);
    const room = own.pick(ROOMS);
    const top = upTo(person, room);
    if (!person.isLive() || top < 5) continue;
    scroller.ask(room, own.chance(0.5) ? top + 1 : own.int(1, top));
  }
}

type Owed = readonly (readonly [room: string, seq: number])[];

const owedIn = (tape: Tape): Owed => ROOMS.map((room) => [room, highestTold(tape, room)]);
const hasAll = (person: Person, owed: Owed): boolean =>
  owed.every(([room, seq]) => upTo(person, room) >= seq);

/** The highest sequence of a room that somebody was told. */
function highestTold(tape: Tape, room: string): number {
  let highest = 0;
  for (const { user, id, seq } of tape.acks) {
    if (tape.posts.get(keyOf(user, id))?.room === room) highest = Math.max(highest, seq);
  }
  return highest;
}
