// A process full of attackers, all from one loopback address. It ends by itself when the time is up, and with
// its parent; its last word is what they did and were told.
import { setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Crew } from './attackers.ts';
import { type Attack, KINDS } from './attacks.ts';
import type { Site } from './connection.ts';
import { count, entriesOf, type Tally } from './tally.ts';

/** Attackers have machines of their own: on this one they should take what the chat leaves, as far as the kernel heeds it. */
const NICE = 19;
const BETWEEN_MS = 500;
/** So long after the time is up it ends in any case. */
const LAST_MS = 5_000;

const { port, from, rooms, sockets, seconds, pace } = JSON.parse(process.argv[2] ?? '') as Crew;
setPriority(NICE);
process.on('disconnect', () => process.exit(1));
setTimeout(finish, seconds * 1_000 + LAST_MS);

const tally: Tally = new Map();
const shared = { port, from, rooms, pace, until: performance.now() + seconds * 1_000, tokens: [] };
const attackers = Object.entries(KINDS).flatMap(([kind, { attack, share }]) => {
  const site: Site = { ...shared, count: (what, by) => count(tally, kind, what, by) };
  return Array.from({ length: Math.round((sockets * share) / 100) }, () => again(attack, site));
});
process.once('message', finish);
await Promise.all(attackers);
finish();

async function again(attack: Attack, site: Site): Promise<void> {
  while (performance.now() < site.until) {
    await sleep(Math.random() * BETWEEN_MS);
    // What went wrong was counted where it did.
    await attack(site).catch(() => undefined);
    await sleep(BETWEEN_MS);
  }
}

function finish() {
  process.send?.(entriesOf(tally), () => process.exit(0));
}
