// A person with the SDK, as the page has it: one unanswered message a room, so the order of what was said holds. Now and then the
// page is loaded again: another client goes on with what was stored.
import { isMessagePosted } from '../../src/chat/message/view.ts';
import { type ChatClient, connect } from '../../src/client/client.ts';
import { memoryStorage } from '../../src/client/storage.ts';
import { signIn } from './coming-back.ts';
import { count, heardAck, keyOf, odd, type Reading, settle, type Tape } from './tape.ts';

export interface SdkPersonOptions {
  name: string;
  tape: Tape;
  urls: readonly string[];
  rooms: readonly string[];
  /** The gateway it begins with. */
  at: number;
}

export type SdkPerson = Awaited<ReturnType<typeof openSdkPerson>>;

export async function openSdkPerson(options: SdkPersonOptions) {
  const { name, tape, urls, rooms, at } = options;
  const session = await signIn(urls, name);
  const storage = memoryStorage();
  const order = urls.map((_, i) => urls[(at + i) % urls.length] ?? '');
  const readings = new Map(rooms.map((room) => [room, begin(name, room, tape)]));
  const user = session.user.id;
  const live = new Set<string>();
  let connection = 0;
  let posts = 0;

  const open = (): ChatClient => {
    connection += 1;
    const nth = connection;
    live.clear();
    const made = connect({ url: order, token: session.token, storage });
    made.on('event', (event) => {
      const { room, seq, id, user: who, at: stored } = event;
      const reading = readings.get(room);
      if (reading === undefined) return;
      reading.upTo = Math.max(reading.upTo, seq);
      // One's own message in the log is an answer as well: the SDK waits for no other one.
      if (who.id === user) settle(tape, user, id);
      if (!isMessagePosted(event)) return;
      const { text } = event.data;
      const from = { connection: nth, gateway: undefined };
      reading.heard.push({ at: Date.now(), seq, id, user: who, text, stored, ...from });
    });
    made.on('live', ({ room, seq }) => {
      live.add(room);
      const reading = readings.get(room);
      if (reading !== undefined) reading.upTo = Math.max(reading.upTo, seq);
    });
    made.on('ack', ({ id, seq }) => {
      heardAck(tape, { user, id, seq, gateway: undefined, stays: false, by: name });
    });
    made.on('persisted', ({ seq }) => {
      tape.ticks.push({ at: Date.now(), by: name, seq, gateway: undefined });
    });
    made.on('error', ({ code }) => count(tape, `error ${code}`));
    made.on('reset', ({ room, reason }) => {
      odd(tape, name, 'reset', `${room}: ${reason}`);
      const before = readings.get(room);
      if (before !== undefined) before.toTheEnd = false;
      readings.set(room, begin(name, room, tape, false));
    });
    made.on('unsent', ({ id, error }) => {
      odd(tape, name, 'refused for good', `${id}: ${error.code} ${error.message}`);
      settle(tape, user, id);
    });
    made.on('renamed', ({ from, to }) => {
      count(tape, 'renamed');
      const post = tape.posts.get(keyOf(user, from));
      if (post === undefined) return;
      // The first name was refused, so it stands nowhere.
      tape.posts.delete(keyOf(user, from));
      tape.posts.set(keyOf(user, to), { ...post, id: to });
    });
    made.on('state', (change) => {
      if (change.state === 'closed' && change.reason !== 'closed') {
        odd(tape, name, 'closed for good', change.reason);
      } else if (change.state === 'connecting' && change.reason !== undefined) {
        count(tape, `SDK ${change.reason}`);
      }
    });
    for (const room of rooms) void made.join(room, { last: 0 }).catch(() => undefined);
    return made;
  };
  let client = open();

  return {
    name,
    rooms,
    isLive: () => client.state === 'live' && live.size === rooms.length,
    waiting: () => client.pending().length,
    waitsFor: () => client.pending().map(({ id }) => id),
    upTo: (room: string) => readings.get(room)?.upTo ?? 0,
    post: (room: string, text: string) => {
      // For good, which is written down.
      if (client.state === 'closed') return;
      const { id } = client.post(room, text);
      tape.posts.set(keyOf(user, id), {
        id,
        user: session.user,
        room,
        text,
        by: name,
        n: posts++,
        madeAt: Date.now(),
        ordered: true,
        settled: false,
        acked: false,
      });
    },
    /** The page is loaded again: what was on its way and how far each room was read outlive it. */
    reload: () => {
      client.flush();
      client.close();
      client = open();
    },
    stop: () => client.close(),
  };
}

function begin(by: string, room: string, tape: Tape, fromZero = true): Reading {
  const reading = { by, room, fromZero, heard: [], upTo: 0, toTheEnd: true };
  tape.readings.push(reading);
  return reading;
}
