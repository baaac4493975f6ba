import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Message } from '../../../src/shared/wire/objects.ts';
import type { FirstPage } from '../../../src/web/model/first-page.ts';
import { firstRoom } from '../../../src/web/model/first-room.ts';
import { rowsOf } from '../../../src/web/model/rows.ts';
import { ADA, eventAt, messageAt } from './events.ts';

describe('a room as its first picture shows it', () => {
  const pageOf = (
    messages: readonly Message[],
    more: Partial<FirstPage['page']> = {},
  ): FirstPage['page'] => ({
    ...{
      messages: [...messages],
      events: [],
      low: messages[0]?.seq ?? 0,
      more: true,
      newer: false,
    },
    ...{ asOf: 20, ...more },
  });
  const shown = (page: FirstPage['page'], readSeq = 0) => {
    const room = firstRoom({ user: ADA, room: 'lobby', page, readSeq });
    return (
      room &&
      rowsOf(room, { me: ADA, persisted: page.asOf }).map((row) =>
        row.kind === 'message' ? row.seq : row.kind,
      )
    );
  };
  const LAST = [messageAt(11), messageAt(12, { user: ADA }), messageAt(13)];

  it('has its messages, and what was done in it between them', () => {
    const data = { room: { kind: 'public', topic: 'tea' } };
    const events = [eventAt(12, { event: 'RoomChanged', data })];
    assert.deepEqual(shown(pageOf([messageAt(11), messageAt(13)], { events })), [
      'day',
      11,
      'notice',
      13,
    ]);
  });

  it('has the line above what is new, where the person has read it before', () => {
    assert.deepEqual(shown(pageOf(LAST), 11), ['day', 11, 12, 'new', 13]);
    assert.deepEqual(shown(pageOf(LAST), 13), ['day', 11, 12, 13]);
    assert.deepEqual(shown(pageOf(LAST), 0), ['day', 11, 12, 13]);
  });

  it('is none where the page will show a place further up, or no message', () => {
    assert.equal(shown(pageOf(LAST), 5), undefined);
    assert.deepEqual(shown(pageOf(LAST, { more: false }), 5), ['new', 'day', 11, 12, 13]);
    assert.equal(shown(pageOf([], { more: false })), undefined);
  });

  it('says whether it begins with its first message', () => {
    const begins = (more: boolean) =>
      firstRoom({ user: ADA, room: 'lobby', page: pageOf(LAST, { more }), readSeq: 0 })?.older;
    assert.deepEqual([begins(true), begins(false)], [{ state: 'more' }, { state: 'none' }]);
  });
});
