// What a receiver gets: a body, and headers that say who sent it and when, as the Standard Webhooks specification has them
// (standardwebhooks.com), so that its libraries verify it. Pure. Invariant: however often something is delivered, its id is the same.
import { createHmac } from 'node:crypto';
import type { Entry, InRoom } from '../chat/kernel/fact.ts';
import { WEBHOOK_EVENTS, type Webhook } from '../chat/webhook/webhook.ts';

export interface Message {
  /** Of the delivery: the same however often it is tried, on any replica, next week too. */
  id: string;
  body: string;
}

const NAMES = new Map(Object.entries(WEBHOOK_EVENTS).map(([name, type]) => [type, name]));

/** Undefined where this webhook is not told of it. */
export function messageOf({ seq, at, fact }: Entry<InRoom>, webhook: Webhook): Message | undefined {
  const name = NAMES.get(fact.type);
  if (name === undefined || !webhook.events.includes(name)) return undefined;
  const { v, room, type, user, id, data, ...more } = fact;
  // As a client is told of it.
  const event = { ...more, room, seq, at, event: type, ...(v > 1 && { v }), user, id, data };
  return {
    id: `${webhook.id}-${seq}`,
    body: JSON.stringify({ type: name, timestamp: at, data: event }),
  };
}

const PREFIX = 'whsec_';

/**
 * `now`: milliseconds since 1970; what is old is refused by who checks it. `secrets`: as they were told, `whsec_…`; any of them
 * verifies it.
 */
export function headersOf(
  { id, body }: Message,
  secrets: readonly string[],
  now: number,
): Record<string, string> {
  const timestamp = String(Math.floor(now / 1_000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    const signed = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`);
    return `v1,${signed.digest('base64')}`;
  });
  return {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'user-agent': 'ChatK8S-Webhooks',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}
