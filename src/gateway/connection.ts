// One client's connection: frames in, commands dispatched, answers out. It knows a socket of a few methods
// and no transport. Invariant: a client's posts enter the log one at a time, in the order that post-order.ts keeps.

import type { PostCommand } from '../chat/message/commands.ts';
import { CloseCode } from '../shared/wire/codes.ts';
import type {
  ErrorFrame,
  HistoryCommand,
  JoinCommand,
  ServerFrame,
} from '../shared/wire/frames.ts';
import { LIMITS } from '../shared/wire/limits.ts';
import { type Identity, mayEnter, type Visitor } from './access.ts';
import { TAKEN } from './commands.ts';
import { encodeFrame } from './fanout/frame.ts';
import type { Hub } from './fanout/hub.ts';
import { Outbox, type OutboxLimits, type Socket } from './fanout/outbox.ts';
import type { Persisted } from './fanout/persisted.ts';
import { checkCursor, enter, type JoinSources, type Membership } from './join.ts';
import { CONTROL_COST, frameCost } from './limits/cost.ts';
import type { Limits } from './limits/limits.ts';
import type { Pacer } from './limits/pace.ts';
import { type Bucket, fullBucket, take } from './limits/rate-limit.ts';
import { TooMany } from './limits/turns.ts';
import { eventFrame } from './log/entry.ts';
import type { GatewayMetrics } from './metrics.ts';
import { type Checked, check, checkInTurn, type PostPorts, store, UNTIMED } from './post.ts';
import { PostOrder } from './post-order.ts';
import { receive } from './receive.ts';

export interface ConnectionPorts extends PostPorts {
  sources: JoinSources;
  hub: Hub;
  persisted: Persisted;
  limits: Pick<
    Limits,
    'frames' | 'pace' | 'penalties' | 'posts' | 'joins' | 'seats' | 'histories' | 'historyTurns'
  >;
  privateRooms: ReadonlySet<string>;
  outboxes: OutboxLimits;
  metrics: GatewayMetrics;
  /** A fault nobody foresaw: logged, answered with `unavailable`. */
  onFault: (error: unknown) => void;
}

/** A socket that can also stop and go on reading. */
export interface ClientSocket extends Socket {
  pause: () => void;
  resume: () => void;
}

/** Posts that may wait for their turn before the client is not read any further. */
const POSTS_HIGH = 64;
const POSTS_LOW = 32;
/** Rooms one client enters at a time; the rest wait in order. */
const JOINS_MAX = 4;
const JOINS_WAITING_MAX = 2 * LIMITS.roomsMax;
/** When to try again where all rooms that may be entered are. */
const SEATS_MS = 5_000;
/** History pages under way for one client. */
const HISTORIES_MAX = 4;

export class Connection {
  readonly identity: Identity;
  readonly #visitor: Visitor;
  readonly #ports: ConnectionPorts;
  readonly #socket: ClientSocket;
  readonly #outbox: Outbox;
  readonly #rooms = new Map<string, Membership>();
  readonly #frames: Bucket;
  readonly #pacer: Pacer;
  /** Joins that wait for their turn, and how many have it. */
  readonly #waiting: { membership: Membership; command: JoinCommand }[] = [];
  #entering = 0;
  readonly #posting = new PostOrder();
  #posts = 0;
  #histories = 0;
  /** Why it is not read just now: its posts wait, or it rests. */
  #full = false;
  #resting = false;
  #rested: NodeJS.Timeout | undefined;
  /** What had come in one piece with what made it rest: no more than may be sent at once. */
  #unread: { data: Buffer; isBinary: boolean }[] | undefined;
  #draining = false;

