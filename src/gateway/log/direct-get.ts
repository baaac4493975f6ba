// Asks a stream's storage directly, many messages an answer, without a consumer. The library cannot ask for "from this
// sequence, of this subject, so many" in one go, so this speaks the API itself (nats-architecture-and-design ADR-31).
// Traps: the answer is complete only when its end marker (204) or "none" (404) was seen; the library's way of
// asking ends silently at its deadline, and takes an event with an empty body for the end. Any replica answers, also one
// that lags behind (room-reads.ts says how that shows). JetStream lets a mirror answer for its origin, and ours keeps only
// the last events of a room (`mirror_direct` is inherited): an answer of the wrong stream is asked for again.
import { createInbox, type Msg, type MsgHdrs, type NatsConnection } from 'nats';
import { fromDirectGet, type RawEntry } from '../../shared/raw-entry.ts';
import { inboxPrefix } from '../../shared/subjects.ts';
import { Turns } from '../limits/turns.ts';

export interface Answer {
  messages: RawEntry[];
  /** What the marker at the end says. Undefined where the answer was "nothing": that names no replica, so it proves nothing. */
  end: MsgHdrs | undefined;
}

/** Rejects when the log cannot be read right now. Those who ask (`who`) take turns; equal questions share an answer. */
export type DirectGet = (stream: string, query: object, who?: string) => Promise<Answer>;

/** Reads under way at once on a gateway: so many pages may come in one turn of the event loop. */
const READS_MAX = 8;
/** Reads that may wait for that: what is asked past it would be answered after the asker gave up. */
const WAITING_MAX = 4_096;
const DEADLINE_MS = 5_000;
/** Origin and mirror answer by turns of chance: all of these wrong happens once in 65,000. */
const WRONG_ANSWERS_MAX = 16;
const END_OF_BATCH = 204;
const NOT_FOUND = 404;

export class LogUnreadable extends Error {
  /** The status of the answer, where there was one. */
  readonly code: number | undefined;

  constructor(detail: string, cause?: unknown, code?: number) {
    super(`the log cannot be read: ${detail}`, { cause });
    this.name = 'LogUnreadable';
    this.code = code;
  }
}

export function createDirectGet(nc: NatsConnection): DirectGet {
  const shared = new Map<string, Promise<Answer>>();
  const turns = new Turns(READS_MAX, WAITING_MAX);
  return (stream, query, who) => {
    const body = JSON.stringify(query);
    const key = `${stream} ${body}`;
    const running = shared.get(key);
    if (running !== undefined) return running;
    const read = turns.run(() => get(nc, stream, body), who).finally(() => shared.delete(key));
    shared.set(key, read);
    return read;
  };
}

async function get(nc: NatsConnection, stream: string, body: string): Promise<Answer> {
  for (let tries = 0; tries < WRONG_ANSWERS_MAX; tries++) {
    const answer = await ask(nc, stream, body);
    if (answer !== undefined) return answer;
  }
  throw new LogUnreadable(`another stream answers for ${stream}`);
}

/** Undefined where another stream answered. */
function ask(nc: NatsConnection, stream: string, body: string): Promise<Answer | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer | undefined>();
  const messages: RawEntry[] = [];
  const take = (answer: Msg): void => {
    const code = answer.headers?.code ?? 0;
    if (code === NOT_FOUND) return resolve({ messages, end: undefined });
    if (code === END_OF_BATCH) return resolve({ messages, end: answer.headers });
    if (code !== 0) {
      return reject(new LogUnreadable(`${code} ${answer.headers?.description}`, undefined, code));
    }
    if (answer.headers?.get('Nats-Stream') !== stream) return resolve(undefined);
    messages.push(fromDirectGet(answer));
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
  nc.publish(`$JS.API.DIRECT.GET.${stream}`, body, { reply });
  return promise.finally(() => {
    clearTimeout(timer);
    subscription.unsubscribe();
  });
}
