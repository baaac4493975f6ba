// What a gateway asks a persister about a room's bots: JSON over NATS, answered from the rows.
import { z } from 'zod';
import { ROOM_NAME } from '../../shared/names.ts';
import type { ListedBot } from '../../shared/wire/objects.ts';
import { defineMark, listLimit } from '../kernel/list.ts';

/** The sequence with which the last one of a page was made. */
const place = z.tuple([z.int().min(0)]);
export type BotsPlace = z.output<typeof place>;
export const botsMark = defineMark(place);

export const botsRequest = z.object({
  room: z.string().regex(ROOM_NAME),
  after: place.optional(),
  limit: listLimit,
  /** The rows must hold everything up to it. */
  upTo: z.int().min(0),
});
export type BotsRequest = z.output<typeof botsRequest>;

/** Goes to clients as it is: another version may say more of it. */
const known = z.looseObject({ id: z.string(), name: z.string(), kind: z.string() });
const listed = z.custom<ListedBot>((said) => known.safeParse(said).success, 'no bot');

export const botsReply = z.union([
  /** `next`: where the page ended; missing where that was all. `asOf`: they are so by everything up to it. */
  z.object({ bots: z.array(listed), next: place.optional(), asOf: z.int().min(0) }),
  z.object({ error: z.string() }),
]);
export type BotsReply = z.output<typeof botsReply>;
