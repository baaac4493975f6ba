// Who looks in: reads a room from its beginning on a connection of its own, as after a page was opened on a new machine,
// and scrolls back page by page. A visit that a fault cuts short says nothing; one that got `live` says everything, and the
// last one, when all is healed, must get there.
import type { Session } from '../support/chat.ts';
import { type Frame, openLine } from './line.ts';
import type { RawPerson } from './raw-person.ts';
import { count, odd, type Reading, type Tape } from './tape.ts';
import { toldIn } from './told.ts';
import { within } from './within.ts';

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
  const onNonsense = (why: string) => odd(tape, by, 'not understood', why);
  const line = openLine({ url, token: session.token, onFrame, onNonsense });
  const timer = setTimeout(line.drop, VISIT_WITHIN_MS);
  await line.closed;
  clearTimeout(timer);
  count(tape, isWhole ? 'visits' : 'visits cut short');
}

function hear(reading: Reading, frame: Frame, gateway: number): void {
  const told = toldIn(frame);
  reading.upTo = Math.max(reading.upTo, told.seq);
  reading.heard.push({ at: Date.now(), ...told, connection: 1, gateway });
}

const LIMIT = 40;
const AGAIN_AFTER_MS = 5_000;

/** Somebody who scrolls: asks for pages of what it has, and writes them down. */
export function openScroller(person: RawPerson, tape: Tape) {
  const asked = new Map<string, { room: string; before: number; gateway: number }>();
  const answered = new Set<string>();
  let questions = 0;
  person.onPage = (frame) => {
    const { id, events, more } = frame as Frame & { id: string; events: Frame[]; more: boolean };
    const question = asked.get(id);
    asked.delete(id);
    if (question === undefined) return;
    answered.add(question.room);
    const by = person.name;
    const whole = events.map((event) => ({ room: String(event['room']), ...toldIn(event) }));
    tape.pages.push({ at: Date.now(), by, ...question, limit: LIMIT, events: whole, more });
  };
  person.onPageError = (frame) => asked.delete(String(frame['id']));
  const ask = (room: string, before: number) => {
    const id = `page-${questions++}`;
    asked.set(id, { room, before, gateway: person.gateway() });
    person.ask({ type: 'history', id, room, before, limit: LIMIT });
  };
  return {
    ask,
    /** Nothing is broken any more: asks until each room was answered; answers those that never were. */
    finish: async (rooms: readonly string[], withinMs: number): Promise<string[]> => {
      answered.clear();
      const open = () => rooms.filter((room) => !answered.has(room));
      let askedAt = Number.NEGATIVE_INFINITY;
      await within(withinMs, () => {
        if (performance.now() - askedAt > AGAIN_AFTER_MS) {
          askedAt = performance.now();
          for (const room of open()) ask(room, person.readings.upTo(room) + 1);
        }
        return open().length === 0;
      });
      return open();
    },
  };
}
