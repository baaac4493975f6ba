// Reads a room's events straight from a stream's storage, a page a request, without a consumer.
// The library cannot ask for "from this sequence, of this subject, so many" in one go, so this speaks the
// API itself (nats-architecture-and-design ADR-31).
// Traps: the answer is complete only when its end marker (204) or "none" (404) was seen; the library's way of
// asking ends silently at its deadline, and takes an event with an empty body for the end. A replica may lag
// behind the leader: use it below the ring. JetStream lets a mirror answer for its origin, and ours keeps only
// the last events of a room (`mirror_direct` is inherited): an answer of the wrong stream is asked for again.
import { createInbox, type Msg, type NatsConnection } from 'nats';
import { isoFromRfc3339 } from '../../shared/events.ts';
import { DEADLINE_HEADER, isVoid } from '../../shared/once.ts';
import { inboxPrefix, roomSubject } from '../../shared/subjects.ts';
import { Turns } from '../limits/turns.ts';
import type { Delivered } from './reader.ts';

export interface Page {
  /** In order; may be fewer than asked for: {@link PAGE_BYTES} end a page as well. */
  messages: Delivered[];
  /** How many of the room come behind the last of `messages`. Who says "nothing at all" is not known. */
  pending: number;
}

export interface PageRequest {
  stream: string;
  room: string;
  /** The first sequence to look at. */
  from: number;
  max: number;
}

/** Reads one page; rejects when the log cannot be read right now. Those who ask (`who`) take turns. */
export type ReadPage = (request: PageRequest, who?: string) => Promise<Page>;

/** About as much as a client is written at once. A page ends with the message that exceeds it. */
export const PAGE_BYTES = 65_536;
/** Reads under way at once on a gateway: so many pages may come in one turn of the event loop. Equal reads share one. */
const READS_MAX = 8;
/** Reads that may wait for that: what is asked past it would be answered after the asker gave up. */
const WAITING_MAX = 4_096;
const DEADLINE_MS = 5_000;
/** Origin and mirror answer by turns of chance: all of these wrong happens once in 65,000. */
const WRONG_ANSWERS_MAX = 16;
const END_OF_BATCH = 204;
const NOT_FOUND = 404;

export class LogUnreadable extends Error {
  constructor(detail: string, cause?: unknown) {
    super(`the log cannot be read: ${detail}`, { cause });
    this.name = 'LogUnreadable';
  }
}

export function createReadPage(nc: NatsConnection): ReadPage {
  const shared = new Map<string, Promise<Page>>();
  const turns = new Turns(READS_MAX, WAITING_MAX);
  return (request, who) => {
    const key = `${request.stream} ${request.room} ${request.from} ${request.max}`;
    const running = shared.get(key);
    if (running !== undefined) return running;
    const read = turns.run(() => readPage(nc, request), who).finally(() => shared.delete(key));
    shared.set(key, read);
    return read;
  };
}

async function readPage(nc: NatsConnection, request: PageRequest): Promise<Page> {
  for (let tries = 0; tries < WRONG_ANSWERS_MAX; tries++) {
    const page = await ask(nc, request);
    if (page !== undefined) return page;
  }
  throw new LogUnreadable(`another stream answers for ${request.stream}`);
}

/** Undefined where another stream answered. */
function ask(nc: NatsConnection, request: PageRequest): Promise<Page | undefined> {
  const { stream, room, from, max } = request;
  const { promise, resolve, reject } = Promise.withResolvers<Page | undefined>();
  const messages: Delivered[] = [];
  const take = (answer: Msg): void => {
    const code = answer.headers?.code ?? 0;
    if (code === NOT_FOUND) return resolve({ messages, pending: 0 });
    if (code === END_OF_BATCH) {
      const pending = Number.parseInt(answer.headers?.get('Nats-Num-Pending') ?? '', 10);
      if (Number.isNaN(pending)) return reject(new LogUnreadable('an end that names no rest'));
      return resolve({ messages, pending });
    }
    if (code !== 0) return reject(new LogUnreadable(`${code} ${answer.headers?.description}`));
    if (answer.headers?.get('Nats-Stream') !== stream) return resolve(undefined);
    messages.push(delivered(answer));
  };
  const reply = createInbox(inboxPrefix('gateway'));
  const subscription = nc.subscribe(reply, {
    callback: (error, answer) => {
      if (error !== null) reject(new LogUnreadable(String(error), error));
      else take(answer);
    },
  });
  const late = () => reject(new LogUnreadable(`no whole answer within ${DEADLINE_MS} ms`));
  const timer = setTimeout(late, DEADLINE_MS);
  const query = JSON.stringify({
    seq: from,
    next_by_subj: roomSubject(room),
    batch: max,
    max_bytes: PAGE_BYTES,
  });
  nc.publish(`$JS.API.DIRECT.GET.${stream}`, query, { reply });
  return promise.finally(() => {
    clearTimeout(timer);
    subscription.unsubscribe();
  });
}

function delivered(answer: Msg): Delivered {
  const { headers } = answer;
  const at = isoFromRfc3339(headers?.get('Nats-Time-Stamp') ?? '');
  return {
    seq: Number(headers?.get('Nats-Sequence')),
    subject: headers?.get('Nats-Subject') ?? '',
    at,
    isVoid: isVoid(headers?.get(DEADLINE_HEADER), at),
    data: answer.data,
  };
}
