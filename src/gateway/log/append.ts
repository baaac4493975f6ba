// A decided event on its way into the log: published, retried under the SAME message id while its outcome
// is open, and answered with the sequence only after JetStream stored it (P2, P3).
// Invariant: nothing is buffered while NATS is away; the client keeps what was not acknowledged.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatEvent } from '../../shared/events.ts';
import type { NatsLink } from '../../shared/nats.ts';
import { type PubAck, PublishError, type Publisher } from './publisher.ts';

export type Appended =
  | ({ ok: true } & PubAck)
  | { ok: false; code: 'full' | 'unavailable' | 'unknown'; message: string; retryAfterMs: number };

export type Append = (event: ChatEvent) => Promise<Appended>;

/** JetStream's err_codes for "no room": the stream's own limit, the server's storage. Source: nats-server errors.json. */
const NO_ROOM = [10_077, 10_023];
const RETRY_MS = 250;
/** While the log is full nothing is even tried for this long: back-pressure, never a hot loop. */
const FULL_PAUSE_MS = 1_000;
/** Posts under way on one gateway. Past it the log is the bottleneck and clients had better wait. */
const IN_FLIGHT_MAX = 4_096;

const away: Appended = {
  ok: false,
  code: 'unavailable',
  message: 'the log is not reachable right now: send the same id again',
  retryAfterMs: 1_000,
};
const busy: Appended = { ...away, message: 'the log is busy: send the same id again' };
const full: Appended = {
  ok: false,
  code: 'full',
  message: 'the log is full and takes no messages until an operator makes room: try again later',
  retryAfterMs: 5_000,
};
const open: Appended = {
  ok: false,
  code: 'unknown',
  message: 'the log did not say whether it stored this: send the same id again',
  retryAfterMs: 500,
};

/**
 * One `(user, client id)` is one event: the id of the message for JetStream's duplicate window. Its scope is the whole
 * stream, so the user is part of it, else one could suppress another's. Two different pairs never share an id: a header
 * loses blanks at its ends, so everything but plain ASCII is percent-encoded; the client id, a UUID, holds no `|`.
 */
export const messageId = (event: ChatEvent): string =>
  `${event.user.id.replace(/[^\x21-\x24\x26-\x7e]/gu, encodeURIComponent)}|${event.id}`;

export interface Appender {
  append: Append;
  /**
   * Why people had better go elsewhere: the log refused for want of room, or acknowledges nothing, lately, and took nothing
   * since. A server whose disk was full once answers every question and never acknowledges again until it starts anew.
   */
  readonly trouble: 'full' | 'silent' | undefined;
}

/** So long after its last refusal or silence a log counts as troubled, unless it took something. */
const TROUBLE_MS = 15_000;
/** Without an acknowledgement, though asked: longer than an election or a restart of the log's server. */
const SILENT_MS = 5_000;

export function createAppend(link: NatsLink, publisher: Publisher, budgetMs: number): Appender {
  let fullUntil = 0;
  let refusedAt = Number.NEGATIVE_INFINITY;
  /** The first and the last publish that got no answer since something was stored. */
  let silence: { from: number; to: number } | undefined;

  const append: Append = async (event) => {
    const msgId = messageId(event);
    const deadline = performance.now() + budgetMs;
    let outcomeOpen = false;
    let first = true;
    while (first || performance.now() < deadline) {
      if (performance.now() < fullUntil) return full;
      if (publisher.inFlight >= IN_FLIGHT_MAX) return busy;
      if (!link.connected()) {
        if (first) return away;
      } else {
        try {
          const stored = await publisher.publish(event, msgId);
          refusedAt = Number.NEGATIVE_INFINITY;
          silence = undefined;
          return { ok: true, ...stored };
        } catch (error) {
          if (!(error instanceof PublishError)) throw error;
          const { failure } = error;
          if (failure.kind === 'unknown') {
            outcomeOpen = true;
            const now = performance.now();
            // One that ended by itself, for nobody asked, says nothing of this one.
            const before =
              silence !== undefined && now - silence.to < TROUBLE_MS ? silence : undefined;
            silence = { from: before?.from ?? now, to: now };
          }
          if (failure.kind === 'refused' && NO_ROOM.includes(failure.code)) {
            refusedAt = performance.now();
            fullUntil = refusedAt + FULL_PAUSE_MS;
            return outcomeOpen ? open : full;
          }
        }
      }
      first = false;
      await sleep(RETRY_MS);
    }
    return outcomeOpen ? open : away;
  };
  return {
    append,
    get trouble() {
      const now = performance.now();
      if (now - refusedAt < TROUBLE_MS) return 'full';
      if (silence === undefined || now - silence.to > TROUBLE_MS) return undefined;
      return silence.to - silence.from > SILENT_MS ? 'silent' : undefined;
    },
  };
}
