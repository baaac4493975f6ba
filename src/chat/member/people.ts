// What a gateway asks a persister about people: JSON over NATS, answered from the rows.
import { z } from 'zod';
import { ROOM_NAME } from '../../shared/names.ts';
import type { Person } from '../../shared/wire/objects.ts';
import { defineMark, listLimit, listQuery, soundText } from '../kernel/list.ts';

/** In a room by rank, then by name, then by id; elsewhere all are of one rank. */
const place = z.tuple([z.int().min(0).max(9), soundText(256), soundText(128)]);
export type PeoplePlace = z.output<typeof place>;
export const peopleMark = defineMark(place);

export const peopleRequest = z.object({
  room: z.string().regex(ROOM_NAME).optional(),
  query: listQuery.optional(),
  /** What it looks like, as the skeletons of names have it (src/chat/name/skeleton.ts). */
  skeleton: soundText(4_096).optional(),
  after: place.optional(),
  limit: listLimit,
  /** Who moderates is told who is banned. */
  banned: z.boolean(),
  /** The rows must hold everything up to it. */
  upTo: z.int().min(0),
});
export type PeopleRequest = z.output<typeof peopleRequest>;

/** Goes to clients as it is: another version may say more of it. */
const known = z.looseObject({ user: z.looseObject({ id: z.string(), name: z.string() }) });
const person = z.custom<Person>((said) => known.safeParse(said).success, 'nobody');

export const peopleReply = z.union([
  /** `next`: where the page ended; missing where that was all. `asOf`: they are so by everything up to it. */
  z.object({ people: z.array(person), next: place.optional(), asOf: z.int().min(0) }),
  /** It has no answer in the time there is. */
  z.object({ tooWide: z.literal(true) }),
  z.object({ error: z.string() }),
]);
export type PeopleReply = z.output<typeof peopleReply>;
