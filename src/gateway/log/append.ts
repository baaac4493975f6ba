// A decided event on its way into the log: published, retried under the SAME message id while its outcome
// is open, and answered with the sequence only after JetStream stored it in time (P2, P3).
// Invariant: nothing is buffered while NATS is away; the client keeps what was not acknowledged. What was stored after
// its deadline is never acknowledged, and steps out of the way of the next try only where nobody can overtake that.
// What expected something else is the caller's to decide anew: with one server the log looks at that before it knows an id
// again, with three after it.
import { setTimeout as sleep } from 'node:timers/promises';
import { messageId } from '../../chat/kernel/codec.ts';
import type { Proposal } from '../../chat/kernel/proposal.ts';
import type { NatsLink } from '../../shared/nats.ts';
import { DUPLICATE_WINDOW_MS } from '../../shared/once.ts';
import type { LogClock } from './log-clock.ts';
import { type PubAck, PublishError, type Publisher } from './publisher.ts';
import { Trouble } from './trouble.ts';
import type { Witness } from './witness.ts';

export type Appended =
  | ({ ok: true; room: string | undefined } & Omit<PubAck, 'last'>)
  /** What it rests on is not so any more. Nothing was stored by the last try; `isOpen`: by an earlier one perhaps. */
  | { ok: false; code: 'stale'; isOpen: boolean }
  /** Of what is several entries: they were stored before, and the log does not say where. */
  | { ok: false; code: 'known' }
  /** `retryAfterMs` where it is not the code's own. */
  | { ok: false; code: 'full' | 'unavailable' | 'unknown'; message: string; retryAfterMs?: number };

export type Append = (proposal: Proposal) => Promise<Appended>;

/** JetStream's err_codes for "no room": the stream's own limit, the server's storage. Source: nats-server errors.json. */
const NO_ROOM = [10_077, 10_023];
/** And for a last sequence other than the one that was expected: a stored one, and one that is just being stored. */
const NOT_AS_EXPECTED = [10_071, 10_164];
/** An id of a batch was stored before. */
const BATCH_KNOWN = 10_201;
const RETRY_MS = 250;
/** Posts under way on one gateway. Past it the log is the bottleneck and clients had better wait. */
const IN_FLIGHT_MAX = 4_096;
/** Nothing is published any more so shortly before its deadline. */
const NEAR_MS = 2_000;
/**
 * A void entry keeps its id from being stored for as long as JetStream remembers it. It is passed by, under an id that
 * follows from its sequence, only by what is wanted no later than this after it: whoever does not know of it by then is
 * done before its id is forgotten, so nobody stores the first id beside the second (docs/adr/0016).
 */
const PASSED_BY_MS = DUPLICATE_WINDOW_MS / 2;

const away: Appended = {
  ok: false,
  code: 'unavailable',
  message: 'the log is not reachable right now: send the same id again',
};
const busy: Appended = { ...away, message: 'the log is busy: send the same id again' };
const late: Appended = { ...away, message: 'this waited too long: send the same id again' };
const inTheWay: Appended = {
  ...late,
  message: 'this id came to the log too late once: send it again in a while',
  retryAfterMs: 10_000,
};
const full: Appended = {
  ok: false,
  code: 'full',
  message: 'the log is full and takes no messages until an operator makes room: try again later',
};
const open: Appended = {
  ok: false,
  code: 'unknown',
  message: 'the log did not say whether it stored this: send the same id again',
};

export interface Appender {
  append: Append;
  readonly trouble: 'full' | 'silent' | undefined;
}

export interface AppendOptions {
  link: Pick<NatsLink, 'connected'>;
  publisher: Pick<Publisher, 'publish' | 'inFlight'>;
  witness: Pick<Witness, 'look'>;
  clock: Pick<LogClock, 'now' | 'doubt'>;
  /** How long one event is tried, milliseconds. */
  budgetMs: number;
}

/** One try: it ended, or its outcome stays open, or nothing was stored, or a void entry is to be passed by. */
type Try = { end: Appended } | 'open' | 'not stored' | 'stale' | { passBy: number };

export function createAppend(options: AppendOptions): Appender {
  const { link, publisher, witness, clock, budgetMs } = options;
  const trouble = new Trouble();

  const attempt = async (proposal: Proposal, msgId: string): Promise<Try> => {
    const ack = await publisher.publish(proposal, msgId).catch(failureOf);
    const now = performance.now();
    if ('seq' in ack) {
      trouble.stored();
      return await judge(ack, proposal.deadlineMs);
    }
    if (ack.kind === 'unknown') {
      trouble.unanswered(now);
      return 'open';
    }
    if (ack.kind !== 'refused') return 'not stored';
    if (NOT_AS_EXPECTED.includes(ack.code)) return 'stale';
    if (ack.code === BATCH_KNOWN) return { end: { ok: false, code: 'known' } };
    if (!NO_ROOM.includes(ack.code)) return 'not stored';
    trouble.refused(now);
    return { end: full };
  };

  const judge = async ({ last, ...ack }: PubAck, deadlineMs: number): Promise<Try> => {
    const seen = await witness.look(ack.seq);
    if (seen === undefined) return 'open';
    if (!seen.isVoid) {
      // Who is told so may go on from any of it at once, and is answered by what this gateway has read.
      if (last !== undefined) await witness.look(last);
      return { end: { ok: true, ...ack, room: seen.room } };
    }
    if (!ack.duplicate) {
      // It came at once, and too late by the log's clock: that was set, or we took another one for it.
      clock.doubt();
      return { end: late };
    }
    return deadlineMs < seen.atMs + PASSED_BY_MS ? { passBy: ack.seq } : { end: inTheWay };
  };

  const append: Append = async (proposal) => {
    const { fact, deadlineMs } = proposal;
    const until = performance.now() + budgetMs;
    let msgId = messageId(fact);
    let isOpen = false;
    for (let tries = 0; tries === 0 || performance.now() < until; tries++) {
      if (tries > 0) await sleep(RETRY_MS);
      if (clock.now() + NEAR_MS > deadlineMs) return isOpen ? open : late;
      if (trouble.full(performance.now())) return isOpen ? open : full;
      if (publisher.inFlight >= IN_FLIGHT_MAX) return isOpen ? open : busy;
      if (!link.connected()) {
        if (tries === 0) return away;
        continue;
      }
      const tried = await attempt(proposal, msgId);
      if (tried === 'open') isOpen = true;
      else if (tried === 'stale') return { ok: false, code: 'stale', isOpen };
      else if (tried !== 'not stored' && 'end' in tried)
        return isOpen && isFailure(tried.end) ? open : tried.end;
      else if (tried !== 'not stored') msgId = `${messageId(fact)}|${tried.passBy}`;
    }
    return isOpen ? open : away;
  };

  return {
    append,
    get trouble() {
      return trouble.at(performance.now());
    },
  };
}

/** Of this try alone. */
const isFailure = (end: Appended): boolean => !end.ok && end.code !== 'known';

function failureOf(error: unknown) {
  if (error instanceof PublishError) return error.failure;
  throw error;
}
