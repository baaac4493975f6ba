// What gateways tell each other about who is where, once a gateway a message: numbered changes, a heartbeat with the number of
// the last one, and everything, in parts, for whoever missed a change. Invariant: a message fits into one of NATS (128 KB).
import { z } from 'zod';
import type { User } from '../../shared/wire/objects.ts';

/** Of a room somebody is in, or is no longer in. */
export interface Entry {
  room: string;
  user: User;
}

const user = z.looseObject({ id: z.string(), name: z.string() });
/** By room, places in `users`: a person's id and name are said once. */
const places = z.record(z.string(), z.array(z.int().min(0)));

const message = z.looseObject({
  /** A gateway, by a name that it has for one life. */
  from: z.string().min(1).max(64),
  /** Of its last change. With `part` and `of` everything up to there; with people and no `part` the change of this number. */
  n: z.int().min(0),
  part: z.int().min(0).optional(),
  of: z.int().min(1).optional(),
  users: z.array(user).optional(),
  came: places.optional(),
  went: places.optional(),
  /** Asks this gateway for everything. */
  ask: z.string().optional(),
  /** It stops: its people are about to be elsewhere. */
  bye: z.literal(true).optional(),
});

type Places = Record<string, number[]>;

export interface Piece {
  users: User[];
  came: Places;
  went: Places;
}

export interface PresenceMessage extends Partial<Piece> {
  from: string;
  n: number;
  part?: number | undefined;
  of?: number | undefined;
  ask?: string | undefined;
  bye?: true | undefined;
}

/** Undefined for what no gateway says. */
export const readPresence = (json: unknown): PresenceMessage | undefined =>
  message.safeParse(json).data as PresenceMessage | undefined;

/** Estimated: a character may take three bytes. */
const PIECE_BYTES = 60_000;

/** As few pieces as they fit into; at least one. */
export function pack(entries: { came: Iterable<Entry>; went?: Iterable<Entry> }): Piece[] {
  const pieces = [{ users: [], came: {}, went: {} } as Piece];
  let bytes = 0;
  let at = new Map<string, number>();
  const put = (which: 'came' | 'went', { room, user }: Entry): void => {
    if (bytes > PIECE_BYTES) {
      pieces.push({ users: [], came: {}, went: {} });
      bytes = 0;
      at = new Map();
    }
    const piece = pieces.at(-1) as Piece;
    let place = at.get(user.id);
    if (place === undefined) {
      place = piece.users.push(user) - 1;
      at.set(user.id, place);
      bytes += 3 * (user.id.length + user.name.length) + 24;
    }
    const said = piece[which][room];
    if (said === undefined) {
      piece[which][room] = [place];
      bytes += room.length + 8;
    } else said.push(place);
    bytes += 6;
  };
  for (const entry of entries.came) put('came', entry);
  for (const entry of entries.went ?? []) put('went', entry);
  return pieces;
}

/** What a message says of `came` or `went`. */
export function* unpack(
  { users = [], ...said }: PresenceMessage,
  which: 'came' | 'went',
): Generator<Entry> {
  for (const [room, places] of Object.entries(said[which] ?? {})) {
    for (const place of places) {
      const user = users[place];
      if (user !== undefined) yield { room, user };
    }
  }
}
