// The rooms a client is in and how far it received each. Pure. Invariant: of one room every event is let
// through once, in ascending order; the cursor only moves forward within one epoch.
import type { ClientFrame } from '../chat/features.ts';
import type { EventFrame } from '../shared/wire/frames.ts';
import type { JoinOptions } from './options.ts';
import type { Cursor } from './storage.ts';

interface Room {
  phase: 'idle' | 'joining' | 'live';
  cursor: Cursor | undefined;
  last: number | undefined;
  max: number | undefined;
  /** Not joined before, milliseconds. */
  notBefore: number;
  /** Joins that were answered "later", in a row. */
  refusals: number;
}

type JoinFrame = Extract<ClientFrame, { type: 'join' }>;

export class Rooms {
  readonly #rooms = new Map<string, Room>();

  has = (name: string): boolean => this.#rooms.has(name);
  isLive = (name: string): boolean => this.#rooms.get(name)?.phase === 'live';
  cursor = (name: string): Cursor | undefined => this.#rooms.get(name)?.cursor;
  names = (): string[] => [...this.#rooms.keys()];
  remove = (name: string): boolean => this.#rooms.delete(name);

  add(name: string, { last, max }: JoinOptions, cursor: Cursor | undefined): void {
    this.#rooms.set(name, { phase: 'idle', cursor, last, max, notBefore: 0, refusals: 0 });
  }

  /** The joins to send now, marked as under way. `takesMax`: whether the gateway knows what that is. */
  take(now: number, takesMax: boolean): JoinFrame[] {
    const frames: JoinFrame[] = [];
    for (const [name, room] of this.#rooms) {
      if (room.phase !== 'idle' || room.notBefore > now) continue;
      room.phase = 'joining';
      frames.push(joinFrame(name, room, takesMax));
    }
    return frames;
  }

  /** Whether an event is new here; if so the cursor moves to it. */
  accept({ room: name, seq }: EventFrame, epoch: string): boolean {
    const room = this.#rooms.get(name);
    if (room === undefined || !isAhead(room.cursor, seq, epoch)) return false;
    room.cursor = { seq, epoch };
    return true;
  }

  /** The backlog is through. Whether the room is one of ours. */
  live(name: string, seq: number, epoch: string): boolean {
    const room = this.#rooms.get(name);
    if (room === undefined) return false;
    room.phase = 'live';
    room.refusals = 0;
    if (isAhead(room.cursor, seq, epoch)) room.cursor = { seq, epoch };
    return true;
  }

  /** The log does not know the cursor: it is dropped, and the room begins with its latest events. */
  reset(name: string): boolean {
    const room = this.#rooms.get(name);
    if (room === undefined) return false;
    room.cursor = undefined;
    room.phase = 'idle';
    return true;
  }

  /** The gateway does not have us in the room (yet): asks again after `notBefore`. */
  postpone(name: string, delayMs: (refusals: number) => number, now: number): void {
    const room = this.#rooms.get(name);
    if (room === undefined) return;
    room.phase = 'idle';
    room.notBefore = now + delayMs(room.refusals);
    room.refusals += 1;
  }

  /** A new connection knows no rooms. */
  lost(): void {
    for (const room of this.#rooms.values()) {
      room.phase = 'idle';
      room.notBefore = 0;
    }
  }

  dueAt(): number | undefined {
    let due = Number.POSITIVE_INFINITY;
    for (const room of this.#rooms.values()) {
      if (room.phase === 'idle') due = Math.min(due, room.notBefore);
    }
    return Number.isFinite(due) ? due : undefined;
  }
}

const isAhead = (cursor: Cursor | undefined, seq: number, epoch: string): boolean =>
  cursor === undefined || cursor.epoch !== epoch || seq > cursor.seq;

function joinFrame(name: string, { cursor, last, max }: Room, takesMax: boolean): JoinFrame {
  if (cursor !== undefined) {
    const bound = takesMax && max !== undefined ? { max } : {};
    return { type: 'join', room: name, after: cursor.seq, epoch: cursor.epoch, ...bound };
  }
  return { type: 'join', room: name, ...(last !== undefined && { last }) };
}
