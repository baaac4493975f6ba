// Messages that are edited and deleted, as the log holds it, and a look at everything that it holds: for tests of erasing.
import { type NatsConnection, NatsError } from 'nats';
import { changeSubject } from '../../src/chat/kernel/subjects.ts';
import { type RECENT_STREAM, STREAM } from '../../src/shared/subjects.ts';
import { ADA, type Entry, post } from './persister.ts';
import { uuid7 } from './wire.ts';

export interface Said {
  seq: number;
  id: string;
  room: string;
  user: typeof ADA;
  at: string;
}

const encoder = new TextEncoder();

function change(type: string, { room, ...target }: Said, data: object): Entry {
  const { seq, id, user, at } = target;
  const said = { ...data, target: { seq, id, user, at } };
  const fact = { v: 1, id: uuid7(), type, room, user: ADA, data: said };
  return { subject: changeSubject(room), payload: encoder.encode(JSON.stringify(fact)) };
}

export const edited = (message: Said, text: string): Entry =>
  change('MessageEdited', message, { text });
export const deleted = (message: Said): Entry => change('MessageDeleted', message, {});

/** Appends a message; answers how a change names it. */
export async function say(
  gateway: NatsConnection,
  text: string,
  { room = 'lobby', user = ADA }: { room?: string; user?: typeof ADA } = {},
): Promise<Said> {
  const id = uuid7();
  const seq = await add(gateway, post(text, { id, room, user }));
  const jsm = await gateway.jetstreamManager({ checkAPI: false });
  const { timestamp } = await jsm.streams.getMessage(STREAM, { seq });
  return { seq, id, room, user, at: new Date(timestamp).toISOString() };
}

/** Appends an entry; answers its sequence. */
export const add = async (gateway: NatsConnection, { subject, payload }: Entry): Promise<number> =>
  (await gateway.jetstream().publish(subject, payload)).seq;

/** Everything that a stream holds, by sequence, in no order. */
export async function everything(
  operator: NatsConnection,
  stream: typeof STREAM | typeof RECENT_STREAM,
): Promise<Map<number, string>> {
  const jsm = await operator.jetstreamManager({ checkAPI: false });
  const { state } = await jsm.streams.info(stream);
  const held = new Map<number, string>();
  const read = async (seq: number) => {
    try {
      held.set(seq, (await jsm.streams.getMessage(stream, { seq })).string());
    } catch (error) {
      // Who is not answered in time knows of no hole.
      if (!(error instanceof NatsError && error.api_error?.err_code === NO_MESSAGE_FOUND))
        throw error;
    }
  };
  for (let from = state.first_seq; from <= state.last_seq; from += AT_ONCE) {
    const end = Math.min(from + AT_ONCE, state.last_seq + 1);
    await Promise.all(Array.from({ length: end - from }, (_, i) => read(from + i)));
  }
  return held;
}
const AT_ONCE = 50;
/** err_code of JetStream's API (nats-server errors.json). */
const NO_MESSAGE_FOUND = 10_037;
