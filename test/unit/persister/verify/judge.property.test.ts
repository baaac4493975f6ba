// Whatever the log says, however it is cut into pieces: rows that are its fold are equal to it, and no change to one of them is
// overlooked, nor taken for a change of another row.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Fact, PLAN } from '../../../../src/chat/features.ts';
import type { Entry } from '../../../../src/chat/kernel/fact.ts';
import { definePlan } from '../../../../src/chat/kernel/plan.ts';
import {
  defineTable,
  first,
  key,
  keysOf,
  latest,
  max,
  min,
  nullable,
  once,
  project,
  type Row,
  type Table,
} from '../../../../src/chat/kernel/table.ts';
import type { MessagePosted } from '../../../../src/chat/message/facts.ts';
import { messageOfPost } from '../../../../src/chat/message/rows.ts';
import { ROOM } from '../../../../src/chat/room/rows.ts';
import { keyText } from '../../../../src/persister/verify/log-window.ts';
import type { RawEntry } from '../../../../src/shared/raw-entry.ts';
import { encodeFact, posted } from '../../../support/facts.ts';
import { at, databaseOf, otherValue, verifyAll, ways } from '../../../support/judging.ts';

/** A table with everything that columns can do: what a user first said, and what was said last with an exclamation mark. */
const NOTE = defineTable({
  name: 'note',
  sequence: 'seq',
  columns: {
    user_id: key('text'),
    user_name: once('text'),
    seq: min('bigint'),
    opening: first('text', 'seq'),
    loud_seq: nullable(max('bigint')),
    loud: nullable(latest('text', 'loud_seq')),
    loud_data: nullable(latest('jsonb', 'loud_seq')),
  },
});
const noteOfPost = project(NOTE, ({ seq, fact }: Entry<MessagePosted>) => {
  const { text } = fact.data;
  const isLoud = text.endsWith('!');
  return {
    user_id: fact.user.id,
    user_name: fact.user.name,
    seq,
    opening: text,
    loud_seq: isLoud ? seq : null,
    loud: isLoud ? text : null,
    loud_data: isLoud ? { text, at: [1.5, null, 1e21] } : null,
  };
});
const plan = definePlan<Fact>({
  ...PLAN,
  rows: { ...PLAN.rows, MessagePosted: [messageOfPost, noteOfPost] },
  tables: [...PLAN.tables, NOTE],
});

type Made = { room: number; user: number; id: number; loud: boolean; is: string };
const made = fc.record({
  room: fc.nat(2),
  user: fc.nat(2),
  id: fc.nat(30),
  loud: fc.boolean(),
  is: fc.constantFrom('post', 'post', 'post', 'post', 'foreign', 'poison', 'void', 'hole'),
});

function entryOf({ room, user, id, loud, is }: Made, i: number): RawEntry[] {
  const seq = i + 1;
  if (is === 'hole') return [];
  const fact = posted({
    id: `01a20a9a-68c5-7268-9b55-${String(id).padStart(12, '0')}`,
    room: `room${room}`,
    user: { id: `u${user}`, name: `U${user}` },
    text: loud ? `${seq}!` : `${seq}`,
  });
  const said = is === 'foreign' ? { ...fact, type: 'MessageFolded' } : fact;
  const data = is === 'poison' ? Buffer.from('no fact') : encodeFact(said as MessagePosted);
  return [
    { seq, at: at(seq), isVoid: is === 'void', subject: `chat.room.room${room}.message`, data },
  ];
}

const logs = fc.record({ log: fc.array(made, { minLength: 1, maxLength: 40 }), ...ways });

describe('judging rows by the log', () => {
  it('finds nothing among rows that are the fold of the log', () => {
    fc.assert(
      fc.property(logs, ({ log, cuts, places }) => {
        const entries = log.flatMap(entryOf);
        const found = verifyAll(plan, entries, databaseOf(plan, entries), {
          end: log.length,
          cuts,
          places,
        });
        assert.deepEqual(found, []);
      }),
      { numRuns: 300 },
    );
  });

  it('finds each change of each column, and each row that is gone, and blames no other row', () => {
    fc.assert(
      fc.property(
        logs,
        fc.nat(),
        fc.nat(),
        fc.nat(60),
        ({ log, cuts, places }, pick, column, n) => {
          const entries = log.flatMap(entryOf);
          const database = databaseOf(plan, entries);
          const all = [...database].flatMap(([table, stored]) =>
            [...stored].map(([key, row]) => ({ table, key, row })),
          );
          const chosen = all[pick % Math.max(1, all.length)];
          fc.pre(chosen !== undefined);
          const { table, key, row } = chosen;
          const names = Object.keys(table.columns).filter((name) => !isLeftOut(table, name, row));
          const name = names[column % (names.length + 1)];
          if (name === undefined) database.get(table)?.delete(key);
          else {
            const value = otherValue(table, name, row, n);
            fc.pre(value !== row[name]);
            // What a fact says that only a newer program knows, this one cannot deny.
            fc.pre(typeof value !== 'number' || log[value - 1]?.is !== 'foreign');
            database.get(table)?.set(key, { ...row, [name]: value });
          }
          const found = verifyAll(plan, entries, database, { end: log.length, cuts, places });
          assert.ok(found.length > 0, `${table.name} ${key}: ${name ?? 'gone'}`);
          for (const difference of found) {
            assert.deepEqual([difference.table, keyText(table, difference.key)], [table.name, key]);
          }
        },
      ),
      { numRuns: 1_500 },
    );
  });

  it('comes back to a row whose column is said to be of an entry in a later piece', () => {
    const post = { user: 0, loud: false, is: 'post' };
    const log = [0, 1, 1].map((room, id) => ({ ...post, room, id }));
    const entries = log.flatMap(entryOf);
    for (const places of [0, 100]) {
      const database = databaseOf(plan, entries);
      const rooms = database.get(ROOM) ?? assert.fail();
      const [[key, row] = assert.fail()] = [...rooms].filter(([, { name }]) => name === 'room0');
      rooms.set(key, { ...row, last_seq: 3, last_at: at(3) });
      const found = verifyAll(plan, entries, database, { end: 3, cuts: [1], places });
      assert.deepEqual(
        found.map(({ kind, seq, table }) => [kind, seq, table]),
        [['surplus', 3, 'room']],
      );
    }
  });

  /** Keys make another row; words and what only a newer program knows are not judged. */
  function isLeftOut(table: Table, name: string, row: Row): boolean {
    if (keysOf(table).includes(name)) return true;
    return name === 'detail' || (name === 'projected' && row[name] === false);
  }
});