  constructor(socket: ClientSocket, visitor: Visitor, ports: ConnectionPorts) {
    const { identity, address } = visitor;
    const now = performance.now();
    this.#visitor = visitor;
    this.#socket = socket;
    this.#ports = ports;
    this.identity = identity;
    this.#pacer = ports.limits.pace.of(identity.user.id, address);
    this.#outbox = new Outbox(socket, ports.outboxes, this.#pacer);
    this.#frames = fullBucket(ports.limits.frames, now);
    const { perSecond: postRate, burst: postBurst } = ports.limits.posts.userRate;
    this.#send({
      type: 'welcome',
      user: identity.user,
      now: Math.round(ports.clock.now()),
      epoch: ports.sources.extents.log.epoch,
      limits: { ...LIMITS, postRate, postBurst },
      commands: TAKEN,
    });
  }

  /** Takes one frame of the client's. Never throws. */
  receive(data: Buffer, isBinary: boolean): void {
    if (this.#draining || !this.#socket.open) return;
    // One before it is looked at, for looking is what a flood costs us; the rest when it is known what it asks.
    if (!this.#afford(1)) return;
    if (!this.#resting) return this.#take(data, isBinary);
    this.#unread ??= [];
    this.#unread.push({ data, isBinary });
  }

  #take(data: Buffer, isBinary: boolean): void {
    const received = receive(data, isBinary);
    const type = 'command' in received ? received.command.type : undefined;
    if (!this.#afford(frameCost(type, data.length) - 1)) return;
    if ('error' in received) return this.#refuse(received.error);
    const { command } = received;
    this.#ports.metrics.commands.inc({ type: command.type });
    switch (command.type) {
      case 'ping':
        return this.#send({ type: 'pong' });
      case 'join':
        return this.#join(command);
      case 'leave':
        return this.#leave(command.room);
      case 'post':
        return this.#post(command);
      case 'history':
        return this.#guard(this.#history(command), { id: command.id, room: command.room });
      default:
        command satisfies never;
    }
  }

  /** A ping or a pong of the WebSocket protocol came. */
  control(): void {
    if (this.#socket.open) this.#afford(CONTROL_COST);
  }

  /** Whether the connection may spend so much; ends it when not, and its user keeps away for a while. */
  #afford(cost: number): boolean {
    const now = performance.now();
    const { frames, penalties } = this.#ports.limits;
    if (take(this.#frames, frames, now, cost) === 0) {
      this.#pacer.spend(cost, now);
      this.#rest(this.#pacer.restMs(now));
      return true;
    }
    const retryAfterMs = penalties.punish(this.identity.user.id, now);
    this.#socket.close(CloseCode.rate, JSON.stringify({ retryAfterMs }));
    return false;
  }

  /** The socket is gone: nobody is left to send to. */
  closed(): void {
    for (const room of [...this.#rooms.keys()]) this.#leave(room);
    this.#ports.persisted.forget(this.#outbox);
    this.#outbox.closed();
    clearTimeout(this.#rested);
    this.#unread = undefined;
  }

  /** Takes no more frames; resolves when what was taken is answered. */
  async drain(): Promise<void> {
    this.#draining = true;
    await this.#posting.idle();
  }

  #join(command: JoinCommand): void {
    const { hub, privateRooms, limits } = this.#ports;
    const { room } = command;
    if (!mayEnter(this.identity, room, privateRooms)) {
      const message = `${room} is private and you are no member: ask its moderator`;
      return this.#refuse({ type: 'error', code: 'forbidden', message, room });
    }
    // Before it leaves: who is refused keeps what there was.
    if (this.#waiting.length >= JOINS_WAITING_MAX) {
      return this.#refuseForNow('too many rooms entered', 500, { room });
    }
    const waitMs = limits.joins.take(this.identity.user.id, performance.now());
    if (waitMs > 0) return this.#refuseForNow('too many rooms entered', waitMs, { room });
    this.#leave(room);
    if (this.#rooms.size >= LIMITS.roomsMax) {
      const message = `at most ${LIMITS.roomsMax} rooms at once: leave one first`;
      return this.#refuse({ type: 'error', code: 'too_many_rooms', message, room });
    }
    if (!limits.seats.take(this.#visitor.address, this.#rooms.size)) {
      return this.#refuseForNow('too many people in rooms', SEATS_MS, { room });
    }
    const membership: Membership = {
      room,
      outbox: this.#outbox,
      last: command.after ?? 0,
      live: false,
      active: true,
    };
    this.#rooms.set(room, membership);
    hub.attach(room, membership);
    this.#waiting.push({ membership, command });
    this.#enterNext();
  }

  #enterNext(): void {
    if (this.#entering >= JOINS_MAX) return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    const { membership, command } = next;
    this.#entering += 1;
    this.#enter(membership, command)
      .catch((error: unknown) => {
        if (!membership.active) return;
        this.#leave(membership.room);
        this.#fault(error, { room: membership.room });
      })
      .finally(() => {
        this.#entering -= 1;
        this.#enterNext();
      });
  }

  async #enter(membership: Membership, command: JoinCommand): Promise<void> {
    const { sources, persisted } = this.#ports;
    const { room } = command;
    // It may have left, or gone, while it waited.
    if (!membership.active) return;
    const reset = await checkCursor(sources, command);
    if (!membership.active) return;
    if (reset !== undefined) {
      this.#leave(room);
      return this.#send(reset);
    }
    await enter(sources, membership, command, this.identity.user.id);
    if (membership.live) persisted.follow(this.#outbox, membership.last);
  }

  #leave(room: string): void {
    const membership = this.#rooms.get(room);
    if (membership === undefined) return;
    membership.active = false;
    this.#rooms.delete(room);
    this.#ports.hub.detach(room, membership);
    this.#ports.limits.seats.free(this.#visitor.address);
  }

  #post(command: PostCommand): void {
    const { limits, persisted, metrics } = this.#ports;
    const { id, room } = command;
    const bytes = Buffer.byteLength(command.text);
    const waitMs = limits.posts.take(this.#visitor, bytes, performance.now());
    if (waitMs > 0) return this.#refuseForNow('too many messages', waitMs, { id, room });
    this.#posts += 1;
    if (this.#posts >= POSTS_HIGH) this.#fill();
    const poster = { identity: this.identity, joined: this.#rooms.has(room) };
    const checked = check(this.#ports, poster, command);
    const answer = async (early: Checked | typeof UNTIMED) => {
      const stop = metrics.appendSeconds.startTimer();
      const found = early === UNTIMED ? await checkInTurn(this.#ports, poster, command) : early;
      const frame =
        'answer' in found ? found.answer : await store(this.#ports.append, command, found);
      stop();
      if (frame.type === 'error') return this.#refuse(frame);
      metrics.posted.inc({ duplicate: String(frame.duplicate === true) });
      this.#send(frame);
      if (frame.duplicate) persisted.follow(this.#outbox, frame.seq);
      else persisted.expect(this.#outbox, frame.seq);
    };
    this.#posting
      .run(checked, answer)
      .catch((error: unknown) => this.#fault(error, { id, room }))
      .finally(() => {
        this.#posts -= 1;
        if (this.#posts <= POSTS_LOW) this.#empty();
      });
  }

  async #history({ id, room, before, limit }: HistoryCommand): Promise<void> {
    if (!this.#rooms.has(room)) {
      const message = `join ${room} first, then ask for its history`;
      return this.#refuse({ type: 'error', code: 'not_joined', message, id, room });
    }
    if (this.#histories >= HISTORIES_MAX) {
      return this.#refuseForNow(`more than ${HISTORIES_MAX} questions`, 500, { id, room });
    }
    const who = this.identity.user.id;
    const waitMs = this.#ports.limits.histories.take(who, performance.now());
    if (waitMs > 0) return this.#refuseForNow('too many questions', waitMs, { id, room });
    this.#histories += 1;
    try {
      // Beyond the log's end there is nothing that the rows could ever have caught up with.
      const below = Math.min(before, this.#ports.sources.position() + 1);
      const ask = () => this.#ports.rows.before(room, below, limit);
      const { entries, more } = await this.#ports.limits.historyTurns.run(ask, who);
      this.#send({ type: 'history', id, room, events: entries.map(eventFrame), more });
    } finally {
      this.#histories -= 1;
    }
  }

  /** What cannot be answered right now is said as such; the client asks again. */
  #guard(work: Promise<void>, about: Pick<ErrorFrame, 'id' | 'room'>): void {
    work.catch((error: unknown) => this.#fault(error, about));
  }

  #fault(error: unknown, about: Pick<ErrorFrame, 'id' | 'room'>): void {
    if (error instanceof TooMany) return this.#refuseForNow('too much asked', 1_000, about);
    this.#ports.onFault(error);
    const message = 'this cannot be answered right now: try again';
    const more = { retry: true as const, retryAfterMs: 1_000 };
    this.#refuse({ type: 'error', code: 'unavailable', message, ...about, ...more });
  }

  /** Too much at once, of one or of all: the same frame may succeed in `waitMs`. */
  #refuseForNow(what: string, waitMs: number, about: Pick<ErrorFrame, 'id' | 'room'>): void {
    const message = `${what} at once: wait ${waitMs} ms, then send the same again`;
    const more = { retry: true as const, retryAfterMs: waitMs };
    this.#refuse({ type: 'error', code: 'rate', message, ...about, ...more });
  }

  #refuse(error: ErrorFrame): void {
    this.#ports.metrics.refused.inc({ code: error.code });
    this.#send(error);
  }

  #send(frame: ServerFrame): void {
    this.#outbox.answer(encodeFrame(frame));
  }

  /** Others of its address, or all, took more than their share, and it is one of those who did. */
  #rest(ms: number): void {
    if (ms === 0 || this.#resting) return;
    this.#resting = true;
    this.#socket.pause();
    this.#rested = setTimeout(() => this.#wake(), ms);
  }

  #wake(): void {
    this.#resting = false;
    while (this.#socket.open && !this.#resting && !this.#draining) {
      const next = this.#unread?.shift();
      if (next === undefined) break;
      this.#take(next.data, next.isBinary);
    }
    this.#readOn();
  }

  #fill(): void {
    this.#full = true;
    this.#socket.pause();
  }

  #empty(): void {
    if (!this.#full) return;
    this.#full = false;
    this.#readOn();
  }

  #readOn(): void {
    if (!this.#full && !this.#resting) this.#socket.resume();
  }
}
