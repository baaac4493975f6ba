// Publishes to the log, pipelined: one reply subject for all, one token a publish, one sweep timer.
// Less than half of the CPU of the library's js.publish (docs/adr/0002; `make bench` measures it).
// Invariant: a publish settles exactly once: stored, refused, no leader, or outcome unknown.
import { createInbox, headers, type Msg, type MsgHdrs, type NatsConnection } from 'nats';
import { partsOf } from '../../chat/kernel/codec.ts';
import type { Proposal } from '../../chat/kernel/proposal.ts';
import { inboxPrefix } from '../../shared/subjects.ts';

export interface PubAck {
  seq: number;
  /** Of a batch, whose first entry is at `seq`: where the last one is. */
  last?: number;
  duplicate: boolean;
}

/** Why a publish was not acknowledged. */
export type PublishFailure =
  /** No answer in time: it may or may not be stored. */
  | { kind: 'unknown' }
  /** Nobody leads the stream right now: not stored. */
  | { kind: 'no_leader' }
  /** JetStream said no: not stored. `code` is the API's err_code. */
  | { kind: 'refused'; code: number; description: string };

export class PublishError extends Error {
  readonly failure: PublishFailure;
  constructor(failure: PublishFailure) {
    super(failure.kind === 'refused' ? `refused: ${failure.description}` : failure.kind);
    this.name = 'PublishError';
    this.failure = failure;
  }
}

export interface Publisher {
  /**
   * Stores what belongs together whole or not at all; the sequence is that of its first entry. Rejects with a {@link PublishError}. The same `msgId` again within the window stores nothing new; what is stored after
   * its deadline is void; what does not find what it expects is refused.
   */
  publish: (proposal: Proposal, msgId: string) => Promise<PubAck>;
  readonly inFlight: number;
  stop: () => void;
}

interface Waiting {
  at: number;
  resolve: (ack: PubAck) => void;
  reject: (error: PublishError) => void;
}

const SWEEP_MS = 100;

export function openPublisher(nc: NatsConnection, timeoutMs = 2_000): Publisher {
  const prefix = `${createInbox(inboxPrefix('gateway'))}.`;
  /** In order of publishing, so that the sweep may stop at the first young one. */
  const waiting = new Map<string, Waiting>();
  let next = 0;

  const settle = (message: Msg) => {
    const token = message.subject.slice(prefix.length);
    const entry = waiting.get(token);
    if (entry === undefined) return;
    waiting.delete(token);
    if (message.data.length === 0) return entry.reject(new PublishError({ kind: 'no_leader' }));
    const reply = message.json<PubAckReply>();
    if (reply.error !== undefined) {
      const { err_code: code, description } = reply.error;
      return entry.reject(new PublishError({ kind: 'refused', code, description }));
    }
    // A batch is one stretch of the log; its answer names the last entry.
    const { seq: last, count = 1, duplicate = false } = reply;
    entry.resolve({ seq: last - count + 1, ...(count > 1 && { last }), duplicate });
  };
  const subscription = nc.subscribe(`${prefix}*`, {
    callback: (error, message) => {
      if (error === null) settle(message);
    },
  });
  const sweep = setInterval(() => {
    const oldest = performance.now() - timeoutMs;
    for (const [token, entry] of waiting) {
      if (entry.at > oldest) break;
      waiting.delete(token);
      entry.reject(new PublishError({ kind: 'unknown' }));
    }
  }, SWEEP_MS);
  sweep.unref();

  return {
    publish: (proposal, msgId) =>
      new Promise((resolve, reject) => {
        const token = (next++).toString(36);
        waiting.set(token, { at: performance.now(), resolve, reject });
        const parts = partsOf(proposal, msgId, () => `${prefix}${token}`);
        const last = parts.length - 1;
        for (const [index, { subject, data, headers: said }] of parts.entries()) {
          const reply = index === last ? { reply: prefix + token } : {};
          nc.publish(subject, data, { ...reply, headers: headersFrom(said) });
        }
      }),
    get inFlight() {
      return waiting.size;
    },
    stop: () => {
      clearInterval(sweep);
      subscription.unsubscribe();
    },
  };
}

function headersFrom(said: Record<string, string>): MsgHdrs {
  const head = headers();
  for (const [name, value] of Object.entries(said)) head.set(name, value);
  return head;
}

/** JetStream's answer to a publish (io.nats.jetstream.api.v1.pub_ack_response). */
interface PubAckReply {
  seq: number;
  duplicate?: boolean;
  /** Of a batch: how many entries it is. */
  count?: number;
  error?: { err_code: number; description: string };
}
