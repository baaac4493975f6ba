// A person on a raw WebSocket who writes everything down: comes back by itself, joins with cursors, sends what was not
// answered again. Stays with one gateway, or goes to the next one after each connection; may stay away for a while.
import type { Session } from '../support/chat.ts';
import { uuid7 } from '../support/wire.ts';
import { newRest, signIn, waitMs } from './coming-back.ts';
import { type Frame, type Line, openLine } from './line.ts';
import { Outbox } from './outbox.ts';
import type { Random } from './random.ts';
import { RoomReadings } from './readings.ts';
import { count, heardAck, keyOf, odd, type Post, type Tape } from './tape.ts';

export interface RawPersonOptions {
  name: string;
  tape: Tape;
  urls: readonly string[];
  rooms: readonly string[];
  random: Random;
  /** The gateway it begins with. */
  at: number;
  /** It never changes its gateway. */
  stays?: boolean;
  /** Milliseconds from and to: how long it is there, and then away. */
  comesAndGoes?: { there: [number, number]; away: [number, number] };
  /** Another client of the same user. */
  session?: Session;
  /** What it heard is not kept: it only sends. */
  deaf?: boolean;
}

export type RawPerson = Awaited<ReturnType<typeof openRawPerson>>;

export async function openRawPerson(options: RawPersonOptions) {
  const { name, tape, urls, rooms, random, stays = false } = options;
  const session = options.session ?? (await signIn(urls, name));
  const readings = new RoomReadings({ name, rooms, tape, keep: options.deaf !== true });
  const outbox = new Outbox((post) => {
    line?.send({ type: 'post', id: post.id, room: post.room, text: post.text });
  });
  let comesAndGoes = options.comesAndGoes;
  let at = options.at;
  let line: Line | undefined;
  let stopped = false;
  let failures = 0;
  let posts = 0;
  const rest = newRest();

  const onFrame = (frame: Frame) => {
    const { type, room, id, seq } = frame as Frame & { room: string; id: string; seq: number };
    if (type === 'welcome') onWelcome(String(frame['epoch']));
    else if (type === 'event') readings.event(frame);
    else if (type === 'live') onLive(room, seq);
    else if (type === 'reset') onReset(frame, room);
    else if (type === 'persisted') tape.ticks.push({ at: Date.now(), by: name, seq });
    else if (type === 'history') person.onPage?.(frame);
    else if (type === 'error') onError(frame);
    else if (type === 'ack') {
      outbox.settle(id);
      heardAck(tape, { user: session.user.id, id, seq, gateway: gateway(), stays, by: name });
    }
  };
  const gateway = () => at % urls.length;
  const join = (room: string) => {
    line?.send({ type: 'join', room, ...readings.cursor(room) });
  };
  const onWelcome = (epoch: string) => {
    readings.welcome(epoch);
    for (const room of rooms) join(room);
  };
  const onReset = (frame: Frame, room: string) => {
    readings.reset(frame);
    join(room);
  };
  const onLive = (room: string, seq: number) => {
    readings.live(room, seq);
    if (!readings.allLive()) return;
    failures = 0;
    outbox.open();
  };
  const onError = (frame: Frame) => {
    const {
      code,
      id,
      room,
      retry,
      retryAfterMs = 1_000,
    } = frame as Frame & {
      code: string;
      id?: string;
      room?: string;
      retry?: true;
      retryAfterMs?: number;
    };
    count(tape, `error ${code}`);
    if (person.onPageError?.(frame) === true) return;
    if (id === undefined && room !== undefined && retry === true) {
      const own = line;
      setTimeout(() => own === line && join(room), retryAfterMs);
      return;
    }
    // An id from a clock that runs ahead is waited for; who is not in a room is about to be.
    if (retry === true || code === 'clock' || code === 'not_joined') {
      if (id !== undefined) outbox.later(id, retryAfterMs, code === 'rate' || code === 'full');
      return;
    }
    if (id !== undefined) giveUp(id);
    odd(tape, name, 'refused for good', JSON.stringify(frame));
  };
  const giveUp = (id: string) => {
    outbox.settle(id);
    const post = tape.posts.get(keyOf(session.user.id, id));
    if (post !== undefined) post.settled = true;
  };
  const between = ([low, high]: [number, number]) => random.int(low, high);

  /** One connection from its beginning to its end; answers how long to stay away. */
  const connection = async (): Promise<number> => {
    readings.connects(gateway());
    line = openLine({ url: urls[gateway()] ?? '', token: session.token, onFrame });
    let leaves = false;
    const leave = () => {
      leaves = true;
      line?.drop();
    };
    const timer = comesAndGoes && setTimeout(leave, between(comesAndGoes.there));
    const { code, reason, refused } = await line.closed;
    clearTimeout(timer);
    readings.closed();
    outbox.shut();
    if (!stays) at++;
    if (leaves && comesAndGoes !== undefined) return between(comesAndGoes.away);
    count(tape, refused === undefined ? `close ${code}` : `http ${refused}`);
    if (code >= 4500 && code < 5000) {
      stopped = true;
      odd(tape, name, 'closed for good', `${code} ${reason}`);
    }
    return waitMs(reason, failures++, random);
  };
  const live = async () => {
    while (!stopped) {
      const away = await connection();
      if (!stopped) await rest.sleep(away);
    }
  };

  const person = {
    name,
    session,
    rooms,
    readings,
    gateway,
    isLive: () => readings.allLive(),
    waiting: () => outbox.size(),
    /** Frames of history are the asker's. */
    onPage: undefined as ((frame: Frame) => void) | undefined,
    /** Whether it was the answer to a question of the asker's. */
    onPageError: undefined as ((frame: Frame) => boolean) | undefined,
    ask: (frame: Record<string, unknown>) => line?.send(frame) ?? false,
    /** A new message; it is sent until it is answered. */
    post: (room: string, text: string): Post => {
      const post: Post = {
        id: uuid7(),
        user: session.user,
        room,
        text,
        by: name,
        n: posts++,
        madeAt: Date.now(),
        ordered: false,
        settled: false,
        acked: false,
      };
      tape.posts.set(keyOf(session.user.id, post.id), post);
      outbox.add(post);
      return post;
    },
    /** A message of the same user on this connection as well: a twin's, or one that was acknowledged long ago. */
    again: (post: Post) => outbox.add(post),
    /** From now on it is there all the time. */
    settleDown: () => {
      comesAndGoes = undefined;
      rest.wake();
    },
    stop: async () => {
      stopped = true;
      outbox.stop();
      rest.wake();
      line?.drop();
      await living;
    },
  };
  const living = live();
  return person;
}
