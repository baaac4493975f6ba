// How it ended (P7, P8, P10): everybody got an answer, nobody was sent away, everything was well again by itself and in
// time, and nothing is held that was not held before.
import { highestAck, highestTickAt, type Oddity, type Tape, unsettled } from '../tape.ts';
import type { Evidence, Footprint, Recovery } from './evidence.ts';
import type { Find } from './judge.ts';

/** After a fault was healed. */
export const WELL_WITHIN_MS = 30_000;

/** Who sleeps is away for less. */
const RESET_WITHIN_MS = 60_000;

/** What has to come back after each fault. */
const RECOVERS = ['ready', 'acked', 'rows', 'heard', 'current'] as const;

/** What may have been added when a run is over. */
export const BOUNDS = {
  /** Heaps grow into what they may have, that of the manifests; a heap that is full ends its program. More is outside of it. */
  rssMb: 160,
  /** Files and sockets of one process: a pool that has grown, a file that is being written. */
  handles: 40,
  /** Each program has one connection; a dead one's is noticed within the servers' ping. */
  connections: 0,
  /** A reader that was made anew, an answer that is waited for. */
  subscriptions: 12,
  /** Readers of gateways that died: they go after a minute. */
  consumers: 2,
  /** Pools open what they need and close what is idle: of two persisters twenty at most, and some are open before. */
  sessions: 12,
};

export function judgeEnd(evidence: Evidence, find: Find): void {
  const { tape, recoveries, ends, restarts, unready, waiting } = evidence;
  for (const post of unsettled(tape)) find('unanswered', `${post.by}: ${post.id} in ${post.room}`);
  for (const what of waiting) find('unanswered', what);
  judgeLastTick(evidence, find);
  const excused = excuses(tape);
  for (const oddity of tape.oddities) {
    if (!excused(oddity)) find(oddity.kind, `${oddity.at} ${oddity.by}: ${oddity.text}`);
  }
  for (const recovery of recoveries) judgeRecovery(recovery, find);
  for (const end of ends) find('ended badly', end);
  for (const restart of restarts) find('restarted by its liveness', restart);
  for (const name of unready) find('not well at the end', `${name} is not ready`);
  judgeFootprint(evidence.before, evidence.after, find);
}

/** Each gateway tells its people that everything is in the rows. */
function judgeLastTick({ tape, gateways }: Evidence, find: Find): void {
  const owed = highestAck(tape);
  for (let gateway = 0; gateway < gateways; gateway++) {
    const told = highestTickAt(tape, gateway);
    if (told < owed) find('behind at the end', `gateway-${gateway}: persisted ${told} of ${owed}`);
  }
}

/** Where the log was made anew on purpose, cursors of the old one are reset: each room of each client once, and soon. */
function excuses({ newLogs }: Tape): (oddity: Oddity) => boolean {
  const used = new Set<string>();
  return ({ kind, by, text, at }) => {
    const made = newLogs.findLast((each) => each <= at);
    const [room, isEpoch] = [text.split(':')[0], text.includes(': epoch')];
    if (kind !== 'reset' || !isEpoch || made === undefined) return false;
    const name = `${by} in ${room} since ${made}`;
    if (at - made > RESET_WITHIN_MS || used.has(name)) return false;
    used.add(name);
    return true;
  };
}

function judgeRecovery(recovery: Recovery, find: Find): void {
  const { fault, restarted } = recovery;
  const took = [
    ...RECOVERS.map((what) => [what, recovery[what]] as const),
    ...restarted.map(({ name, ready }) => [`${name} ready`, ready] as const),
  ];
  for (const [what, ms] of took) {
    if (ms !== undefined && ms <= WELL_WITHIN_MS) continue;
    const after = ms === undefined ? 'not while anybody waited' : `after ${ms} ms`;
    find('not well in time', `${fault}: ${what} ${after}`);
  }
  const { silence, silenceMax = Number.POSITIVE_INFINITY } = recovery;
  if (silence > silenceMax) {
    find(
      'silent for all',
      `${fault}: nobody was acknowledged for ${silence} ms, not ${silenceMax}`,
    );
  }
}

/** Whether more is held than may be. */
export function isGrown(before: Footprint, after: Footprint): boolean {
  let grown = false;
  judgeFootprint(before, after, () => {
    grown = true;
  });
  return grown;
}

function judgeFootprint(before: Footprint, after: Footprint, find: Find): void {
  for (const [name, { rssMb, handles }] of Object.entries(after.programs)) {
    const was = before.programs[name];
    if (was === undefined) continue;
    const grew = { rssMb: rssMb - was.rssMb, handles: handles - was.handles };
    if (grew.rssMb > BOUNDS.rssMb) find('a leak', `${name}: ${was.rssMb} MB, then ${rssMb} MB`);
    if (grew.handles > BOUNDS.handles) {
      find('a leak', `${name}: ${was.handles} handles, then ${handles}`);
    }
  }
  for (const what of ['connections', 'subscriptions', 'consumers', 'sessions'] as const) {
    if (after[what] - before[what] <= BOUNDS[what]) continue;
    find('a leak', `${what}: ${before[what]}, then ${after[what]}`);
  }
}
