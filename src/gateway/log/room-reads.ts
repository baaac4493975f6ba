// What a stream is asked about a room: a page of its events, and where they end.
// A replica that was cut off or frozen answers like any other, from before: its page ends early and says that nothing is
// behind it. Nothing in a page says how far its replica has come, and each question may go to another one. The answer
// about a room's end says both, for one replica: L is the room's last event, and I know everything up to U.
import type { NatsConnection } from 'nats';
import { roomSubject } from '../../chat/kernel/subjects.ts';
import type { RawEntry } from '../../shared/raw-entry.ts';
import { createDirectGet, LogUnreadable } from './direct-get.ts';

export interface Page {
  /** In order; may be fewer than asked for: {@link PAGE_BYTES} end a page as well. */
  messages: RawEntry[];
  /** How many of the room come behind the last of `messages`, as far as the replica knows that answers. */
  pending: number;
}

export interface PageRequest {
  stream: string;
  room: string;
  /** The first sequence to look at. */
  from: number;
  max: number;
}

export interface EndRequest {
  stream: string;
  room: string;
  /** Another that has events: where there are none at all, the server does not say how far it has come. */
  beside: string | undefined;
}

export interface RoomEnd {
  /** The room's last event, 0 where there is none. */
  last: number;
  /** The last event of all that the replica knew. */
  upTo: number;
}

/** Each rejects when the log cannot be read right now. Those who ask (`who`) take turns. */
export type ReadPage = (request: PageRequest, who?: string) => Promise<Page>;
export type ReadEnd = (request: EndRequest, who?: string) => Promise<RoomEnd>;

export interface RoomReads {
  readPage: ReadPage;
  readEnd: ReadEnd;
}

/** About as much as a client is written at once. A page ends with the message that exceeds it. */
export const PAGE_BYTES = 65_536;

export function createRoomReads(nc: NatsConnection): RoomReads {
  const get = createDirectGet(nc);
  return {
    readPage: async ({ stream, room, from, max }, who) => {
      const query = {
        seq: from,
        next_by_subj: roomSubject(room),
        batch: max,
        max_bytes: PAGE_BYTES,
      };
      const { messages, end } = await get(stream, query, who);
      return { messages, pending: end === undefined ? 0 : numberOf(end, 'Nats-Num-Pending') };
    },
    readEnd: async ({ stream, room, beside }, who) => {
      const subject = roomSubject(room);
      const query = { multi_last: [...new Set([subject, roomSubject(beside ?? room)])] };
      const { messages, end } = await get(stream, query, who);
      if (end === undefined) return { last: 0, upTo: 0 };
      const last = messages.findLast((message) => message.subject === subject)?.seq ?? 0;
      return { last, upTo: numberOf(end, 'Nats-UpTo-Sequence') };
    },
  };
}

function numberOf(end: { get: (header: string) => string }, header: string): number {
  const number = Number.parseInt(end.get(header), 10);
  if (Number.isNaN(number)) throw new LogUnreadable(`an end without ${header}`);
  return number;
}
