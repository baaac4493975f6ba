// What is said between people and not kept in the log: who is in a room, who is typing, how far the user has read. Pure.
// Invariants: a read mark only rises, and is sent until the gateway of a connection has it; who is there is known whole or as a
// number, never by half.
import type { PresenceFrame } from '../shared/wire/frames.ts';
import { TYPING_EVERY_MS } from '../shared/wire/limits.ts';
import type { User } from '../shared/wire/objects.ts';
import type { Effects } from './effects.ts';
import type { Rooms } from './rooms.ts';
import type { Server } from './server.ts';

export interface SignalsParts {
  effects: Effects;
  rooms: Pick<Rooms, 'has' | 'isLive'>;
  server: Pick<Server, 'takes'>;
}

/** A person who scrolls moves the mark many times a second. */
const READ_EVERY_MS = 500;

interface Mark {
  /** As far as the person has read, here or elsewhere. */
  seq: number;
  /** What the gateway of this connection has. */
  told: number;
  /** Not sent before, milliseconds. */
  notBefore: number;
}

export class Signals {
  readonly #parts: SignalsParts;
  readonly #marks = new Map<string, Mark>();
  readonly #typed = new Map<string, number>();
  readonly #here = new Map<string, Map<string, User>>();

  constructor(parts: SignalsParts) {
    this.#parts = parts;
  }

  typing(room: string, now: number): void {
    const { effects, rooms, server } = this.#parts;
    if (!rooms.isLive(room) || !server.takes('typing')) return;
    const before = this.#typed.get(room);
    if (before !== undefined && now - before < TYPING_EVERY_MS) return;
    this.#typed.set(room, now);
    effects.send({ type: 'typing', room });
  }

  read(room: string, seq: number): void {
    if (!this.#parts.rooms.has(room) || !Number.isSafeInteger(seq)) return;
    const mark = this.#markOf(room);
    mark.seq = Math.max(mark.seq, seq);
  }

  /** The gateway says how far it was read elsewhere. */
  isRead(room: string, seq: number): void {
    const { effects, rooms } = this.#parts;
    if (!rooms.has(room)) return;
    const mark = this.#markOf(room);
    mark.told = Math.max(mark.told, seq);
    if (seq <= mark.seq) return;
    mark.seq = seq;
    effects.emit('read', { room, seq });
  }

  presence({ room, count, here, came = [], went = [] }: PresenceFrame): void {
    const { effects, rooms } = this.#parts;
    if (!rooms.has(room)) return;
    const isChange = came.length > 0 || went.length > 0;
    const people = isChange ? this.#here.get(room) : here && byId(here);
    for (const user of came) people?.set(user.id, user);
    for (const id of went) people?.delete(id);
    if (people === undefined) this.#here.delete(room);
    else this.#here.set(room, people);
    effects.emit('presence', { room, count, ...(people && { here: [...people.values()] }) });
  }

  /** A new connection is told everything anew. */
  lost(): void {
    this.#here.clear();
    this.#typed.clear();
    for (const mark of this.#marks.values()) Object.assign(mark, { told: 0, notBefore: 0 });
  }

  /** The room was left, or its log is another one. */
  forget(room: string): void {
    this.#marks.delete(room);
    this.#typed.delete(room);
    this.#here.delete(room);
  }

  /** Sends the marks that are due. */
  pump(now: number): void {
    for (const [room, mark] of this.#unsent()) {
      if (mark.notBefore > now) continue;
      mark.told = mark.seq;
      mark.notBefore = now + READ_EVERY_MS;
      this.#parts.effects.send({ type: 'read', room, seq: mark.seq });
    }
  }

  dueAt(): number | undefined {
    const times = [...this.#unsent()].map(([, { notBefore }]) => notBefore);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  #unsent(): [string, Mark][] {
    const { rooms, server } = this.#parts;
    if (!server.takes('read')) return [];
    return [...this.#marks].filter(([room, { seq, told }]) => seq > told && rooms.isLive(room));
  }

  #markOf(room: string): Mark {
    const known = this.#marks.get(room);
    if (known !== undefined) return known;
    const mark: Mark = { seq: 0, told: 0, notBefore: 0 };
    this.#marks.set(room, mark);
    return mark;
  }
}

const byId = (people: readonly User[]) => new Map(people.map((user) => [user.id, user]));
