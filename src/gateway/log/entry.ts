// From a stored event to what clients are sent: the same bytes whether it came live, from the ring, from
// the log or from the rows.
import { decodeEvent, type StoredEvent } from '../../shared/events.ts';
import type { EventFrame } from '../../shared/protocol.ts';
import { encodeFrame } from '../fanout/frame.ts';
import type { Delivered } from './reader.ts';
import type { Entry } from './ring.ts';

export function eventFrame({ seq, at, event }: StoredEvent): EventFrame {
  const { room, type, user, id, data } = event;
  return { type: 'event', room, seq, at, event: type, user, id, data };
}

export const toEntry = (stored: StoredEvent): Entry => ({
  seq: stored.seq,
  room: stored.event.room,
  frame: encodeFrame(eventFrame(stored)),
});

/** Undefined for an entry of the log that is void, or no event we understand: it stays in the log, clients skip it. */
export function readEntry({ seq, at, isVoid, subject, data }: Delivered): Entry | undefined {
  if (isVoid) return undefined;
  const reading = decodeEvent(subject, data);
  return reading.ok ? toEntry({ seq, at, event: reading.event }) : undefined;
}
