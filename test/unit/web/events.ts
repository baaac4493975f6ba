// Events and rooms as tests of the page need them.
import type { EventFrame } from '../../../src/shared/wire/frames.ts';
import { emptyRoom, type Room, withEvents } from '../../../src/web/model/room.ts';

export const ADA = { id: 'guest-ada', name: 'Ada' };
export const BOB = { id: 'guest-bob', name: 'Bob' };
/** Noon of a day in the middle of the year, in the time zone of the tests. */
export const NOON = new Date(2026, 5, 15, 12).getTime();

export function eventAt(seq: number, more: Partial<EventFrame> = {}): EventFrame {
  return {
    type: 'event',
    room: 'lobby',
    seq,
    at: new Date(NOON + seq * 1_000).toISOString(),
    event: 'MessagePosted',
    user: BOB,
    id: `m${seq}`,
    data: { text: `text ${seq}` },
    ...more,
  };
}

/** Every event from `first` to `last`. */
export const eventsOf = (first: number, last: number): EventFrame[] =>
  Array.from({ length: last - first + 1 }, (_, index) => eventAt(first + index));

/** A room of Ada's with these events in it. */
export const roomOf = (events: readonly EventFrame[], more: Partial<Room> = {}): Room => ({
  ...withEvents(emptyRoom('lobby'), events, ADA.id),
  ...more,
});

export const seqsOf = ({ messages }: Room): number[] => messages.map(({ seq }) => seq);
