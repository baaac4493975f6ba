// What a gateway asks a persister about public rooms: JSON over NATS, answered from the rows.
import { z } from 'zod';
import { ROOM_NAME } from '../../shared/names.ts';
import type { ListedRoom } from '../../shared/wire/objects.ts';
import { defineMark, listLimit, listQuery, soundText } from '../kernel/list.ts';

const seq = z.int().min(0);
/**
 * The log as it was at the first page, and the sequence at which the last room of a page stood then: a room where something
 * happens meanwhile keeps its place, and is on one page.
 */
const place = z.tuple([seq, seq]);
export type RoomsPlace = z.output<typeof place>;
export const roomsMark = defineMark(place);

export const roomsRequest = z.object({
  query: listQuery.optional(),
  after: place.optional(),
  limit: listLimit,
  /** Rooms that tokens open: none of them is public. */
  closed: z.array(z.string().regex(ROOM_NAME)),
  /** Who asks: rooms that they are banned from are not told. */
  userId: soundText(128),
  /** The rows must hold everything up to it. */
  upTo: seq,
});
export type RoomsRequest = z.output<typeof roomsRequest>;

/** Goes to clients as it is: another version may say more of it. */
const known = z.looseObject({ room: z.string(), people: z.int(), lastSeq: seq });
const listed = z.custom<ListedRoom>((said) => known.safeParse(said).success, 'no room');

export const roomsReply = z.union([
  /** `next`: where the page ended; missing where that was all. */
  z.object({ rooms: z.array(listed), next: place.optional() }),
  /** It has no answer in the time there is. */
  z.object({ tooWide: z.literal(true) }),
  z.object({ error: z.string() }),
]);
export type RoomsReply = z.output<typeof roomsReply>;
