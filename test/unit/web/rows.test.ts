import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { fold } from '../../../src/chat/views.ts';
import { isAlike } from '../../../src/web/model/alike.ts';
import type { Room } from '../../../src/web/model/room.ts';
import { type MessageRow, rowsAsBefore, rowsOf } from '../../../src/web/model/rows.ts';
import { ADA, BOB, eventAt, NOON, roomOf } from './events.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const at = (ms: number) => new Date(ms).toISOString();

/** What stands on the screen, a word for each row; who begins a group is named. */
const rows = (room: Room, persisted = 0) =>
  rowsOf(room, { me: ADA, persisted }).map((row) =>
    row.kind === 'message' ? `${row.head ? `${row.user.name}: ` : ''}${row.text}` : row.kind,
  );
const ticks = (room: Room, persisted: number) =>
  rowsOf(room, { me: ADA, persisted }).flatMap((row) =>
    row.kind === 'message' ? [row.ticks] : [],
  );

describe('the rows of a room', () => {
  it('begin with the day, and stand under one name while one person talks', () => {
    const room = roomOf([eventAt(1), eventAt(2), eventAt(3, { user: ADA }), eventAt(4)]);
    assert.deepEqual(rows(room), ['day', 'Bob: text 1', 'text 2', 'Ada: text 3', 'Bob: text 4']);
  });

  it('say whatever is seen of a message, also what the rows know nothing of', () => {
    const room = roomOf([eventAt(1)]);
    const messages = room.view.messages.map((message) => ({ ...message, starred: true }));
    const view = { ...room.view, messages };
    const row = rowsOf({ ...room, view }, { me: ADA, persisted: 0 }).at(-1) ?? assert.fail();
    assert.equal('starred' in row && row.starred, true);
  });

  it('begin a group anew after five minutes from where it began', () => {
    const times = [0, 3, 4.9, 5, 9.9].map((minutes, index) =>
      eventAt(index + 1, { at: at(NOON + minutes * MINUTE_MS) }),
    );
    const shown = ['day', 'Bob: text 1', 'text 2', 'text 3', 'Bob: text 4', 'text 5'];
    assert.deepEqual(rows(roomOf(times)), shown);
  });

  it('have a line for every new day, and a name below it', () => {
    const midnight = new Date(2026, 5, 16).getTime();
    const room = roomOf([
      eventAt(1, { at: at(midnight - 1_000) }),
      eventAt(2, { at: at(midnight) }),
      eventAt(3, { at: at(midnight + 3 * DAY_MS) }),
    ]);
    assert.deepEqual(rows(room), [
      'day',
      'Bob: text 1',
      'day',
      'Bob: text 2',
      'day',
      'Bob: text 3',
    ]);
  });

  it('say between the messages what was done to the room, each run of it in one line', () => {
    const joined = (seq: number, name: string, more: object = {}) => {
      const user = { id: `guest-${name.toLowerCase()}`, name };
      const data = { user, member: { state: 'in', role: 'member' } };
      return eventAt(seq, { event: 'MemberJoined', user, data, ...more });
    };
    const tomorrow = { at: at(NOON + DAY_MS) };
    const room = roomOf([
      ...[eventAt(1), joined(2, 'Mei'), joined(3, 'Kim'), eventAt(4), joined(5, 'Eve')],
      joined(6, 'Jo', tomorrow),
    ]);
    const said = rowsOf(room, { me: ADA, persisted: 0 }).map((row) =>
      'text' in row ? row.text : row.kind,
    );
    assert.deepEqual(said, [
      ...['day', 'text 1', 'Mei and Kim joined.', 'text 4', 'Eve joined.'],
      ...['day', 'Jo joined.'],
    ]);
    assert.equal(rows(room)[3], 'Bob: text 4', 'a group begins anew');
  });

  it('have one line where the new begins, above the first message of somebody else', () => {
    const events = [eventAt(1), eventAt(2, { user: ADA }), eventAt(3), eventAt(4)];
    const shown = ['day', 'Bob: text 1', 'Ada: text 2', 'new', 'Bob: text 3', 'text 4'];
    assert.deepEqual(rows(roomOf(events, { newAfter: 1 })), shown);
    const all = ['day', 'Bob: text 1', 'Ada: text 2', 'Bob: text 3', 'text 4'];
    assert.deepEqual(rows(roomOf(events, { newAfter: 4 })), all);
    assert.equal(rows(roomOf(events, { newAfter: 0 }))[0], 'new', 'also above everything');
  });

  it('name the person again below the line', () => {
    const room = roomOf([eventAt(1), eventAt(2)], { newAfter: 1 });
    assert.deepEqual(rows(room), ['day', 'Bob: text 1', 'new', 'Bob: text 2']);
  });

  it('have one tick for what is in the log and two for what is in the database, ours only', () => {
    const mine = [1, 2, 3].map((seq) => eventAt(seq, { user: ADA }));
    const room = roomOf([...mine, eventAt(4)]);
    assert.deepEqual(ticks(room, 2), ['persisted', 'persisted', 'stored', undefined]);
  });

  it('end with what is on its way, whatever came in meanwhile', () => {
    const room = roomOf([eventAt(1), eventAt(2, { user: ADA })], {
      outgoing: [
        { id: 'a', text: 'waits', at: NOON + 5_000, status: 'waiting', reason: 'slower' },
        { id: 'b', text: 'fails', at: NOON + 6_000, status: 'failed', reason: 'no' },
      ],
    });
    assert.deepEqual(rows(room), ['day', 'Bob: text 1', 'Ada: text 2', 'waits', 'fails']);
    assert.deepEqual(ticks(room, 9), [undefined, 'persisted', 'waiting', 'failed']);
  });

  it('keep a message’s key as it gets from its way into the log, and no key stands twice', () => {
    const typed = { id: 'mine', text: 'hello', at: NOON, status: 'waiting' as const };
    const last = (room: Room) => rowsOf(room, { me: ADA, persisted: 0 }).at(-1)?.key;
    const before = last(roomOf([], { outgoing: [typed] }));
    assert.equal(last(roomOf([eventAt(1, { id: 'mine', user: ADA })])), before);
    const same = [eventAt(1, { id: 'same' }), eventAt(2, { id: 'same', user: ADA })];
    const keys = rowsOf(roomOf(same), { me: ADA, persisted: 0 }).map(({ key }) => key);
    assert.equal(new Set(keys).size, keys.length, 'two people may use one id');
    assert.ok(keys.at(-2)?.includes(BOB.id));
  });

  it('stay the same objects while they say the same, and are others where one of them does not', () => {
    const room = roomOf([eventAt(1), eventAt(2, { user: ADA }), eventAt(3)]);
    const messages = (of: Room, persisted = 0, me = ADA) =>
      rowsOf(of, { me, persisted }).filter((row) => row.kind === 'message');
    const before = messages(room);
    const anew = (after: readonly MessageRow[]) =>
      after.map((row, index) => row !== before[index] && !isAlike(row, before[index] ?? row));
    const longer = roomOf([eventAt(4)], { view: fold(room.view, [eventAt(4)]) });
    assert.ok(messages(longer).every((row, index) => index === 3 || row === before[index]));
    assert.deepEqual(anew(messages(room, 2)), [false, true, false], 'it is in the database');
    assert.deepEqual(anew(messages({ ...room, newAfter: 2 })), [false, false, false]);
    const command = { type: 'pin' as const, id: 'x', room: room.name, target: 3, on: true };
    const changed = { ...room, changes: [{ command, status: 'waiting' as const }] };
    assert.deepEqual(anew(messages(changed)), [false, false, true], 'somebody did something to it');
    const [first] = messages(room, 0, BOB);
    assert.equal(first?.ticks, 'stored', 'somebody else looks at it');
    const above = { ...room, newAfter: 1 };
    assert.equal(messages(above, 0, ADA)[2]?.head, true, 'it begins a group below the line');
  });
});

