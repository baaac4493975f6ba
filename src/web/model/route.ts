// Where the person is stands in the address, so that it can be linked, bookmarked and gone back to: `#/lobby`, and `#/lobby/17` for
// one message of it. What is handed on is `…/r/lobby/17`, which a server sees. Pure.
import { ROOM_NAME } from '../../shared/names.ts';

export interface Place {
  room: string;
  /** Of one message. */
  seq?: number;
}

/** As long as any sequence is. */
const PARTS = /^([^/]*)(?:\/([1-9]\d{0,15}))?$/;

function placeIn(path: string): Place | undefined {
  const [, room, seq] = PARTS.exec(path) ?? [];
  if (room === undefined || !ROOM_NAME.test(room)) return undefined;
  return seq === undefined ? { room } : { room, seq: Number(seq) };
}

/** What an address's hash names, if it names anything. */
export const placeOfHash = (hash: string): Place | undefined => placeIn(hash.replace(/^#\/?/, ''));

export const hashOf = ({ room, seq }: Place): string =>
  seq === undefined ? `#/${room}` : `#/${room}/${seq}`;

/** The room an address's hash names, if it names one. */
export const roomOfHash = (hash: string): string | undefined => placeOfHash(hash)?.room;

export const hashOfRoom = (room: string): string => hashOf({ room });

/** What a link that was handed on names, by its path. */
export const placeOfPath = (path: string): Place | undefined =>
  path.startsWith('/r/') ? placeIn(path.slice('/r/'.length).replace(/\/$/, '')) : undefined;

/** The link to a room or a message, to be handed on. */
export const linkTo = (origin: string, { room, seq }: Place): string =>
  `${origin}/r/${room}${seq === undefined ? '' : `/${seq}`}`;

/** What somebody typed as a room's name, as close to a valid one as can be meant. */
export const asRoomName = (typed: string): string =>
  typed.trim().replace(/^#\/?/, '').toLowerCase().replaceAll(/\s+/g, '-');
