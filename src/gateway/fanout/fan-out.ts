// When rooms are written: once a turn of the event loop, so that all events of a turn share a write, and at
// most SLICE sockets a turn over all rooms, in rotation, so that a huge room stalls nobody.
// Measured: 8 events a turn cost an eighth of the CPU; unsliced, 5,000 sockets stall the loop for 118 ms,
// at 128 a turn for under 10 ms. Where the loop is busy, what follows a room's pass closely waits for one frame
// of a screen, so that more events share a write (docs/adr/0018-a-busy-gateway-waits-a-frame.md).
// Invariant: a room that something waits for is in the rotation, or its frame ends and puts it there.
import { LoopLoad } from './loop-load.ts';
import type { Room } from './room.ts';

/** Sockets written in one turn, over all rooms. */
export const SLICE = 128;
/** The longest that an event waits for others, and how soon after a pass it must come for that. */
export const FRAME_MS = 16;
/** A room of so few costs less than the wait is worth. */
export const WAIT_MEMBERS = 32;
/** With so much to write, the calls are not what it costs any more. */
export const WAIT_BYTES = 65_536;

export class FanOut {
  readonly #load: Pick<LoopLoad, 'busy'>;
  readonly #queue: Room[] = [];
  readonly #queued = new Set<Room>();
  /** Rooms whose frame has not ended, and when it does; the first ends first. */
  readonly #waiting = new Map<Room, number>();
  #timer: NodeJS.Timeout | undefined;
  #scheduled = false;

  constructor(load: Pick<LoopLoad, 'busy'> = new LoopLoad(performance.now())) {
    this.#load = load;
  }

  /** Offers an event to a room's members; it leaves with everything else of this turn, or of this frame. */
  offer(room: Room, seq: number, frame: Buffer): void {
    const now = performance.now();
    const busy = this.#load.busy(now);
    const isFirst = room.pendingBytes === 0;
    room.offer(seq, frame);
    if (this.#waiting.has(room)) {
      if (room.pendingBytes < WAIT_BYTES) return;
      this.#waiting.delete(room);
    } else if (isFirst && busy && this.#isWorthIt(room, now)) return this.#wait(room, now);
    this.#enqueue(room);
  }

  #isWorthIt(room: Room, now: number): boolean {
    return room.size >= WAIT_MEMBERS && now - room.passBegan < FRAME_MS;
  }

  #wait(room: Room, now: number): void {
    this.#waiting.set(room, now + FRAME_MS);
    this.#timer ??= setTimeout(this.#release, FRAME_MS);
  }

  readonly #release = (): void => {
    this.#timer = undefined;
    const now = performance.now();
    for (const [room, endsAt] of this.#waiting) {
      // A timer may be early by a part of a millisecond.
      if (endsAt - now >= 1) {
        this.#timer = setTimeout(this.#release, endsAt - now);
        return;
      }
      this.#waiting.delete(room);
      this.#enqueue(room);
    }
  };

  #enqueue(room: Room): void {
    if (this.#queued.has(room)) return;
    this.#queued.add(room);
    this.#queue.push(room);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(this.#turn);
  }

  readonly #turn = (): void => {
    this.#scheduled = false;
    const now = performance.now();
    let budget = SLICE;
    while (budget > 0) {
      const room = this.#queue.shift();
      if (room === undefined) return;
      // A room without members costs a little as well, so that the loop ends.
      budget -= Math.max(1, room.flush(budget, now));
      if (room.passing || (room.busy && !this.#waiting.has(room))) this.#queue.push(room);
      else this.#queued.delete(room);
    }
    if (this.#queue.length > 0) this.#schedule();
  };
}
