// A person on a raw WebSocket who writes everything down: comes back by itself, joins with cursors, sends what was not
// answered again. Stays with one gateway, or goes to the next one after each connection; may stay away for a while.
import type { Session } from '../support/chat.ts';
import { uuid7 } from '../support/wire.ts';
import { newRest, signIn, waitMs } from './coming-back.ts';
import { type Frame, type Line, openLine } from './line.ts';
import { Outbox } from './outbox.ts';
import type { Random } from './random.ts';
import { RoomReadings } from './readings.ts';
import { count, heardAck, keyOf, odd, type Post, settle, type Tape } from './tape.ts';

/** Milliseconds from and to: how long it is there, and then away. */
export interface ComesAndGoes {
  there: [number, number];
  away: [number, number];
}

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
  comesAndGoes?: ComesAndGoes;
  /** Another client of the same user. */
  session?: Session;
  /** What it heard is not kept: it only sends. */
  deaf?: boolean;
}

interface Refusal {
  code: string;
  id?: string;
  room?: string;
  retry?: true;
  retryAfterMs?: number;
}

export async function openRawPerson(options: RawPersonOptions): Promise<RawPerson> {
  const session = options.session ?? (await signIn(options.urls, options.name));
  return new RawPerson(options, session);
}

export class RawPerson {
  readonly name: string;
  readonly session: Session;
  readonly readings: RoomReadings;
  /** Frames of history are the asker's. */
  onPage: ((frame: Frame) => void) | undefined;
  /** Whether it was the answer to a question of the asker's. */
  onPageError: ((frame: Frame) => boolean) | undefined;
  readonly #options: RawPersonOptions;
  readonly #outbox: Outbox;
  readonly #rest = newRest();
  readonly #living: Promise<void>;
  #comesAndGoes: ComesAndGoes | undefined;
  #at: number;
  #line: Line | undefined;
  #stopped = false;
  #failures = 0;
  #posts = 0;

  constructor(options: RawPersonOptions, session: Session) {
    const { name, rooms, tape, at, comesAndGoes, deaf = false } = options;
    this.name = name;
    this.session = session;
    this.#options = options;
    this.#at = at;
    this.#comesAndGoes = comesAndGoes;
    this.readings = new RoomReadings({ name, rooms, tape, keep: !deaf });
    this.#outbox = new Outbox(({ id, room, text }) => {
      this.#line?.send({ type: 'post', id, room, text });
    });
    this.#living = this.#live();
  }

  gateway = (): number => this.#at % this.#options.urls.length;
  isLive = (): boolean => this.readings.allLive();
  waiting = (): number => this.#outbox.size();
  waitsFor = (): string[] => this.#outbox.ids();

  /** A new message; it is sent until it is answered. */
  post(room: string, text: string): Post {
    const post: Post = {
      id: uuid7(),
      user: this.session.user,
      room,
      text,
      by: this.name,
      n: this.#posts++,
      madeAt: Date.now(),
      ordered: false,
      settled: false,
      acked: false,
    };
    this.#options.tape.posts.set(keyOf(post.user.id, post.id), post);
    this.#outbox.add(post);
    return post;
  }
  /** A message of the same user on this connection as well: a twin's, or one that was acknowledged long ago. */
  again(post: Post): void {
    this.#outbox.add(post);
  }
  ask(frame: Record<string, unknown>): void {
    this.#line?.send(frame);
  }
  /** From now on it is there all the time. */
  settleDown(): void {
    this.#comesAndGoes = undefined;
    this.#rest.wake();
  }
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#outbox.stop();
    this.#rest.wake();
    this.#line?.drop();
    await this.#living;
  }

  async #live(): Promise<void> {
    while (!this.#stopped) {
      const awayMs = await this.#connection();
      if (!this.#stopped) await this.#rest.sleep(awayMs);
    }
  }

  /** One connection from its beginning to its end; answers how long to stay away. */
  async #connection(): Promise<number> {
    const { urls, random, tape, stays } = this.#options;
    const between = ([low, high]: [number, number]) => random.int(low, high);
    this.readings.connects(this.gateway());
    const url = urls[this.gateway()] ?? '';
    const line = openLine({
      url,
      token: this.session.token,
      onFrame: (frame) => this.#on(frame),
      onNonsense: (why) => odd(tape, this.name, 'not understood', why),
    });
    this.#line = line;
    let leaves = false;
    const leave = () => {
      leaves = true;
      line.drop();
    };
    const timer = this.#comesAndGoes && setTimeout(leave, between(this.#comesAndGoes.there));
    const { code, reason, refused } = await line.closed;
    clearTimeout(timer);
    this.readings.closed();
    this.#outbox.shut();
    if (!stays) this.#at++;
    if (leaves && this.#comesAndGoes !== undefined) return between(this.#comesAndGoes.away);
    count(tape, refused === undefined ? `close ${code}` : `http ${refused}`);
    if (code >= 4500 && code < 5000) {
      this.#stopped = true;
      odd(tape, this.name, 'closed for good', `${code} ${reason}`);
    }
    return waitMs(reason, this.#failures++, random);
  }

  #on(frame: Frame): void {
    const { tape, stays = false } = this.#options;
    const { type, room, id, seq } = frame as Frame & { room: string; id: string; seq: number };
    if (type === 'welcome') {
      this.readings.welcome(String(frame['epoch']));
      for (const each of this.#options.rooms) this.#join(each);
    } else if (type === 'event') this.readings.event(frame);
    else if (type === 'live') {
      this.readings.live(room, seq);
      if (!this.isLive()) return;
      this.#failures = 0;
      this.#outbox.open();
    } else if (type === 'reset') {
      this.readings.reset(frame);
      this.#join(room);
    } else if (type === 'persisted') {
      tape.ticks.push({ at: Date.now(), by: this.name, seq, gateway: this.gateway() });
    } else if (type === 'history') this.onPage?.(frame);
    else if (type === 'error') this.#onError(frame);
    else if (type === 'ack') {
      this.#outbox.settle(id);
      const user = this.session.user.id;
      heardAck(tape, { user, id, seq, gateway: this.gateway(), stays, by: this.name });
    }
  }

  #join(room: string): void {
    this.#line?.send({ type: 'join', room, ...this.readings.cursor(room) });
  }

  #onError(frame: Frame): void {
    const { code, id, room, retry, retryAfterMs = 1_000 } = frame as Frame & Refusal;
    const { tape } = this.#options;
    count(tape, `error ${code}`);
    if (this.onPageError?.(frame) === true) return;
    if (id === undefined && room !== undefined && retry === true) {
      const line = this.#line;
      setTimeout(() => line === this.#line && this.#join(room), retryAfterMs);
      return;
    }
    // An id from a clock that runs ahead is waited for; who is not in a room is about to be.
    if (retry === true || code === 'clock' || code === 'not_joined') {
      if (id !== undefined) this.#outbox.later(id, retryAfterMs, ['rate', 'full'].includes(code));
      return;
    }
    if (id !== undefined) {
      this.#outbox.settle(id);
      settle(tape, this.session.user.id, id);
    }
    odd(tape, this.name, 'refused for good', JSON.stringify(frame));
  }
}
