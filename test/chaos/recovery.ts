// How all gets well after a fault, by itself: readiness, acks through each gateway, rows, readers, the log's servers. And how
// bad it was meanwhile.
import type { Crowd } from './crowd.ts';
import type { Recovery } from './judge/evidence.ts';
import { isWhole } from './monitor.ts';
import { unready } from './probes.ts';
import { highestAck, highestTick, type Tape } from './tape.ts';
import { within } from './within.ts';
import type { World } from './world.ts';

/** Longer than the promise, to know how late it is. */
const WAIT_MS = 60_000;

export async function recover(
  { world, tape, crowd }: { world: World; tape: Tape; crowd: Crowd },
  { began, ...known }: Pick<Recovery, 'fault' | 'restarted' | 'silenceMax'> & { began: number },
): Promise<Recovery> {
  const healed = Date.now();
  const owed = highestAck(tape);
  const hasHeard = crowd.owesNow();
  const [ready, acked, rows, heard, current] = await Promise.all([
    within(WAIT_MS, async () => (await unready(world)).length === 0),
    within(WAIT_MS, () => gatewaysAckedSince(tape, healed) === world.gateways.length),
    within(WAIT_MS, () => highestTick(tape) >= owed),
    within(WAIT_MS, hasHeard),
    within(WAIT_MS, () => isWhole(world)),
  ]);
  const took = { ready, acked, rows, heard, current };
  return { ...known, ...took, ...outage(tape, began, Date.now()) };
}

/** Through how many a post was acknowledged that was made after `since`. */
function gatewaysAckedSince(tape: Tape, since: number): number {
  const gateways = new Set<number>();
  for (let i = tape.acks.length - 1; i >= 0; i--) {
    const ack = tape.acks[i];
    if (ack === undefined || ack.at < since) break;
    const isNew = ack.first && ack.at - ack.afterMs >= since;
    if (ack.stays && isNew && ack.gateway !== undefined) gateways.add(ack.gateway);
  }
  return gateways.size;
}

/** The longest silence, and the longest wait for an ack; who stays with a dead gateway waits as long as it is dead, and does not count. */
function outage(tape: Tape, began: number, ended: number): { silence: number; worst: number } {
  let [silence, worst, last] = [0, 0, began];
  for (let i = tape.acks.length - 1; i >= 0; i--) {
    const ack = tape.acks[i];
    if (ack === undefined || ack.at < began) break;
    if (ack.first && !ack.stays) worst = Math.max(worst, ack.afterMs);
  }
  for (const { at, first } of tape.acks) {
    // A message said again may be answered from memory.
    if (at < began || !first) continue;
    silence = Math.max(silence, at - last);
    last = at;
  }
  return { silence: Math.max(silence, ended - last), worst };
}
