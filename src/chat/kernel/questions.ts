// What a gateway may ask the rows, and how far they have come: JSON over NATS, answered by any persister.
// `{ error }` says that there is no answer now; it never means "not there".
import { z } from 'zod';
import { ROOM_NAME } from '../../shared/names.ts';
import { LIMITS } from '../../shared/wire/limits.ts';
import type { Envelope } from './fact.ts';

const seq = z.int().min(0);
const room = z.string().regex(ROOM_NAME);
const refusal = z.object({ error: z.string() });

/**
 * `before`: the last `limit` events below it, once the rows hold everything below it, or a refusal.
 * `after`: the first `limit` events above it. One of the two.
 */
export const historyRequest = z
  .object({
    room,
    before: seq.optional(),
    after: seq.optional(),
    limit: z
      .int()
      .min(1)
      .max(LIMITS.pageMax + 100),
  })
  .refine(
    ({ before, after }) => (before === undefined) !== (after === undefined),
    'give either before or after',
  );
export type HistoryRequest = z.output<typeof historyRequest>;

/** The log's own words, of any type and version: who asks judges what it understands of them. */
const storedEvent = z.object({
  seq,
  at: z.string(),
  event: z.looseObject({
    v: z.int().min(1),
    id: z.string(),
    type: z.string(),
    room: z.string(),
    user: z.looseObject({ id: z.string(), name: z.string() }),
    data: z.unknown(),
  }) satisfies z.ZodType<Envelope>,
});
export type StoredEvent = z.output<typeof storedEvent>;

/** Oldest first. `more`: older ones (`before`) or newer ones (`after`) exist beyond the page. */
export const historyReply = z.union([
  z.object({ events: z.array(storedEvent), more: z.boolean() }),
  refusal,
]);
export type HistoryReply = z.output<typeof historyReply>;

/** Answered once the rows hold everything up to `atLeast`, or refused. */
export const lookupRequest = z.object({
  userId: z.string(),
  clientId: z.uuid(),
  atLeast: seq,
});
export type LookupRequest = z.output<typeof lookupRequest>;

export const lookupReply = z.union([
  /** `room` is null where the command was of none. */
  z.object({ found: z.object({ seq, room: z.string().nullable() }).nullable() }),
  refusal,
]);
export type LookupReply = z.output<typeof lookupReply>;

/** Everything up to `seq` is in Postgres. */
export const watermark = z.object({ seq });
export type Watermark = z.output<typeof watermark>;
