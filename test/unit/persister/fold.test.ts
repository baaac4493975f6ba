import assert from 'node:assert/strict';
import { z } from 'zod';
import { PLAN } from '../../../src/chat/features.ts';
import { createCodec } from '../../../src/chat/kernel/codec.ts';
import { defineFact, type Entry, type FactOf } from '../../../src/chat/kernel/fact.ts';
import { DEAD_LETTER, EVENT, USED_ID } from '../../../src/chat/kernel/log-tables.ts';
import type { Table } from '../../../src/chat/kernel/table.ts';
import { messagePosted } from '../../../src/chat/message/facts.ts';
import { MESSAGE } from '../../../src/chat/message/rows.ts';
import { ROOM } from '../../../src/chat/room/rows.ts';
import { fold, foldFacts, foldWith, type Rows } from '../../../src/persister/rows/fold.ts';
import type { RawEntry } from '../../../src/shared/raw-entry.ts';
import { encodeFact, posted } from '../../support/facts.ts';
import { sungPlan } from '../../support/sung.ts';

const ADA = { id: 'ada', name: 'Ada' };
const IDS: [string, string] = [
  '01a20a9a-68c5-7268-9b55-fe78b900f79a',
  '01a20a9a-68c5-7268-9b55-fe78b900f79b',
];
const AT = '2026-01-02T03:04:05.678Z';

function entry(
  seq: number,
  { id = IDS[0], room = 'lobby', user = ADA, text = 'hello', ...more } = {},
) {
  const data = encodeFact({ ...posted({ id, room, user, text }), ...more });
  return { seq, at: AT, isVoid: false, subject: `chat.room.${room}.message`, data };
}
const sung = (seq: number, id = IDS[0]) =>
  entry(seq, { id, type: 'MessageSung', data: { melody: 'la' } } as object);

const poison = (seq: number, payload: string): RawEntry => ({
  ...entry(seq),
  data: Buffer.from(payload),
});

const values = (rows: Rows, table: Table, ...columns: string[]) =>
  (rows.get(table) ?? []).map((row) => columns.map((name) => row[name]));

describe('fold: entries of the log to rows', () => {
  it('orders rows by their key, whatever order the entries came in', () => {
    const rows = fold([
      entry(3, { id: IDS[1], room: 'b' }),
      entry(12, { room: 'a', user: { id: 'aaa', name: 'A' } }),
      entry(2, { room: 'c' }),
    ]);
    assert.deepEqual(values(rows, EVENT, 'seq'), [[2], [3], [12]]);
    assert.deepEqual(values(rows, ROOM, 'name'), [['a'], ['b'], ['c']]);
    for (const table of [USED_ID, MESSAGE]) {
      assert.deepEqual(values(rows, table, 'user_id', 'client_id'), [
        ['aaa', IDS[0]],
        ['ada', IDS[0]],
        ['ada', IDS[1]],
      ]);
    }
  });

  it('makes one message of the same id by the same user: the one with the lowest sequence', () => {
    const rows = fold([
      entry(9, { text: 'second', room: 'den' }),
      entry(4, { text: 'first' }),
      entry(5, { text: 'third', id: IDS[0].toUpperCase() }),
    ]);
    assert.deepEqual(values(rows, EVENT, 'seq', 'client_id'), [
      [4, IDS[0]],
      [5, IDS[0]],
      [9, IDS[0]],
    ]);
    assert.deepEqual(values(rows, MESSAGE, 'seq', 'room', 'text'), [[4, 'lobby', 'first']]);
    assert.deepEqual(values(rows, USED_ID, 'seq', 'room'), [[4, 'lobby']]);
  });

  it('makes two messages of the same id by two users', () => {
    const rows = fold([entry(1), entry(2, { user: { id: 'bob', name: 'Bob' } })]);
    assert.equal(rows.get(MESSAGE)?.length, 2);
  });

  it('keeps the first and the last of each room', () => {
    const later = '2026-01-02T03:04:06.000Z';
    const rows = fold([
      { ...entry(7, { room: 'b' }), at: later },
      entry(5, { room: 'b' }),
      entry(2, { room: 'a' }),
    ]);
    assert.deepEqual(values(rows, ROOM, 'name', 'first_seq', 'last_seq', 'last_at'), [
      ['a', 2, 2, AT],
      ['b', 5, 7, later],
    ]);
  });

  it('turns what is no fact into a dead letter with its reason, and goes on', () => {
    const rows = fold([poison(1, 'not JSON'), entry(2), poison(3, '{"v":99}')]);
    assert.deepEqual(values(rows, DEAD_LETTER, 'seq', 'reason'), [
      [1, 'not_json'],
      [3, 'invalid'],
    ]);
    assert.deepEqual(values(rows, EVENT, 'seq', 'projected'), [[2, true]]);
    const [letter] = rows.get(DEAD_LETTER) ?? [];
    assert.equal(Buffer.from(letter?.['raw'] as Uint8Array).toString(), 'not JSON');
  });

  it('makes no row of what was stored after its deadline, but says that it is there', () => {
    const rows = fold([{ ...entry(1), isVoid: true }]);
    assert.deepEqual([...rows.keys()], [DEAD_LETTER]);
    assert.deepEqual(values(rows, DEAD_LETTER, 'seq', 'reason'), [[1, 'void']]);
  });

  it('keeps a fact of a type or version it does not know: its id is used, its room is one', () => {
    const rows = fold([sung(5), entry(6, { v: 2, id: IDS[1] } as object)]);
    assert.deepEqual(values(rows, EVENT, 'seq', 'type', 'v', 'projected'), [
      [5, 'MessageSung', 1, false],
      [6, 'MessagePosted', 2, false],
    ]);
    assert.deepEqual(values(rows, USED_ID, 'seq'), [[5], [6]]);
    assert.deepEqual(values(rows, ROOM, 'first_seq', 'last_seq'), [[5, 6]]);
    assert.deepEqual([rows.get(MESSAGE), rows.get(DEAD_LETTER)], [undefined, undefined]);
  });

  it('keeps an older version as it was stored, and makes the other rows of what it says today', () => {
    const said = defineFact({
      type: 'MessagePosted',
      subject: messagePosted.subject,
      versions: [
        { data: z.looseObject({ words: z.array(z.string()) }) },
        {
          data: z.looseObject({ text: z.string() }),
          lift: ({ words }: { words: string[] }) => ({ text: words.join(' ') }),
        },
      ],
    });
    const plan = { ...PLAN, codec: createCodec<FactOf<typeof messagePosted>>([said]) };
    const data = { words: ['hello', 'you'] };
    const rows = foldWith(plan, [entry(1, { data } as object)]);
    assert.deepEqual(values(rows, EVENT, 'v', 'data'), [[1, data]]);
    assert.deepEqual(values(rows, MESSAGE, 'text'), [['hello you']]);
  });

  it('says the same of facts that were kept as of entries of the log', () => {
    const entries = [entry(1), sung(2, IDS[1])];
    const readings = entries.map((raw) => PLAN.codec.read(raw)) as { raw: Entry }[];
    const kept = readings.map(({ raw }) => raw);
    assert.deepEqual(foldFacts(PLAN, kept), foldWith(PLAN, entries));
    const known = foldFacts(sungPlan, kept);
    assert.deepEqual(known, foldWith(sungPlan, entries));
    assert.deepEqual(values(known, MESSAGE, 'text'), [['hello'], ['♪ la']]);
  });
});
