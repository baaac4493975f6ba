// A member of a room whose socket records: an event is one byte, its sequence.
import type { Member } from '../../../src/gateway/fanout/room.ts';
import { outboxOf, recorder } from './recorder.ts';

export interface Listening extends Member {
  /** The sequences that came, in order. */
  got: () => number[];
  writes: () => number;
}

export function member(last = 0): Listening {
  const { state, socket } = recorder();
  return {
    outbox: outboxOf(socket, 1_000_000),
    last,
    live: true,
    got: () => [...state.writes.join('')].map((letter) => letter.charCodeAt(0)),
    writes: () => state.writes.length,
  };
}

export const frame = (seq: number): Buffer => Buffer.from([seq]);
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
