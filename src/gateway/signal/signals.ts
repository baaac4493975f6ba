// What is said between people and not kept in the log: who is there, who is typing, how far somebody has read. A connection speaks
// to this and to nothing behind it. Invariant: what a connection was put into, it is taken out of when it goes.
import type { User } from '../../shared/wire/objects.ts';
import type { Hub } from '../fanout/hub.ts';
import type { GatewayMetrics } from '../metrics.ts';
import type { Membership } from '../room/enter.ts';
import type { MarkStore } from './mark-store.ts';
import { Marks } from './marks.ts';
import { Presence } from './presence.ts';
import type { Signal } from './signal.ts';
import { Typing } from './typing.ts';
import { type UserRooms, Users } from './users.ts';

/** How often is looked what is due. */
export const TICK_MS = 250;
const FLUSH_MS = 2_000;

export interface SignalsOptions {
  /** The name of this gateway among the others, for this life. */
  self: string;
  hub: Pick<Hub, 'members'>;
  store: MarkStore;
  /** To every gateway, this one included. */
  publish: (signal: Signal) => void;
  /** Whether they can be heard and heard from. */
  connected: () => boolean;
  log: LogEnd;
  metrics: Pick<GatewayMetrics, 'typing' | 'marks'>;
  onFault: (error: unknown) => void;
  now?: () => number;
}

/** Somebody who may read a room, on a connection or for the time of a request. */
export type Reading = Pick<Membership, 'room' | 'active' | 'read'>;

/** Where the log ends. */
export interface LogEnd {
  epoch: () => string;
  /** As far as this gateway read it. */
  position: () => number;
  /** As the log itself says. */
  last: () => Promise<number>;
}

export class Signals {
  readonly #options: SignalsOptions;
  readonly #now: () => number;
  readonly #presence: Presence;
  readonly #typing: Typing;
  readonly #marks: Marks;
  readonly #users = new Users();
  #cutOff = false;

  constructor(options: SignalsOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    const { self, hub, store, metrics, onFault } = options;
    this.#presence = new Presence({
      ...{ self, hub },
      publish: (message) => this.#publish({ is: 'presence', message }),
    });
    this.#typing = new Typing({
      hub,
      count: (room) => this.#presence.count(room),
      publish: (room, user) => this.#publish({ is: 'typing', room, user }),
    });
    this.#marks = new Marks({
      ...{ store, now: this.#now },
      tell: (userId, room, seq) => this.#users.tellRead(userId, room, seq),
      publish: (user, room, seq) =>
        this.#publish({ is: 'read', from: self, epoch: options.log.epoch(), user, room, seq }),
      onWritten: () => metrics.marks.inc({ outcome: 'written' }),
      onFault: (error) => {
        metrics.marks.inc({ outcome: 'failed' });
        onFault(error);
      },
    });
  }

  /** A connection of this user. Gives the way out. */
  open(user: User, rooms: UserRooms): () => void {
    this.#users.add(user.id, rooms);
    return () => {
      if (this.#users.remove(user.id, rooms)) this.#marks.forget(user.id);
    };
  }

  /** How far the user has read the room, on any device; 0 where nobody knows. Never rejects, never takes long. */
  readUpTo(userId: string, room: string): Promise<number> {
    return this.#marks.of(userId, room);
  }

  came(membership: Membership, user: User): void {
    this.#presence.came(membership.room, user, membership);
  }

  /** `left`: because they wanted to, so they are not awaited. */
  went(membership: Membership, user: User, left: boolean): void {
    this.#presence.went(membership.room, user, { member: membership, left, now: this.#now() });
  }

  typing(room: string, user: User): void {
    const said = this.#options.connected() && this.#typing.said(room, user, this.#now());
    this.#options.metrics.typing.inc({ outcome: said ? 'said' : 'dropped' });
  }

  /** A mark backwards or beyond the log's end does not count. */
  read(membership: Reading, user: User, seq: number): void {
    const { log } = this.#options;
    if (seq <= log.position()) return this.#read(membership, user, seq);
    // Another gateway may have shown them what this one has yet to read.
    log
      .last()
      .then((last) => {
        if (seq <= last && membership.active) this.#read(membership, user, seq);
      })
      .catch(this.#options.onFault);
  }

  hear(signal: Signal): void {
    const { self, log } = this.#options;
    const now = this.#now();
    if (signal.is === 'presence') this.#presence.receive(signal.message, now);
    else if (signal.is === 'typing') this.#typing.heard(signal.room, signal.user, now);
    else if (signal.from !== self && signal.epoch === log.epoch()) {
      this.#marks.heard(signal.user, signal.room, signal.seq);
    }
  }

  /** What is due by now. */
  tick(): void {
    const connected = this.#options.connected();
    this.#presence.tick(this.#now(), connected);
    this.#typing.forget(this.#now());
    if (connected && this.#cutOff) this.#marks.doubt();
    this.#cutOff = !connected;
    this.#marks.tick();
  }

  /** Writes the marks that are not written yet, and takes its leave of the others. */
  async stop(): Promise<void> {
    this.#presence.stop();
    await this.#marks.flush(FLUSH_MS);
  }

  /** How much is kept of people. */
  get sizes() {
    return {
      presence: this.#presence.size,
      gateways: this.#presence.peers,
      typing: this.#typing.size,
      readers: this.#marks.users,
      marks: this.#marks.waiting,
    };
  }

  #read(membership: Reading, user: User, seq: number): void {
    if (seq <= membership.read) return;
    membership.read = seq;
    const moved = this.#marks.move(user.id, membership.room, seq);
    if (!moved) this.#options.metrics.marks.inc({ outcome: 'behind' });
  }

  #publish(signal: Signal): void {
    if (this.#options.connected()) this.#options.publish(signal);
  }
}