describe('rows that are drawn already', () => {
  const typed = { id: 'mine', text: 'hello', at: NOON + MINUTE_MS, status: 'waiting' as const };
  const room = roomOf([eventAt(1), eventAt(2, { user: ADA }), eventAt(3)], {
    newAfter: 1,
    outgoing: [typed],
  });
  const drawn = rowsOf(room, { me: ADA, persisted: 0 });
  /** Which rows are other objects than before. */
  const anew = (of: Room, persisted = 0) =>
    rowsAsBefore(drawn, rowsOf(of, { me: ADA, persisted })).flatMap((row) =>
      drawn.includes(row) ? [] : [row.kind === 'message' ? row.text : row.kind],
    );

  it('are all the same where the room was told something else', () => {
    assert.deepEqual(
      drawn.map(({ kind }) => kind),
      ['day', 'message', 'message', 'new', 'message', 'message'],
    );
    const again = rowsOf({ ...room, readSeq: 3 }, { me: ADA, persisted: 0 });
    assert.notEqual(again, drawn);
    assert.equal(rowsAsBefore(drawn, again), drawn);
  });

  it('are others where they say something else, or more of them came', () => {
    const failed = { ...typed, status: 'failed' as const };
    assert.deepEqual(anew({ ...room, outgoing: [failed] }), ['hello']);
    const view = fold(room.view, [eventAt(4)]);
    assert.deepEqual(anew({ ...room, view }), ['text 4']);
    assert.deepEqual(anew(room, 2), ['text 2'], 'it is in the database');
    const fewer = rowsAsBefore(drawn, drawn.slice(1));
    assert.deepEqual(fewer, drawn.slice(1));
  });

  it('are others where one of what they say is another', () => {
    const row = drawn.at(-1) ?? assert.fail();
    assert.ok(isAlike(row, { ...row }));
    for (const more of [{ text: 'edited' }, { user: { ...ADA, name: 'Ada Lovelace' } }]) {
      const now = rowsAsBefore(drawn, [{ ...row, ...more } as MessageRow]);
      assert.deepEqual(now, [{ ...row, ...more }]);
    }
    assert.ok(!isAlike(row, { ...row, more: true } as typeof row));
    assert.ok(!isAlike({ ...row, more: true } as typeof row, row));
  });
});
