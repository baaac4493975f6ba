// Where a consumed message stands: JetStream writes it into the reply subject, in one of two forms:
//   $JS.ACK.<stream>.<consumer>.<deliveries>.<stream seq>.<consumer seq>.<nanos>.<pending>
//   $JS.ACK.<domain>.<account>.<stream>.<consumer>.<deliveries>.<stream seq>.<consumer seq>.<nanos>.<pending>.<token>
// Source: nats-architecture-and-design ADR-15. The library's parse keeps the nanoseconds as a double, which
// moves some events by a millisecond; live and stored readings of one event must agree to the letter.
import { isoFromNanos } from './log-time.ts';

export interface AckInfo {
  /** How often this message was delivered, this time included. */
  deliveries: number;
  streamSequence: number;
  consumerSequence: number;
  /** When the stream stored it, ISO 8601 with milliseconds, UTC. */
  at: string;
  /** How many more the consumer has to deliver. */
  pending: number;
}

/** Throws where the subject has neither form: the message did not come from a consumer. */
export function parseAckSubject(reply: string): AckInfo {
  const tokens = reply.split('.');
  const first = tokens.length === 9 ? 4 : 6;
  const [deliveries, stream, consumer, nanos, pending] = tokens.slice(first, first + 5);
  if (tokens[1] !== 'ACK' || tokens.length < 9 || nanos === undefined || !/^\d+$/.test(nanos)) {
    throw new Error(`not a consumer's reply subject: ${reply}`);
  }
  return {
    deliveries: Number(deliveries),
    streamSequence: Number(stream),
    consumerSequence: Number(consumer),
    at: isoFromNanos(nanos),
    pending: Number(pending),
  };
}

/** The delivery of a consumed message; the library's type hides the reply subject, its object has it. */
export function ackInfoOf(message: object): AckInfo {
  const reply = 'reply' in message ? message.reply : undefined;
  return parseAckSubject(typeof reply === 'string' ? reply : '');
}
