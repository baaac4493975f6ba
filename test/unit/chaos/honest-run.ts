// A small run in which every promise held, as the judge gets it: two people, two rooms, one entry that came too late.
import type { Evidence, Footprint, LogEntry } from '../../chaos/judge/evidence.ts';
import { type Heard, keyOf, newTape, type Post, type Reading } from '../../chaos/tape.ts';

const POSTS = 12;
const BEGAN = Date.parse('2026-11-26T10:00:00.000Z');
const ROOMS = ['amber', 'basil'];
/** Nobody was told of it; the same id was stored again behind it. */
export const VOID_SEQ = 7;

export interface HonestRun extends Evidence {
  log: LogEntry[];
  events: Evidence['events'][number][];
  messages: Evidence['messages'][number][];
  deadLetters: Evidence['deadLetters'][number][];
  recoveries: Evidence['recoveries'][number][];
  ends: string[];
  restarts: string[];
  mismatches: string[];
  unready: string[];
  waiting: string[];
}

export function honestRun(): HonestRun {
  const tape = newTape();
  const log: LogEntry[] = [];
  for (let n = 0; n < POSTS; n++) {
    const post = postNumber(n);
    tape.posts.set(keyOf(post.user.id, post.id), post);
    if (log.length + 1 === VOID_SEQ) log.push(entryOf(post, VOID_SEQ, BEGAN));
    const entry = entryOf(post, log.length + 1, post.madeAt + 5_000);
    log.push(entry);
    const told = { user: post.user.id, id: post.id, seq: entry.seq, gateway: n % 2, stays: true };
    tape.acks.push({ ...told, at: entry.at + 2, afterMs: 5, first: true });
    for (const gateway of [0, 1]) {
      tape.ticks.push({ at: entry.at + 10, by: post.by, seq: entry.seq, gateway });
    }
  }
  const told = log.filter(({ seq }) => seq !== VOID_SEQ);
  for (const by of ['reader', 'sleeper']) {
    for (const room of ROOMS) tape.readings.push(readingOf(by, room, told));
  }
  const amber = told.filter(({ room }) => room === 'amber');
  const page = amber.slice(1, 4).map(({ at, ...told }) => ({
    ...told,
    stored: new Date(at).toISOString(),
  }));
  const before = amber[4]?.seq ?? 0;
  const asked = { at: BEGAN, by: 'reader', room: 'amber', gateway: 0, before, limit: 3 };
  tape.pages.push({ ...asked, events: page, more: true });
  return {
    tape,
    log,
    events: told.map((entry) => ({ ...rowOf(entry), committed: entry.at + 5 })),
    messages: told.map(rowOf),
    deadLetters: [{ seq: VOID_SEQ, reason: 'void', detail: 'stored after its deadline' }],
    recoveries: [
      {
        fault: 'kill gateway',
        ...{ ready: 900, acked: 1_200, rows: 40, heard: 200, current: 0 },
        restarted: [{ name: 'gateway-0', ready: 1_100 }],
        ...{ silence: 300, silenceMax: 15_000, worst: 2_000 },
      },
    ],
    gateways: 2,
    before: footprint(),
    after: footprint(),
    ends: [],
    restarts: [],
    mismatches: [],
    unready: [],
    waiting: [],
  };
}

function postNumber(n: number): Post {
  const name = n % 2 === 0 ? 'Ada' : 'Bob';
  return {
    id: `01a20aad-0000-7000-8000-${String(n).padStart(12, '0')}`,
    user: { id: `guest-${name}`, name },
    room: ROOMS[n % 3 === 0 ? 1 : 0] ?? '',
    text: `message ${n}`,
    by: name,
    n,
    madeAt: BEGAN + n * 100,
    ordered: true,
    settled: true,
    acked: true,
  };
}

/** `deadline` of its own, so that it is void where it was stored later. */
function entryOf({ id, user, room, text, madeAt }: Post, seq: number, deadline: number): LogEntry {
  return { seq, at: madeAt + 3, room, id, user, text, deadline };
}

const rowOf = ({ seq, at, room, id, user, text }: LogEntry) => ({ seq, at, room, id, user, text });

function readingOf(by: string, room: string, log: readonly LogEntry[]): Reading {
  const heard = log
    .filter((entry) => entry.room === room)
    .map(
      ({ seq, id, user, text, at }, n): Heard => ({
        at: at + 4,
        seq,
        id,
        user,
        text,
        stored: new Date(at).toISOString(),
        connection: 1 + Math.floor(n / 3),
        gateway: n % 2,
      }),
    );
  return { by, room, fromZero: true, heard, upTo: log.at(-1)?.seq ?? 0, toTheEnd: true };
}

function footprint(): Footprint {
  return {
    programs: { 'gateway-0': { rssMb: 120, handles: 30 } },
    connections: 4,
    subscriptions: 100,
    consumers: 3,
    sessions: 6,
  };
}
