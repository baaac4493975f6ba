// What a stream is asked about a room: a page of its events, and where they end.
// A replica that was cut off or frozen answers like any other, from before: its page ends early and says that nothing is
// behind it. Nothing in a page says how far its replica has come, and each question may go to another one. The answer
// about a room's end says both, for one replica: nothing comes behind, and I know everything up to U.
import type { NatsConnection } from 'nats';
import { messageSubject, placeOf, roomFilter } from '../../chat/kernel/subjects.ts';
import type { RawEntry } from '../../shared/raw-entry.ts';
import { createDirectGet, LogUnreadable } from './direct-get.ts';
import type { ReadNext, RoomEnd } from './read-entry.ts';

export interface Page {
  /** In order; may be fewer than asked for: {@link PAGE_BYTES} end a page as well. */
  messages: RawEntry[];
  /** How many of the room come behind the last of `messages`, as far as the replica knows that answers. */
  pending: number;
}

export interface PageRequest {
  stream: string;
  room: string;
  /** Its messages alone; else everything of the room. */
  only?: 'messages';
  /** The first sequence to look at. */
  from: number;
  max: number;
}

export interface EndRequest {
  stream: string;
  room: string;
  only?: 'messages';
  /** Where a page ended: what comes behind it is asked for. */
  after: number;
  /** A subject that has entries: where there are none at all, a server does not say how far it has come. */
  beside: string | undefined;
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

/** A server lists the last entries of so many subjects, and of none where there are more (nats-server's stream.go). */
const TOO_MANY_RESULTS = 413;

/** `leader`: what the log's leader says where no replica can (read-entry.ts). */
export function createRoomReads(nc: NatsConnection, leader: ReadNext): RoomReads {
  const get = createDirectGet(nc);
  return {
    readPage: async ({ stream, room, only, from, max }, who) => {
      const query = {
        seq: from,
        next_by_subj: filterOf(room, only),
        batch: max,
        max_bytes: PAGE_BYTES,
      };
      const { messages, end } = await get(stream, query, who);
      return { messages, pending: end === undefined ? 0 : numberOf(end, 'Nats-Num-Pending') };
    },
    readEnd: async ({ stream, room, only, after, beside }, who) => {
      const filter = filterOf(room, only);
      const others = beside === undefined ? [] : [beside];
      // Of what it finds it sends only what comes behind.
      const query = { seq: after + 1, multi_last: [...new Set([filter, ...others])] };
      const answer = await get(stream, query, who).catch((error: unknown) => {
        if (error instanceof LogUnreadable && error.code === TOO_MANY_RESULTS) return undefined;
        throw error;
      });
      if (answer?.end === undefined) return await leader(filter, after + 1, who);
      // What comes behind is said by its last entries: there may be more of it before them.
      const comes = answer.messages.some(({ subject }) => isOf(subject, room, only));
      return comes ? after : Math.max(after, numberOf(answer.end, 'Nats-UpTo-Sequence'));
    },
  };
}

const filterOf = (room: string, only: 'messages' | undefined): string =>
  only === 'messages' ? messageSubject(room) : roomFilter(room);

const isOf = (subject: string, room: string, only: 'messages' | undefined): boolean =>
  only === 'messages' ? subject === messageSubject(room) : placeOf(subject)?.room === room;

function numberOf(end: { get: (header: string) => string }, header: string): number {
  const number = Number.parseInt(end.get(header), 10);
  if (Number.isNaN(number)) throw new LogUnreadable(`an end without ${header}`);
  return number;
}
