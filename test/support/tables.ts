// Rows of any table for tests, as facts make them: what is `once` follows from the key, what is ranked from its rank.
import fc from 'fast-check';
import type { Column, Row, Table, Values } from '../../src/chat/kernel/table.ts';

/** Few keys and ranks, so that rows meet. */
const KEYS = 4;
const RANKS = 6;

/** The n-th value of a type, among them what databases stumble over. */
const VALUES: { [Type in keyof Values]: (n: number) => Values[Type] } = {
  bigint: (n) => n,
  smallint: (n) => n,
  boolean: (n) => n % 2 === 1,
  text: (n) => ['', "it's", '\\ " {},', 'NULL', '🦊\n'][n % 5] + String(n),
  uuid: (n) => `01a20a9a-68c5-7268-9b55-${String(n).padStart(12, '0')}`,
  timestamptz: (n) => new Date(1_767_225_600_000 + 7 * n).toISOString(),
  jsonb: (n) => [null, { text: "it's" }, [1, 'NULL'], 'x', n][n % 5],
  bytea: (n) => Uint8Array.of(0, 255, n),
};

/** A number that follows from others, for a column. */
const mixed = (...parts: (string | number)[]): number =>
  [...parts.join('/')].reduce((sum, char) => (sum * 31 + (char.codePointAt(0) ?? 0)) % 9_973, 7);

/** One row of `table`. */
export function arbitraryRow(table: Table): fc.Arbitrary<Row> {
  const columns: [string, Column][] = Object.entries(table.columns);
  const bounds = columns.filter(([, { merge }]) => merge === 'min' || merge === 'max');
  const ranks = bounds.map(([name, { pg, nullable }]) => {
    const rank = fc.integer({ min: pg === 'bigint' ? -RANKS : 0, max: RANKS });
    return fc.record({
      name: fc.constant(name),
      value: (nullable ? fc.option(rank) : rank).map((n) => (n === null ? null : VALUES[pg](n))),
    });
  });
  return fc
    .record({ key: fc.integer({ min: 1, max: KEYS }), ranks: fc.tuple(...ranks) })
    .map(({ key, ranks }) => {
      const row: Record<string, unknown> = {};
      for (const { name, value } of ranks) row[name] = value;
      for (const [name, column] of columns) {
        const { pg, merge, nullable } = column;
        if (merge === 'key') row[name] = VALUES[pg](key);
        if (merge === 'once') row[name] = said(column, mixed(name, key));
        if (typeof merge !== 'object') continue;
        const rank = row['first' in merge ? merge.first : merge.latest];
        row[name] = rank === null && nullable ? null : said(column, mixed(name, key, String(rank)));
      }
      return row;
    });
}

const said = ({ pg, nullable }: Column, n: number): unknown =>
  nullable && n % 3 === 0 ? null : VALUES[pg](n);
