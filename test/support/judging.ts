// A run of the proof over a log and rows in memory, cut into pieces as a run cuts it.
import fc from 'fast-check';
import type { Fact } from '../../src/chat/features.ts';
import type { Plan } from '../../src/chat/kernel/plan.ts';
import type { Row, Table } from '../../src/chat/kernel/table.ts';
import { foldWith } from '../../src/persister/rows/fold.ts';
import type { Difference } from '../../src/persister/verify/difference.ts';
import { judgeAgain } from '../../src/persister/verify/erased.ts';
import { Findings } from '../../src/persister/verify/findings.ts';
import { judge } from '../../src/persister/verify/judge.ts';
import { LaterRows } from '../../src/persister/verify/later.ts';
import { keyText, windowOf } from '../../src/persister/verify/log-window.ts';
import type { Stored } from '../../src/persister/verify/stored.ts';
import type { RawEntry } from '../../src/shared/raw-entry.ts';

export const at = (seq: number) => new Date(1_767_225_600_000 + seq * 1_009).toISOString();

export type Database = Map<Table, Stored>;

export const databaseOf = (plan: Plan<Fact>, entries: readonly RawEntry[]): Database =>
  new Map(
    plan.tables.map((table) => {
      const rows = foldWith(plan, entries).get(table) ?? [];
      return [table, new Map(rows.map((row) => [keyText(table, row), row]))];
    }),
  );

/** As a run goes over both, with the log cut at these lengths. */
export function verifyAll(
  plan: Plan<Fact>,
  entries: readonly RawEntry[],
  database: Database,
  { end, cuts, places }: { end: number; cuts: readonly number[]; places: number },
): Difference[] {
  const findings = new Findings();
  const later = new LaterRows(places);
  const look = (from: number, to: number, keys: ReturnType<LaterRows['take']>) => {
    const inside = entries.filter(({ seq }) => seq >= from && seq <= to);
    const window = windowOf(plan, inside, { from, to });
    const rows: Database = new Map();
    for (const [table, stored] of database) {
      const wanted = [...stored].filter(([key, row]) => {
        const begins = row[table.sequence] as number;
        const isAsked = window.said.get(table)?.has(key) || keys.get(table)?.has(key);
        return isAsked || (begins >= from && begins <= to);
      });
      rows.set(table, new Map(wanted));
    }
    const judged = judge(plan, window, rows, { first: 1, end, last: end });
    for (const difference of judged.differences) findings.add(difference);
    for (const again of judged.again) {
      const at = entries.filter(({ seq }) => seq === again.seq);
      const difference = judgeAgain(again, windowOf(plan, at, { from: again.seq, to: again.seq }));
      if (difference !== undefined) findings.add(difference);
    }
    return judged.later;
  };
  for (let from = 1, i = 0; from <= end; i++) {
    const to = Math.min(end, from + (cuts[i % cuts.length] ?? 1) - 1);
    for (const row of look(from, to, later.take(from, to))) {
      if (later.add(row)) continue;
      const { table, key, seq } = row;
      look(seq, seq, new Map([[table, new Map([[keyText(table, key), key]])]]));
    }
    from = to + 1;
  }
  return findings.list().filter(({ kind }) => kind !== 'duplicate');
}

/** How a run goes over both. */
export const ways = {
  cuts: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 }),
  places: fc.constantFrom(0, 2, 100),
};

/** One that a row does not have. */
export function otherValue(table: Table, name: string, row: Row, n: number): unknown {
  const value = row[name];
  switch (table.columns[name]?.pg) {
    case 'bigint':
      return n + 1;
    case 'smallint':
      return Number(value) + 1;
    case 'boolean':
      return !value;
    case 'jsonb':
      return { other: n };
    case 'bytea':
      return Buffer.from(`other ${n}`);
    case 'timestamptz':
      return at(1_000 + n);
    default:
      return `other ${n}`;
  }
}
