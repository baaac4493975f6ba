// A socket that records what is written to it, and drains when the test says so.
import { Outbox, type Socket } from '../../../src/gateway/fanout/outbox.ts';
import { OutboxBudget } from '../../../src/gateway/fanout/outbox-budget.ts';
import { Pace } from '../../../src/gateway/limits/pace.ts';

const FREE = { perSecond: 1e9, burst: 1e9 };

/** An outbox that only its own bytes can make too full. */
export function outboxOf(
  socket: Socket,
  maxBytes: number,
  { budget = new OutboxBudget(1e9), user = 'u', address = 'a' } = {},
): Outbox {
  const pacer = new Pace({ user: FREE, address: FREE, all: FREE }, 0).of(user, address);
  return new Outbox(socket, { maxBytes, budget }, pacer);
}

export function recorder() {
  const state = { open: true, code: 0, reason: '', writes: [] as string[], waiting: 0, most: 0 };
  const listeners: (() => void)[] = [];
  const socket: Socket = {
    write: (frames) => {
      state.writes.push(frames.toString('latin1'));
      state.waiting += frames.length;
      state.most = Math.max(state.most, state.waiting);
    },
    get waiting() {
      return state.waiting;
    },
    onDrain: (listener) => listeners.push(listener),
    close: (code, reason) => {
      state.open = false;
      Object.assign(state, { code, reason });
    },
    get open() {
      return state.open;
    },
  };
  /** The client has read everything. */
  const drain = () => {
    state.waiting = 0;
    for (const listener of listeners.splice(0)) listener();
  };
  return { state, socket, drain };
}
