// Who looks in: reads a room from its beginning on a connection of its own, as after a page was opened on a new machine,
// and scrolls back page by page. A visit that a fault cuts short says nothing; one that got `live` says everything, and the
// last one, when all is healed, must get there.
import type { Session } from '../support/chat.ts';
import { type Frame, openLine } from './line.ts';
import type { RawPerson } from './raw-person.ts';
import { count, type Reading, type Tape, type User } from './tape.ts';

const VISIT_WITHIN_MS = 30_000;
const TRIES = 20;

/** Reads up to `live`, going on from where it was where the gateway says that it cannot be had now. */
export async function visit(options: {
  tape: Tape;
  url: string;
  gateway: number;
  session: Session;
  room: string;
  /** Nothing is broken any more: what it does not get is missing. */
  last?: boolean;
}): Promise<void> {
  const { tape, url, gateway, session, room, last = false } = options;
  const by = `visitor at gateway-${gateway}`;
  const reading: Reading = { by, room, fromZero: true, heard: [], upTo: 0, toTheEnd: last };
  if (last) tape.readings.push(reading);
  let isWhole = false;
  let tries = 0;
  const join = () => line.send({ type: 'join', room, after: reading.upTo });
  const onFrame = (frame: Frame) => {
    const {
      type,
      seq,
      retryAfterMs = 1_000,
    } = frame as Frame & {
      seq: number;
      retryAfterMs?: number;
    };
    if (type === 'welcome') join();
    else if (type === 'event') hear(reading, frame, gateway);
    else if (type === 'live') {
      reading.upTo = Math.max(reading.upTo, seq);
      if (!last) tape.readings.push(reading);
      isWhole = true;
      line.drop();
    } else if (type === 'error' && frame['retry'] === true && ++tries < TRIES) {
      setTimeout(join, retryAfterMs);
    }
  };
  const line = openLine({ url, token: session.token, onFrame });
  const timer = setTimeout(line.drop, VISIT_WITHIN_MS);
  await line.closed;
  clearTimeout(timer);
  count(tape, isWhole ? 'visits' : 'visits cut short');
}

function hear(reading: Reading, frame: Frame, gateway: number): void {
  const { seq, id, user, at, data } = frame as Frame & {
    seq: number;
    id: string;
    user: User;
    at: string;
    data: { text: string };
  };
  const { text } = data;
  reading.upTo = Math.max(reading.upTo, seq);
  reading.heard.push({ at: Date.now(), seq, id, user, text, stored: at, connection: 1, gateway });
}

/** Somebody who scrolls: asks for pages of what it has, and writes them down. */
export function openScroller(person: RawPerson, tape: Tape) {
  const asked = new Map<string, { room: string; before: number; gateway: number }>();
  let questions = 0;
  person.onPage = (frame) => {
    const { id, events, more } = frame as Frame & {
      id: string;
      events: { seq: number; id: string }[];
      more: boolean;
    };
    const question = asked.get(id);
    asked.delete(id);
    if (question === undefined) return;
    const short = events.map((event) => ({ seq: event.seq, id: event.id }));
    tape.pages.push({ at: Date.now(), by: person.name, ...question, events: short, more });
  };
  person.onPageError = (frame) => asked.delete(String(frame['id']));
  return {
    ask: (room: string, before: number) => {
      const id = `page-${questions++}`;
      asked.set(id, { room, before, gateway: person.gateway() });
      person.ask({ type: 'history', id, room, before, limit: 40 });
    },
  };
}
