// Events and rooms as tests of the page need them.
import { fold } from '../../../src/chat/views.ts';
import type { EventFrame } from '../../../src/shared/wire/frames.ts';
import type { Message } from '../../../src/shared/wire/objects.ts';
import { emptyRoom, type Room, withView } from '../../../src/web/model/room.ts';

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

/** The same as a page of messages has it. */
export const messageAt = (seq: number, more: Partial<Message> = {}): Message => ({
  ...{ seq, id: `m${seq}`, at: new Date(NOON + seq * 1_000).toISOString(), user: BOB },
  ...{ text: `text ${seq}`, reactions: [], changedSeq: seq, ...more },
});

/** Every event from `first` to `last`. */
export const eventsOf = (first: number, last: number): EventFrame[] =>
  Array.from({ length: last - first + 1 }, (_, index) => eventAt(first + index));

/** The room when these were told, live or as a page of the past. */
export const told = (room: Room, events: readonly EventFrame[]): Room =>
  withView(room, fold(room.view, events), ADA.id);

/** A room of Ada's with these events in it. */
export const roomOf = (events: readonly EventFrame[], more: Partial<Room> = {}): Room => ({
  ...told(emptyRoom('lobby'), events),
  ...more,
});

export const seqsOf = ({ view }: Room): number[] => view.messages.map(({ seq }) => seq);
