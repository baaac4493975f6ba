// The rooms that one connection is in: entered a few at a time, the rest in order; left when it leaves or is gone.
// Invariant: who is refused keeps what there was.
import type { JoinCommand } from '../../shared/wire/commands.ts';
import type { ErrorFrame, LeftFrame, ServerFrame } from '../../shared/wire/frames.ts';
import { LIMITS } from '../../shared/wire/limits.ts';
import { mayEnter, type Visitor } from '../edge/identity.ts';
import type { Hub } from '../fanout/hub.ts';
import type { Outbox } from '../fanout/outbox.ts';
import type { Limits } from '../limits/limits.ts';
import type { RoomStates } from '../log/room-states.ts';
import { type About, refusal, tooMuch } from '../refusal.ts';
import type { Signals } from '../signal/signals.ts';
import { checkCursor, enter, type JoinSources, type Membership } from './enter.ts';
import type { Cause } from './residents.ts';
import {
  entryProblem,
  readStanding,
  reasonOf,
  type Standing,
  standingNow,
  toldOf,
} from './standing.ts';

export interface MembershipsOptions {
  visitor: Visitor;
  outbox: Outbox;
  sources: JoinSources;
  hub: Hub;
  states: Pick<RoomStates, 'hold' | 'release' | 'load' | 'of'>;
  privateRooms: ReadonlySet<string>;
  limits: Pick<Limits, 'joins' | 'seats'>;
  send: (frame: ServerFrame) => void;
  refuse: (error: ErrorFrame) => void;
  onFault: (error: unknown, about: About) => void;
  signals: Pick<Signals, 'readUpTo' | 'came' | 'went'>;
  /** It is in the room now, and was given everything up to `seq`. */
  onLive: (seq: number) => void;
}

/** Rooms one client enters at a time; the rest wait in order. */
const JOINS_MAX = 4;
const JOINS_WAITING_MAX = 2 * LIMITS.roomsMax;
/** When to try again where all rooms that may be entered are. */
const SEATS_MS = 5_000;

export class Memberships {
  readonly #options: MembershipsOptions;
  readonly #rooms = new Map<string, Membership>();
  /** Of those of which nobody can say yet whether they may be. */
  readonly #undecided = new Map<Membership, PromiseWithResolvers<void>>();
  /** Joins that wait for their turn, and how many have it. */
  readonly #waiting: { membership: Membership; command: JoinCommand }[] = [];
  #entering = 0;

  constructor(options: MembershipsOptions) {
    this.#options = options;
  }

  has(room: string): boolean {
    return this.#rooms.has(room);
  }

  get(room: string): Membership | undefined {
    return this.#rooms.get(room);
  }

  /** Resolves when it is known whether it may be in the room, undefined where it is: {@link has} says it then. */
  decided(room: string): Promise<void> | undefined {
    const membership = this.#rooms.get(room);
    return membership && this.#undecided.get(membership)?.promise;
  }

  join(command: JoinCommand): void {
    const { room } = command;
    // Before it leaves: who is refused keeps what there was.
    const refused = this.#refused(room);
    if (refused !== undefined) return this.#options.refuse(refused);
    this.#remove(room);
    const noPlace = this.#noPlace(room);
    if (noPlace !== undefined) return this.#options.refuse(noPlace);
    const { hub, outbox, states } = this.#options;
    const last = command.after ?? 0;
    const membership: Membership = {
      ...{ room, outbox, last, read: 0 },
      ...{ live: false, active: true, entered: false },
    };
    this.#rooms.set(room, membership);
    this.#undecided.set(membership, Promise.withResolvers());
    hub.attach(room, membership);
    states.hold(room);
    this.#waiting.push({ membership, command });
    this.#enterNext();
  }

  leave(room: string): void {
    this.#remove(room, true);
  }

  /** The connection is gone; its user may be on the way back. */
  leaveAll(): void {
    for (const room of [...this.#rooms.keys()]) this.#remove(room);
  }

  #remove(room: string, left = false): void {
    const { hub, limits, visitor, states, signals } = this.#options;
    const membership = this.#rooms.get(room);
    if (membership === undefined) return;
    membership.active = false;
    this.#rooms.delete(room);
    this.#decide(membership);
    hub.detach(room, membership);
    states.release(room);
    limits.seats.free(visitor.address);
    if (membership.live) signals.went(membership, visitor.identity.user, left);
  }

  #decide(membership: Membership): void {
    this.#undecided.get(membership)?.resolve();
    this.#undecided.delete(membership);
  }

