// What a gateway may ask the rows, and how far they have come: JSON over NATS, answered by any persister.
// `{ error }` says that there is no answer now; it never means "not there".
import { z } from 'zod';
import { ROOM_NAME } from '../../shared/names.ts';
import { LIMITS } from '../../shared/wire/limits.ts';
import type { Message } from '../../shared/wire/objects.ts';
import type { Envelope } from './fact.ts';

const seq = z.int().min(0);
const room = z.string().regex(ROOM_NAME);
const refusal = z.object({ error: z.string() });
/** The year 9999: what Postgres and people can say. */
const MS_MAX = 253_402_300_799_999;

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

/** Up to where the rows that an answer is from hold everything; a persister of before does not say it. */
export const answeredAsOf = seq.exactOptional();

/** Oldest first. `more`: older ones (`before`) or newer ones (`after`) exist beyond the page. */
export const historyReply = z.union([
  z.object({ events: z.array(storedEvent), more: z.boolean(), asOf: answeredAsOf }),
  refusal,
]);
export type HistoryReply = z.output<typeof historyReply>;

const limit = z.int().min(1).max(LIMITS.pageMax);

/**
 * Messages as they are now. `before`: the last `limit` below it. `around`: those about this sequence; `at`: about this time,
 * milliseconds since 1970. One of the three. The rows must hold everything below `before`, else everything up to `upTo`.
 */
export const messagesRequest = z
  .object({
    room,
    before: seq.optional(),
    around: seq.optional(),
    at: z.int().min(0).max(MS_MAX).optional(),
    upTo: seq,
    limit,
  })
  .refine(
    ({ before, around, at }) =>
      [before, around, at].filter((one) => one !== undefined).length === 1,
    'give one of before, around and at',
  );
export type MessagesRequest = z.output<typeof messagesRequest>;

/** Goes to clients as it is: another version may say more of it. */
const known = z.looseObject({ seq, id: z.string(), changedSeq: seq });
const message = z.custom<Message>((said) => known.safeParse(said).success, 'no message');

/**
 * Oldest first, by everything up to `asOf`. `more`: there are older ones; `newer`: there are newer ones than around. `notices`: all
 * else that was done in the room from `low` on, where the page begins, up to its end.
 */
export const messagesReply = z.union([
  z.object({
    messages: z.array(message),
    // A persister of before says none.
    notices: z.array(storedEvent).default([]),
    low: seq.exactOptional(),
    more: z.boolean(),
    newer: z.boolean(),
    asOf: seq,
  }),
  refusal,
]);
export type MessagesReply = z.output<typeof messagesReply>;

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
