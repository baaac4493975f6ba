// What a gateway asks a persister about somebody's own rooms: JSON over NATS, answered from the rows.
import { z } from 'zod';
import type { OwnRoom } from '../../shared/wire/objects.ts';
import { defineMark, listLimit, soundText } from '../kernel/list.ts';

/** The sequence that the last room of a page is so by. */
const place = z.tuple([z.int().min(0)]);
export type MinePlace = z.output<typeof place>;
export const mineMark = defineMark(place);

export const mineRequest = z.object({
  userId: soundText(128),
  after: place.optional(),
  limit: listLimit,
  /** The rows must hold everything up to it. */
  upTo: z.int().min(0),
});
export type MineRequest = z.output<typeof mineRequest>;

/** Goes to clients as it is: another version may say more of it. */
const known = z.looseObject({ room: z.string(), state: z.string(), seq: z.int() });
const own = z.custom<OwnRoom>((said) => known.safeParse(said).success, 'no room');

export const mineReply = z.union([
  /** `next`: where the page ended; missing where that was all. `asOf`: they are so by everything up to it. */
  z.object({ rooms: z.array(own), next: place.optional(), asOf: z.int().min(0) }),
  z.object({ error: z.string() }),
]);
export type MineReply = z.output<typeof mineReply>;
