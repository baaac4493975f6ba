// An entry of the log before anybody looked into it, from either of the two ways in which NATS hands it out.
import type { JsMsg, Msg } from 'nats';
import { type AckInfo, ackInfoOf } from './ack-subject.ts';
import { isoFromRfc3339 } from './log-time.ts';
import { DEADLINE_HEADER, isVoid } from './once.ts';

export interface RawEntry {
  seq: number;
  /** The stream's own timestamp, ISO 8601 with milliseconds, UTC. */
  at: string;
  /** Stored after its deadline: nobody is shown it, and no row is made of it. */
  isVoid: boolean;
  subject: string;
  data: Uint8Array;
}

/** From a consumer. Throws where the message did not come from one. */
export function fromConsumer(message: JsMsg): { entry: RawEntry; delivery: AckInfo } {
  const delivery = ackInfoOf(message);
  const { streamSequence: seq, at } = delivery;
  const late = isVoid(message.headers?.get(DEADLINE_HEADER), at);
  const { subject, data } = message;
  return { entry: { seq, at, isVoid: late, subject, data }, delivery };
}

/** From an answer to a direct get. */
export function fromDirectGet({ headers, data }: Msg): RawEntry {
  const said = (name: string) => headers?.get(name) ?? '';
  const at = isoFromRfc3339(said('Nats-Time-Stamp'));
  return {
    seq: Number(said('Nats-Sequence')),
    at,
    isVoid: isVoid(said(DEADLINE_HEADER), at),
    subject: said('Nats-Subject'),
    data,
  };
}
