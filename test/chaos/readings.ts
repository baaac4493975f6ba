// How far a raw client has each of its rooms, and what it heard there: cursors for the wire, readings for the tape.
// Invariant: nothing is dropped on the way to the tape; what comes twice or out of order stands there as it came.
import type { Frame } from './line.ts';
import { odd, type Reading, type Tape } from './tape.ts';
import { toldIn } from './told.ts';

interface Room {
  cursor: number;
  /** The log that the cursor counts in. */
  epoch: string | undefined;
  live: boolean;
  reading: Reading;
}

export class RoomReadings {
  readonly #rooms = new Map<string, Room>();
  readonly #options: { name: string; rooms: readonly string[]; tape: Tape; keep: boolean };
  #welcomed: string | undefined;
  #connection = 0;
  #gateway = 0;

  constructor(options: { name: string; rooms: readonly string[]; tape: Tape; keep: boolean }) {
    this.#options = options;
    for (const room of options.rooms) this.#begin(room);
  }

  connects(gateway: number): void {
    this.#connection += 1;
    this.#gateway = gateway;
  }
  closed(): void {
    for (const room of this.#rooms.values()) room.live = false;
  }
  welcome(epoch: string): void {
    this.#welcomed = epoch;
  }
  /** For a `join`. The epoch is the one the cursor counts in, also where `welcome` said another one. */
  cursor(name: string): { after: number; epoch?: string } {
    const room = this.#room(name);
    room.live = false;
    if (room.cursor === 0) room.epoch = this.#welcomed;
    const { cursor: after, epoch } = room;
    return { after, ...(epoch !== undefined && { epoch }) };
  }
  live(name: string, seq: number): void {
    const room = this.#room(name);
    room.live = true;
    room.cursor = Math.max(room.cursor, seq);
    room.reading.upTo = Math.max(room.reading.upTo, seq);
  }
  event(frame: Frame): void {
    const told = toldIn(frame);
    const room = this.#room(String(frame['room']));
    room.cursor = Math.max(room.cursor, told.seq);
    room.reading.upTo = Math.max(room.reading.upTo, told.seq);
    if (!this.#options.keep) return;
    room.reading.heard.push({
      at: Date.now(),
      ...told,
      connection: this.#connection,
      gateway: this.#gateway,
    });
  }
  /** The log is another one: what was read of it is over, and it is read from its beginning again. */
  reset(frame: Frame): void {
    const name = String(frame['room']);
    const { tape, name: by } = this.#options;
    const text = `${name}: ${frame['reason']} at ${this.#room(name).cursor}`;
    odd(tape, by, 'reset', text);
    this.#room(name).reading.toTheEnd = false;
    this.#begin(name);
  }

  allLive = (): boolean => [...this.#rooms.values()].every(({ live }) => live);
  upTo = (name: string): number => this.#room(name).cursor;

  #begin(name: string): void {
    const { tape, name: by, keep } = this.#options;
    const reading: Reading = {
      by,
      room: name,
      fromZero: true,
      heard: [],
      upTo: 0,
      toTheEnd: true,
    };
    if (keep) tape.readings.push(reading);
    this.#rooms.set(name, { cursor: 0, epoch: undefined, live: false, reading });
  }
  #room(name: string): Room {
    const room = this.#rooms.get(name);
    if (room === undefined) throw new Error(`heard of ${name}, which was not joined`);
    return room;
  }
}
