// What a gateway asks a persister about a search: JSON over NATS, answered from the rows.
import { z } from 'zod';
import { ROOM_NAME } from '../../shared/names.ts';
import { LIMITS } from '../../shared/wire/limits.ts';
import { answeredAsOf } from '../kernel/questions.ts';
import { QUERY_MAX } from './query.ts';

export const searchRequest = z.object({
  query: z.string().max(QUERY_MAX),
  /** Messages below this sequence. */
  before: z.int().min(0).optional(),
  limit: z.int().min(1).max(LIMITS.pageMax),
  /** The rooms that are not open to who asks, as the gateway knows it. */
  closed: z.array(z.string().regex(ROOM_NAME)),
  /** Who asks, for the rooms that the log says are not open to all; gateways of before do not say it: then it is nobody. */
  reader: z
    .object({
      userId: z.string(),
      isOperator: z.boolean(),
      /** Of a bot: these rooms, and no others. */
      scope: z.array(z.string().regex(ROOM_NAME)).optional(),
    })
    .optional(),
});
export type SearchRequest = z.output<typeof searchRequest>;

/** As clients are given it. */
const foundMessage = z.looseObject({
  room: z.string(),
  seq: z.int().min(0),
  id: z.string(),
  at: z.string(),
  user: z.looseObject({ id: z.string(), name: z.string() }),
  text: z.string(),
});

export const searchReply = z.union([
  /** The newest first. `more`: older ones may be found below the last of them. */
  z.object({ messages: z.array(foundMessage), more: z.boolean(), asOf: answeredAsOf }),
  /** What is asked has no answer in the time there is. */
  z.object({ tooWide: z.literal(true) }),
  z.object({ error: z.string() }),
]);
export type SearchReply = z.output<typeof searchReply>;