  /** The same of all rooms: what one may do anywhere is another thing now. */
  judgeAll(cause: Cause): void {
    for (const room of [...this.#rooms.keys()]) this.judge(room, cause);
  }

  /** Something happened in the log: who may not be in a room any more is taken out of it, and told so. */
  judge(room: string, cause: Cause): void {
    const membership = this.#rooms.get(room);
    if (membership === undefined) return;
    const { states, visitor, refuse, privateRooms } = this.#options;
    if (!mayEnter(visitor.identity, room, privateRooms))
      return this.#sendOut(room, 'closed', cause);
    const standing = standingNow(states, room, visitor.identity);
    if (standing !== undefined) return this.#judge(standing, room, cause);
    // Of a room with very many people each is read; nobody stays in it of whom nobody can say that they may.
    readStanding(states, room, visitor.identity).then(
      (read) => membership.active && this.#judge(read, room, cause),
      () => {
        if (!membership.active) return;
        this.leave(room);
        refuse(refusal('unavailable', `enter ${room} again`, { room }));
      },
    );
  }

  #judge(standing: Standing, room: string, cause: Cause): void {
    const isSentOut = cause.isRemoval && !standing.isOperator;
    if (!isSentOut && entryProblem(standing, room) === undefined) return;
    const isOwn = cause.by.id === this.#options.visitor.identity.user.id;
    this.#sendOut(room, reasonOf(standing, isOwn), cause);
  }

  #sendOut(room: string, reason: LeftFrame['reason'], { by }: Cause): void {
    this.leave(room);
    this.#options.send({ type: 'left', room, reason, by });
  }

  #refused(room: string): ErrorFrame | undefined {
    const { visitor, privateRooms, limits } = this.#options;
    if (!mayEnter(visitor.identity, room, privateRooms)) {
      const message = `${room} is private and you are no member: ask its moderator`;
      return refusal('forbidden', message, { room });
    }
    if (this.#waiting.length >= JOINS_WAITING_MAX) {
      return tooMuch('too many rooms entered', 500, { room });
    }
    const waitMs = limits.joins.take(visitor.identity.user.id, performance.now());
    return waitMs > 0 ? tooMuch('too many rooms entered', waitMs, { room }) : undefined;
  }

  #noPlace(room: string): ErrorFrame | undefined {
    const { visitor, limits } = this.#options;
    if (this.#rooms.size >= LIMITS.roomsMax) {
      const message = `at most ${LIMITS.roomsMax} rooms at once: leave one first`;
      return refusal('too_many_rooms', message, { room });
    }
    if (limits.seats.take(visitor.address, this.#rooms.size)) return undefined;
    return tooMuch('too many people in rooms', SEATS_MS, { room });
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
        this.#remove(membership.room);
        this.#options.onFault(error, { room: membership.room });
      })
      .finally(() => {
        this.#entering -= 1;
        this.#enterNext();
      });
  }

  async #enter(membership: Membership, command: JoinCommand): Promise<void> {
    const { sources, visitor, states, send, refuse, onLive, signals } = this.#options;
    const { room } = command;
    // It may have left, or gone, while it waited.
    if (!membership.active) return;
    const standing = await readStanding(states, room, visitor.identity);
    if (!membership.active) return;
    const closed = entryProblem(standing, room);
    if (closed !== undefined) {
      this.leave(room);
      return refuse(closed);
    }
    this.#decide(membership);
    const reset = await checkCursor(sources, command);
    if (!membership.active) return;
    if (reset !== undefined) {
      this.#remove(room);
      return send(reset);
    }
    const { user } = visitor.identity;
    const read = await signals.readUpTo(user.id, room);
    if (!membership.active) return;
    membership.read = Math.max(membership.read, read);
    const told = toldOf(standingNow(states, room, visitor.identity) ?? standing);
    await enter(sources, membership, { ...command, told }, user.id);
    // Where it left in between, it was taken out of everything it was in.
    if (!membership.live || !membership.active) return;
    onLive(membership.last);
    signals.came(membership, user);
  }
}
