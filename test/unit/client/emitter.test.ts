import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Emitter } from '../../../src/client/emitter.ts';
import { Thrown } from './thrown.ts';

class Bell extends Emitter<{ rings: number }> {
  ring(times: number): void {
    this.emit('rings', times);
  }
}

describe('an event', () => {
  let thrown: Thrown;
  beforeEach(() => {
    thrown = new Thrown();
  });
  afterEach(() => thrown.giveBack());

  it('reaches every handler though one of them throws, and the error is nobody’s to swallow', () => {
    const bell = new Bell();
    const heard: number[] = [];
    bell.on('rings', () => {
      throw new Error('a handler of somebody else');
    });
    bell.on('rings', (times) => heard.push(times));
    bell.ring(1);
    bell.ring(2);
    assert.deepEqual(heard, [1, 2]);
    assert.equal(thrown.tasks.length, 2);
    for (const task of thrown.tasks) assert.throws(task, /a handler of somebody else/);
  });

  it('reaches a handler no more once that is ended, and those that were there when it came', () => {
    const bell = new Bell();
    const heard: string[] = [];
    const end = bell.on('rings', () => {
      heard.push('first');
      end();
      bell.on('rings', () => heard.push('late'));
    });
    bell.on('rings', () => heard.push('second'));
    bell.ring(1);
    assert.deepEqual(heard, ['first', 'second']);
    bell.ring(2);
    assert.deepEqual(heard.slice(2), ['second', 'late']);
  });
});
