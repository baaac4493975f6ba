// Out of the log is taken what deleted messages said: rows that know it are equal to what is left, also those that are made anew,
// and no change to what is left of a message is overlooked.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PLAN } from '../../../../src/chat/features.ts';
import { EVENT } from '../../../../src/chat/kernel/log-tables.ts';
import { keysOf } from '../../../../src/chat/kernel/table.ts';
import { MESSAGE } from '../../../../src/chat/message/rows.ts';
import { keyText } from '../../../../src/persister/verify/log-window.ts';
import { erased, type FactEntry, histories, rawOf } from '../../../support/histories.ts';
import {
  type Database,
  databaseOf,
  otherValue,
  verifyAll,
  ways,
} from '../../../support/judging.ts';

/** No id stands twice: of two posts of one id a deletion names one. */
const isOnce = (log: readonly FactEntry[]): boolean =>
  new Set(log.map(({ fact }) => fact.id)).size === log.length;

describe('judging rows by a log out of which deleted messages were taken', () => {
  const erasures = fc.record({ log: histories(), ...ways });
  /** The rows of before the erasing, the events that the log has no more without data. */
  const databaseAfter = (log: readonly FactEntry[], left: readonly FactEntry[]): Database => {
    const database = databaseOf(PLAN, log.map(rawOf));
    const events = database.get(EVENT) ?? assert.fail();
    for (const [key, row] of events) {
      if (!left.some(({ seq }) => seq === row['seq'])) events.set(key, { ...row, data: null });
    }
    return database;
  };

  it('finds nothing where their events are emptied, and nothing among rows that are made anew', () => {
    fc.assert(
      fc.property(erasures, ({ log, ...way }) => {
        const left = erased(log);
        const entries = left.map(rawOf);
        fc.pre(isOnce(log));
        const end = log.length;
        for (const database of [databaseAfter(log, left), databaseOf(PLAN, entries)]) {
          assert.deepEqual(verifyAll(PLAN, entries, database, { end, ...way }), []);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('finds each event that is not emptied, and ids and rooms that nothing else speaks of', () => {
    fc.assert(
      fc.property(erasures, ({ log, ...way }) => {
        const left = erased(log);
        fc.pre(isOnce(log));
        const gone = log.filter((entry) => !left.includes(entry));
        const found = verifyAll(PLAN, left.map(rawOf), databaseOf(PLAN, log.map(rawOf)), {
          end: log.length,
          ...way,
        });
        assert.deepEqual(
          [...new Set(found.map(({ kind }) => kind))],
          gone.length ? ['erased'] : [],
        );
        assert.deepEqual(
          found.filter(({ table }) => table === EVENT.name).map(({ seq }) => seq),
          gone.map(({ seq }) => seq),
        );
        const tables = new Set<string>(found.map(({ table }) => table));
        assert.ok(!tables.has(MESSAGE.name), 'a deletion says what is left of a message');
      }),
      { numRuns: 500 },
    );
  });

  it('finds each change of what is left of a message', () => {
    fc.assert(
      fc.property(erasures, fc.nat(), fc.nat(), fc.nat(60), ({ log, ...way }, pick, column, n) => {
        const left = erased(log);
        fc.pre(isOnce(log));
        for (const database of [databaseAfter(log, left), databaseOf(PLAN, left.map(rawOf))]) {
          const [table = MESSAGE, stored] =
            [...database].filter(([{ name }]) => ['message', 'reaction', 'pin'].includes(name))[
              n % 3
            ] ?? [];
          const all = [...(stored ?? [])];
          const [key, row] = all[pick % Math.max(1, all.length)] ?? [];
          if (key === undefined || row === undefined) continue;
          const names = Object.keys(table.columns).filter((one) => !keysOf(table).includes(one));
          const name = names[column % names.length] ?? '';
          const value = otherValue(table, name, row, n);
          if (value === row[name]) continue;
          stored?.set(key, { ...row, [name]: value });
          const found = verifyAll(PLAN, left.map(rawOf), database, { end: log.length, ...way });
          assert.ok(found.length > 0, `${table.name} ${key}: ${name}`);
          for (const difference of found) {
            assert.deepEqual([difference.table, keyText(table, difference.key)], [table.name, key]);
          }
        }
      }),
      { numRuns: 1_500 },
    );
  });
});
