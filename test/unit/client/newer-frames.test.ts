// What a newer gateway says and this client does not know is none of its business, whatever it is called.
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ServerFrame } from '../../../src/shared/wire/frames.ts';
import { live } from './scripted.ts';

describe('a frame of a newer gateway', () => {
  for (const type of ['presence', 'toString', 'constructor', '__proto__', '__defineGetter__']) {
    it(`is passed over where it is called ${type}, and proves that the line is alive`, () => {
      const run = live();
      const before = run.machine.dueAt();
      run.pass(1_000);
      run.frame({ type, room: 'lobby', id: 'x' } as unknown as ServerFrame);
      assert.deepEqual(run.takeSent(), []);
      assert.equal(run.machine.dueAt(), (before ?? 0) + 1_000);
      run.event('lobby', 1);
      assert.equal(run.takeEmitted('event').length, 1);
    });
  }
});
