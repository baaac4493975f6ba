import type { Entry } from '../kernel/fact.ts';
import { defineTable, key, latest, max, min, nullable, project } from '../kernel/table.ts';
import type { WebhookFact } from './facts.ts';

/** Every webhook there ever was: of the last fact that says it. */
export const WEBHOOK = defineTable({
  name: 'webhook',
  sequence: 'first_seq',
  columns: {
    id: key('uuid'),
    first_seq: min('bigint'),
    seq: max('bigint'),
    room: latest('text', 'seq'),
    slot: latest('smallint', 'seq'),
    url: latest('text', 'seq'),
    events: latest('jsonb', 'seq'),
    state: latest('text', 'seq'),
    failing: nullable(latest('jsonb', 'seq')),
    given_up: nullable(latest('jsonb', 'seq')),
    by_id: latest('text', 'seq'),
    by_name: latest('text', 'seq'),
    at: latest('timestamptz', 'seq'),
  },
});

export const webhookOfFact = project(WEBHOOK, ({ seq, at, fact }: Entry<WebhookFact>) => {
  const { id, room, slot, url, events, by, state, failing, givenUp } = fact.data.webhook;
  return {
    id: id.toLowerCase(),
    first_seq: seq,
    seq,
    room,
    slot,
    url,
    events: [...events],
    state,
    failing: failing ?? null,
    given_up: givenUp ?? null,
    by_id: by.id,
    by_name: by.name,
    at,
  };
});
