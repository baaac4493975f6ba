// A program whose NATS server may be cut off from the others: when it says so, and when it leaves.
import assert from 'node:assert/strict';
import { pino } from 'pino';
import { noLeader, watchCutOff } from '../../../src/shared/cut-off.ts';

describe('a log for which nobody answers', () => {
  let now: number;
  let moves: number[];
  let said: string[];
  const start = () => {
    now = 1_000_000;
    moves = [];
    said = [];
    const logger = pino(
      { level: 'info' },
      { write: (line) => void said.push(JSON.parse(line).msg) },
    );
    return watchCutOff({ logger, move: () => void moves.push(now), now: () => now });
  };
  /** Asked each second, in vain. */
  const silentFor = (cutOff: ReturnType<typeof start>, seconds: number) => {
    for (let i = 0; i < seconds; i++) {
      now += 1_000;
      cutOff.silent(noLeader());
    }
  };

  it('is no trouble as long as an election may take', () => {
    const cutOff = start();
    silentFor(cutOff, 7);
    assert.equal(cutOff.trouble, undefined);
    cutOff.answered();
    silentFor(cutOff, 7);
    assert.deepEqual([cutOff.trouble, moves, said], [undefined, [], []]);
  });

  it('is said once then, and left for another server again and again, each for a while', () => {
    const cutOff = start();
    const began = now;
    silentFor(cutOff, 30);
    assert.equal(cutOff.trouble, noLeader().message);
    assert.deepEqual(
      moves.map((at) => (at - began) / 1_000),
      [8, 16, 24],
    );
    assert.deepEqual(said, ['the log cannot be used']);
  });

  it('is well again with the first answer', () => {
    const cutOff = start();
    silentFor(cutOff, 10);
    cutOff.answered();
    assert.equal(cutOff.trouble, undefined);
    assert.deepEqual(said, ['the log cannot be used', 'the log answers again']);
    silentFor(cutOff, 7);
    assert.deepEqual([cutOff.trouble, moves.length], [undefined, 1]);
  });
});
