import assert from 'node:assert/strict';
import { LogClock } from '../../../src/gateway/log/log-clock.ts';

describe("the log's clock, as a gateway knows it", () => {
  function clock() {
    const machine = { monotonicMs: 5_000, wallMs: 1_000_000 };
    const of = new LogClock({
      monotonic: () => machine.monotonicMs,
      wall: () => machine.wallMs,
    });
    const pass = (ms: number) => {
      machine.monotonicMs += ms;
      machine.wallMs += ms;
    };
    return { machine, of, pass };
  }
  const LOG_MS = 1_800_000_000_000;

  it('goes on from what the log said, whatever the machine shows', () => {
    const { of, pass, machine } = clock();
    of.read(LOG_MS);
    pass(1_500);
    machine.wallMs += 3_600_000;
    assert.equal(of.now(), LOG_MS + 1_500);
  });

  it('is to be read before it is used for the first time', () => {
    const { of } = clock();
    assert.equal(of.stale, true);
    of.read(LOG_MS);
    assert.equal(of.stale, false);
  });

  it('is to be read again after a quarter of a minute', () => {
    const { of, pass } = clock();
    of.read(LOG_MS);
    pass(15_000);
    assert.equal(of.stale, false);
    pass(1);
    assert.equal(of.stale, true);
  });

  it('is to be read again when the machine slept, or its time was set', () => {
    for (const ms of [3_600_000, -3_600_000]) {
      const { of, machine } = clock();
      of.read(LOG_MS);
      machine.wallMs += ms;
      assert.equal(of.stale, true);
      of.read(LOG_MS);
      assert.equal(of.stale, false);
    }
  });

  it('is to be read again when what the log stored shows another time', () => {
    const { of } = clock();
    of.read(LOG_MS);
    of.doubt();
    assert.equal(of.stale, true);
    of.read(LOG_MS);
    assert.equal(of.stale, false);
  });
});
