import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { secondsTyped, timeTyped } from '../../../../src/client/terminal/times.ts';

describe('a time as people type it', () => {
  it('how long: a number and its unit', () => {
    const cases = { '30': 30, '90s': 90, '10m': 600, '2H': 7_200, '7d': 604_800, ' 5m ': 300 };
    for (const [typed, seconds] of Object.entries(cases)) {
      assert.equal(secondsTyped(typed, 's'), seconds, typed);
    }
    assert.equal(secondsTyped('10', 'm'), 600);
    for (const typed of ['', 'm', '-1', '1.5h', '10 m', '10y', '1e3', '9999999']) {
      assert.equal(secondsTyped(typed, 's'), undefined, typed);
    }
  });

  it('when: an hour, a day or both, in the time of this place', () => {
    const now = new Date(2026, 10, 26, 15, 0);
    const cases: Record<string, Date> = {
      '14:30': new Date(2026, 10, 26, 14, 30),
      '9:05': new Date(2026, 10, 26, 9, 5),
      '15:01': new Date(2026, 10, 25, 15, 1),
      '2026-11-01': new Date(2026, 10, 1),
      '2026-11-01 14:30': new Date(2026, 10, 1, 14, 30),
      '2026-11-01T14:30': new Date(2026, 10, 1, 14, 30),
      '2027-01-01': new Date(2027, 0, 1),
    };
    for (const [typed, date] of Object.entries(cases)) {
      assert.equal(timeTyped(typed, now), date.getTime(), typed);
    }
    const none = ['', '1430', '25:00', '14:60', '2026-02-30', '2026-13-01', '2026-11-0114:30'];
    for (const typed of [...none, 'noon', '14:30 x']) {
      assert.equal(timeTyped(typed, now), undefined, typed);
    }
  });
});
