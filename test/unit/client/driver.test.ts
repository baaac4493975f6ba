// What the driver owes the world: the order of effects, the longest timer, cursors that are written.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { Driver } from '../../../src/client/driver.ts';
import type { Input } from '../../../src/client/inputs.ts';
import { ChatMachine } from '../../../src/client/state.ts';
import { memoryStorage } from '../../../src/client/storage.ts';
import { EPOCH, LIMITS, ME } from './scripted.ts';
import { Sockets } from './sockets.ts';
import { Time } from './time.ts';

/** Nobody listens there. */
const NOWHERE = 'ws://127.0.0.1:9';
const DAY_MS = 86_400_000;
const WELCOME = { type: 'welcome', user: ME, now: 0, epoch: EPOCH, limits: LIMITS } as const;

describe('the driver', () => {
  const driverOf = (
    machine: ChatMachine,
    emit: (name: string, payload: unknown) => void = () => undefined,
    storage = memoryStorage(),
  ) => {
    const { WebSocket } = new Sockets();
    return new Driver({ urls: [NOWHERE], token: undefined, storage, WebSocket, machine, emit });
  };

  it('waits for a moment past the longest timer without asking all the time', async () => {
    let ticks = 0;
    class Patient extends ChatMachine {
      override handle(input: Input, now: number) {
        if (input.type === 'tick') ticks += 1;
        return super.handle(input, now);
      }
      override dueAt() {
        return performance.now() + 31 * DAY_MS;
      }
    }
    const driver = driverOf(new Patient());
    driver.handle({ type: 'start' });
    // A timer past its longest fires after a millisecond.
    await sleep(20);
    driver.handle({ type: 'stop' });
    assert.equal(ticks, 0);
  });

  it('sets one timer for what is due ever later, and another for what is due before', async () => {
    let due = Number.POSITIVE_INFINITY;
    const rang: number[] = [];
    const time = new Time();
    const begin = performance.now();
    class Clocked extends ChatMachine {
      override handle(input: Input, now: number) {
        if (input.type === 'tick') rang.push(now - begin);
        return super.handle(input, now);
      }
      override dueAt() {
        return due > performance.now() ? due : undefined;
      }
    }
    try {
      const driver = driverOf(new Clocked());
      const { setTimeout: set } = globalThis;
      let timers = 0;
      const counted = (...args: Parameters<typeof set>) => {
        timers += 1;
        return set(...args);
      };
      Object.assign(globalThis, { setTimeout: counted });
      for (let late = 0; late < 50; late += 1) {
        due = begin + 100 + late;
        driver.handle({ type: 'frame', frame: { type: 'persisted', seq: late } });
      }
      assert.equal(timers, 1);
      await time.pass(120);
      assert.deepEqual(rang, [100], 'too early for what is due at 149');
      due = begin + 130;
      driver.handle({ type: 'frame', frame: { type: 'persisted', seq: 50 } });
      await time.pass(100);
      assert.deepEqual(rang, [100, 130]);
      driver.handle({ type: 'stop' });
    } finally {
      time.giveBack();
    }
  });

  it('performs what arose in its order, also when a handler calls back in', () => {
    const machine = new ChatMachine();
    const happened: string[] = [];
    const driver = driverOf(machine, (name, payload) => {
      happened.push(name);
      if ((payload as { state?: string }).state !== 'live') return;
      driver.handle({ type: 'frame', frame: { type: 'persisted', seq: 7 } });
      happened.push('called back');
    });
    driver.handle({ type: 'start' });
    driver.handle({ type: 'frame', frame: WELCOME });
    driver.handle({ type: 'stop' });
    assert.deepEqual(happened, ['state', 'state', 'called back', 'persisted', 'state']);
  });

  it('writes cursors within a quarter of a second, not with every event, and before it ends', async () => {
    const written: (number | undefined)[] = [];
    const storage = memoryStorage();
    storage.saveCursor = (_, cursor) => void written.push(cursor?.seq);
    const time = new Time();
    try {
      const driver = driverOf(new ChatMachine(), undefined, storage);
      const live = (seq: number) =>
        driver.handle({ type: 'frame', frame: { type: 'live', room: 'lobby', seq } });
      driver.handle({ type: 'start' });
      driver.handle({ type: 'join', room: 'lobby', options: {}, cursor: undefined });
      driver.handle({ type: 'frame', frame: WELCOME });
      for (let seq = 1; seq <= 5; seq += 1) live(seq);
      assert.deepEqual(written, []);
      await time.pass(250);
      assert.deepEqual(written, [5]);
      live(6);
      driver.handle({ type: 'stop' });
      assert.deepEqual(written, [5, 6]);
    } finally {
      time.giveBack();
    }
  });
});
