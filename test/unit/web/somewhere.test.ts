import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { newSince } from '../../../src/web/model/new-since.ts';
import { quietUntil, UNTIL_TURNED_OFF } from '../../../src/web/model/quiet.ts';
import { daysToJump, firstFrom, startOfDay } from '../../../src/web/model/somewhere.ts';
import { sayHours, timeOf } from '../../../src/web/model/time.ts';
import { ADA, eventAt, eventsOf, NOON, roomOf } from './events.ts';

describe('a place in a room’s past', () => {
  const said = [3, 5, 9].map((seq) => ({ seq, at: new Date(NOON + seq).toISOString() }));

  it('is the first message from there on, or else the last before', () => {
    assert.deepEqual(firstFrom(said, { seq: 4 }), { seq: 5, isSure: true });
    assert.deepEqual(firstFrom(said, { at: NOON + 9 }), { seq: 9, isSure: true });
    assert.deepEqual(firstFrom(said, { seq: 1 }), { seq: 3, isSure: false });
    assert.deepEqual(firstFrom(said, { at: NOON + 10 }), { seq: 9, isSure: false });
    assert.equal(firstFrom([], { seq: 1 }), undefined);
  });

  it('is a day that people name, as it begins where they are', () => {
    const days = Object.fromEntries(daysToJump(NOON).map(({ key, at }) => [key, at]));
    assert.deepEqual(days, {
      today: new Date(2026, 5, 15).getTime(),
      yesterday: new Date(2026, 5, 14).getTime(),
      week: new Date(2026, 5, 8).getTime(),
      month: new Date(2026, 4, 16).getTime(),
      beginning: 1,
    });
    assert.equal(startOfDay('2026-06-15'), new Date(2026, 5, 15).getTime());
    for (const typed of ['', '2026-6-15', 'soon', '0000-00-00']) {
      assert.equal(startOfDay(typed), undefined, typed);
    }
  });
});

describe('what is new in the open room', () => {
  it('is what others said behind the line, since when, and whether there is more above', () => {
    const mine = eventAt(9, { user: ADA });
    const room = roomOf([...eventsOf(5, 8), mine], { newAfter: 6, readSeq: 9 });
    const at = NOON + 7_000;
    assert.deepEqual(newSince(room, ADA.id), { count: 2, more: false, at, from: 7 });
    const above = newSince({ ...room, newAfter: 2 }, ADA.id);
    assert.deepEqual(above, { count: 4, more: true, at: NOON + 5_000, from: 3 });
    assert.equal(newSince({ ...room, newAfter: 8 }, ADA.id), undefined);
    assert.equal(newSince({ ...room, newAfter: undefined }, ADA.id), undefined);
  });
});

describe('what the person chose of times', () => {
  after(() => sayHours('system'));

  it('is how many hours a day has', () => {
    sayHours('24');
    assert.match(timeOf(NOON + 2 * 3_600_000), /^14:00$/);
    assert.match(timeOf(NOON + 2 * 3_600_000 + 60_000), /^14:01$/);
    sayHours('12');
    assert.match(timeOf(NOON + 2 * 3_600_000), /^2:00\sPM$/);
  });

  it('is until when nothing is told', () => {
    assert.equal(quietUntil('half', NOON), NOON + 1_800_000);
    assert.equal(quietUntil('hour', NOON), NOON + 3_600_000);
    assert.equal(quietUntil('tomorrow', NOON), new Date(2026, 5, 16, 9).getTime());
    assert.equal(quietUntil('always', NOON), UNTIL_TURNED_OFF);
  });
});
