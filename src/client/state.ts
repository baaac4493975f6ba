// The client as a state machine: what happened goes in with the time, what to do about it comes out. Pure: no
// socket, no timer, no clock. Invariant: it always knows when it wants to be asked again (`dueAt`), so
// that nothing waits for luck. The parts: link (connection), rooms (cursors), delivery (messages), requests.
import type { ErrorFrame, EventFrame, ServerFrame, User } from '../shared/wire/frames.ts';
import type { Limits } from '../shared/wire/limits.ts';
import { backoffMs } from './backoff.ts';
import { Delivery } from './delivery.ts';
import { type Effect, Effects } from './effects.ts';
import { ChatError } from './errors.ts';
import { Link } from './link.ts';
import { Requests } from './requests.ts';
import { type JoinOptions, Rooms } from './rooms.ts';
import type { Cursor, PendingPost } from './storage.ts';
import { createIdMaker, type IdMaker } from './uuid7.ts';

export type Input =
  | { type: 'start' }
  | { type: 'frame'; frame: ServerFrame }
  /** The socket ended or never opened. */
  | { type: 'closed'; code: number; reason: string }
  /** The server said over HTTP that it does not know us. */
  | { type: 'unauthorized' }
  | { type: 'join'; room: string; options: JoinOptions; cursor: Cursor | undefined }
  | { type: 'leave'; room: string }
  | { type: 'post'; post: PendingPost }
  | { type: 'discard'; id: string }
  | { type: 'history'; id: string; room: string; before: number; limit: number }
  | { type: 'wake' }
  | { type: 'tick' }
  | { type: 'stop' };

export interface MachineOptions {
  /** The time of day minus the time that `handle` is given, until a server tells its own; 0 unless told. */
  clockOffsetMs?: number;
  perRoom?: number;
  renewable?: boolean;
  random?: () => number;
  newId?: IdMaker;
}

export class ChatMachine {
  user: User | undefined;
  limits: Limits | undefined;
  epoch: string | undefined;
  /** Everything up to here is in the database. */
  persisted = 0;
  readonly link: Link;
  readonly rooms = new Rooms();
  readonly delivery: Delivery;
  readonly #requests = new Requests();
  readonly #effects = new Effects();
  readonly #random: () => number;

  constructor({
    clockOffsetMs = 0,
    perRoom = 1,
    renewable = false,
    random = Math.random,
    newId,
  }: MachineOptions = {}) {
    const effects = this.#effects;
    this.#random = random;
    this.delivery = new Delivery({
      effects,
      random,
      perRoom,
      clockOffsetMs,
      newId: newId ?? createIdMaker(),
    });
    this.link = new Link({ effects, random, renewable, onLost: () => this.#lost() });
  }

  /**
   * Takes one input and gives what is to be done, in order. `now`: milliseconds of a clock that only goes forward;
   * where it began does not matter.
   */
  handle(input: Input, now: number): Effect[] {
    this.#apply(input, now);
    this.#pump(now);
    const effects = this.#effects.take();
    if (effects.some(isQuestion)) this.link.asked(now);
    return effects;
  }

  /** When to send `tick`, milliseconds; undefined while there is nothing to wait for. */
  dueAt(): number | undefined {
    const times = [this.link.dueAt(), this.#requests.dueAt()];
    if (this.link.state === 'live') {
      times.push(this.rooms.dueAt(), this.delivery.outbox.dueAt(this.rooms.isLive));
    }
    const known = times.filter((time) => time !== undefined);
    return known.length === 0 ? undefined : Math.min(...known);
  }

  #apply(input: Input, now: number): void {
    switch (input.type) {
      case 'start':
        this.link.start(now);
        break;
      case 'frame':
        this.link.heard(now);
        this.#frame(input.frame, now);
        break;
      case 'closed':
        this.link.closed(input.code, input.reason, now);
        break;
      case 'unauthorized':
        this.link.finish('unauthorized');
        break;
      case 'join':
        this.#join(input.room, input.options, input.cursor);
        break;
      case 'leave':
        this.#leave(input.room);
        break;
      case 'post':
        this.delivery.post(input.post);
        break;
      case 'discard':
        this.delivery.giveUp(input.id, new ChatError('discarded', 'The message was taken back.'));
        break;
      case 'history': {
        const { id, room, before, limit } = input;
        this.#requests.add({ type: 'history', id, room, before, limit }, now);
        break;
      }
      case 'wake':
        this.link.wake(now);
        break;
      case 'tick':
        break;
      case 'stop':
        this.link.finish('closed');
        break;
      default:
        input satisfies never;
    }
  }

  /** Whatever is due by now, and everything that may be sent. */
  #pump(now: number): void {
    this.link.tick(now);
    for (const id of this.#requests.expired(now)) {
      const error = new ChatError('timeout', 'The server did not answer in time. Try again.');
      this.#effects.reject(`history:${id}`, error);
    }
    if (this.link.state !== 'live') return;
    const { isLive } = this.rooms;
    for (const frame of this.rooms.take(now)) this.#effects.send(frame);
    for (const frame of this.#requests.take(isLive)) this.#effects.send(frame);
    this.delivery.pump(now, isLive);
  }

  #lost(): void {
    this.rooms.lost();
    this.delivery.outbox.lost();
    this.#requests.lost();
  }

  // What the server says.

  #frame(frame: ServerFrame, now: number): void {
    switch (frame.type) {
      case 'welcome':
        if (!this.link.welcomed(now)) return;
        this.delivery.clockOffsetMs = frame.now - now;
        if (this.epoch !== frame.epoch) this.persisted = 0;
        this.user = frame.user;
        this.epoch = frame.epoch;
        this.limits = frame.limits;
        this.#effects.emit('state', { state: 'live', user: frame.user });
        break;
      case 'event':
        this.#event(frame);
        break;
      case 'live':
        this.#live(frame.room, frame.seq);
        break;
      case 'ack': {
        const { type: _, ...ack } = frame;
        const { room: __, ...stored } = ack;
        this.delivery.stored(stored);
        this.#effects.emit('ack', ack);
        break;
      }
      case 'persisted':
        if (frame.seq <= this.persisted) return;
        this.persisted = frame.seq;
        this.#effects.emit('persisted', { seq: frame.seq });
        break;
      case 'history': {
        const { id, events, more } = frame;
        if (this.#requests.settle(id)) this.#effects.resolve(`history:${id}`, { events, more });
        break;
      }
      case 'reset':
        if (!this.rooms.reset(frame.room)) return;
        this.#effects.add({ do: 'cursor', room: frame.room });
        this.#effects.emit('reset', { room: frame.room, reason: frame.reason });
        break;
      case 'error':
        this.#error(frame, now);
        break;
      case 'joined':
      case 'pong':
        break;
      default:
        // The wire may grow: a frame of a newer gateway is none of this client's business.
        frame satisfies never;
    }
  }

  #event(frame: EventFrame): void {
    if (!this.rooms.accept(frame, this.epoch ?? '')) return;
    this.#effects.add({ do: 'cursor', room: frame.room });
    const isOurs = frame.user.id === this.user?.id;
    if (isOurs) this.delivery.seen(frame.id);
    this.#effects.emit('event', frame);
    // Our own message in the log is as good as its ack, which a lost connection may have swallowed.
    if (isOurs) this.delivery.stored({ id: frame.id, seq: frame.seq });
  }

