// What waiting for a frame does to a room of 1,000 whose events keep the loop busy, in a loop whose every write takes
// what it takes on a real machine: about half of the work, nobody waits longer than a frame, and at rest nothing changes.
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { FanOut, FRAME_MS } from '../../../src/gateway/fanout/fan-out.ts';
import { LoopLoad } from '../../../src/gateway/fanout/loop-load.ts';
import type { Socket } from '../../../src/gateway/fanout/outbox.ts';
import { Room } from '../../../src/gateway/fanout/room.ts';
import { outboxOf } from './recorder.ts';
import { type VirtualLoop, virtualLoop } from './virtual-loop.ts';

const MEMBERS = 1_000;
const WRITE_MS = 0.0067;
const PASS_MS = MEMBERS * WRITE_MS;
const SECONDS = 3;
const FRAME_BYTES = 4;
const NEVER = { busy: () => false };

describe('fan-out under load', () => {
  afterEach(() => mock.restoreAll());

  /** Events a second, evenly; how long each took to the last member, and which share of the time the loop worked. */
  function measure(rate: number, loadOf: (loop: VirtualLoop) => Pick<LoopLoad, 'busy'>) {
    const loop = virtualLoop();
    const fanOut = new FanOut(loadOf(loop));
    const room = new Room();
    const sent: number[] = [];
    const delays: number[] = [];
    const heard = (frames: Buffer) => {
      for (let at = 0; at < frames.length; at += FRAME_BYTES) {
        delays.push(loop.now() - (sent[frames.readUInt32LE(at)] ?? 0));
      }
    };
    for (let i = 1; i <= MEMBERS; i++) {
      const write = (frames: Buffer) => {
        loop.work(WRITE_MS);
        if (i === MEMBERS) heard(frames);
      };
      const socket: Socket = { write, waiting: 0, onDrain: () => 0, close: () => 0, open: true };
      room.add({ outbox: outboxOf(socket, 1_000_000), last: 0, live: true });
    }
    for (let seq = 1; seq <= rate * SECONDS; seq++) {
      loop.at((seq / rate) * 1_000, () => {
        sent[seq] = loop.now();
        const frame = Buffer.alloc(FRAME_BYTES);
        frame.writeUInt32LE(seq);
        fanOut.offer(room, seq, frame);
      });
    }
    loop.run((SECONDS + 1) * 1_000);
    const worked = 1 - loop.restedMs() / loop.now();
    mock.restoreAll();
    assert.equal(delays.length, rate * SECONDS);
    return { worked, longestMs: Math.max(...delays) };
  }

  const loadOf = (loop: VirtualLoop) => {
    let since = 0;
    let rested = 0;
    return new LoopLoad(0, () => {
      const share = 1 - (loop.restedMs() - rested) / (loop.now() - since);
      [since, rested] = [loop.now(), loop.restedMs()];
      return share;
    });
  };

  for (const rate of [120, 240]) {
    it(`works half as much at ${rate} events a second, and nobody waits longer than a frame`, () => {
      const before = measure(rate, () => NEVER);
      const now = measure(rate, loadOf);
      assert.ok(now.worked <= 0.5 * before.worked, `${before.worked} → ${now.worked}`);
      // A timer is late by its millisecond; then another pass may be under way.
      const most = FRAME_MS + 1 + 2 * PASS_MS;
      assert.ok(now.longestMs <= most, `${now.longestMs} ms, ${most} at most`);
    });
  }

  for (const rate of [20, 60]) {
    it(`changes nothing at ${rate} events a second`, () => {
      assert.deepEqual(
        measure(rate, loadOf),
        measure(rate, () => NEVER),
      );
    });
  }
});