  #live(room: string, seq: number): void {
    if (!this.rooms.live(room, seq, this.epoch ?? '')) return;
    this.#effects.add({ do: 'cursor', room });
    this.#effects.resolve(`join:${room}`);
    this.#effects.emit('live', { room, seq });
  }

  #error(frame: ErrorFrame, now: number): void {
    const { type: _, ...error } = frame;
    this.#effects.emit('error', error);
    const { id, code, message } = frame;
    const entry = id === undefined ? undefined : this.delivery.outbox.get(id);
    if (entry !== undefined && code === 'not_joined' && this.rooms.has(entry.room)) {
      this.#joinLater(entry.room, frame, now);
      this.delivery.outbox.postpone(entry, now);
    } else if (entry !== undefined) {
      this.delivery.refused(entry, frame, now);
    } else if (id !== undefined) {
      const error = new ChatError(code, message);
      if (this.#requests.settle(id)) this.#effects.reject(`history:${id}`, error);
    } else if (frame.room !== undefined && this.rooms.has(frame.room)) {
      if (frame.retry) this.#joinLater(frame.room, frame, now);
      else this.#removeRoom(frame.room, new ChatError(code, message));
    }
    // The server's clock was set back since `welcome`: a new one tells the time.
    if (code === 'clock' && this.link.isStable(now)) this.link.giveUp('clock', now);
  }

  // Rooms.

  #join(room: string, options: JoinOptions, cursor: Cursor | undefined): void {
    if (this.rooms.isLive(room)) this.#effects.resolve(`join:${room}`);
    if (!this.rooms.has(room)) this.rooms.add(room, options, cursor);
  }

  #joinLater(room: string, { retryAfterMs }: ErrorFrame, now: number): void {
    const random = this.#random();
    const delayMs = (attempt: number) => backoffMs({ attempt, retryAfterMs, random });
    this.rooms.postpone(room, delayMs, now);
  }

  #leave(room: string): void {
    if (!this.rooms.has(room)) return;
    if (this.link.state === 'live') this.#effects.send({ type: 'leave', room });
    this.#removeRoom(room, new ChatError('left', `The room ${room} was left.`));
  }

  #removeRoom(room: string, error: ChatError): void {
    this.rooms.remove(room);
    this.#effects.add({ do: 'cursor', room });
    this.#effects.reject(`join:${room}`, error);
    for (const id of this.#requests.ofRoom(room)) {
      this.#requests.settle(id);
      this.#effects.reject(`history:${id}`, error);
    }
    this.delivery.giveUpRoom(room, error);
  }
}

const isQuestion = (effect: Effect) => effect.do === 'send' && effect.frame.type !== 'ping';
