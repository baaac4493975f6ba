// Log and rows side by side, for one piece of the log. Pure.
// A row is what the fold makes when two things hold: no entry says anything that merging it in would still change, and each
// column says what the entry says that set it. Both are asked of each entry and each column in the piece where it belongs,
// so all pieces together prove all rows.
import type { Envelope } from '../../chat/kernel/fact.ts';
import { DEAD_LETTER, EVENT, USED_ID } from '../../chat/kernel/log-tables.ts';
import type { Plan } from '../../chat/kernel/plan.ts';
import { isOneFact, mergeRows, type Row, sequenceOf, type Table } from '../../chat/kernel/table.ts';
import type { Difference, Kind } from './difference.ts';
import { type Again, isEmptied, saidAgain } from './erased.ts';
import { type Group, groupsOf } from './groups.ts';
import type { LogWindow, Said } from './log-window.ts';
import { about, differing, keyOf } from './row-difference.ts';
import type { Stored } from './stored.ts';

/** Columns set by entries outside are not judged: before it nothing was looked at, behind it rows are being written. */
export interface Bounds {
  first: number;
  end: number;
  /** Where the log ended after the rows were read: nothing is set by what is behind it. */
  last: number;
}

/** A column that an entry further on set: its row is looked at again there. */
export interface Later {
  table: Table;
  key: Row;
  seq: number;
}

/** A fact whose user and id a row says were used before: the entry it names must say so. */
export interface Repeat {
  first: number;
  found: Difference;
}

export interface Judged {
  differences: Difference[];
  later: Later[];
  repeats: Repeat[];
  again: Again[];
}

export function judge<F extends Envelope>(
  plan: Plan<F>,
  window: LogWindow,
  rows: ReadonlyMap<Table, Stored>,
  bounds: Bounds,
): Judged {
  const judged: Judged = { differences: [], later: [], repeats: [], again: [] };
  const refused = factsAmongLetters(window, rows, judged);
  const ofEvery = new Set<Table>([EVENT, ...plan.every.map(({ table }) => table)]);
  const ofAny = new Set<Table>([...ofEvery, ...plan.inRooms.map(({ table }) => table)]);
  for (const table of plan.tables) {
    const said = window.said.get(table) ?? new Map<string, readonly Said[]>();
    const stored = rows.get(table) ?? new Map<string, Row>();
    const judgement: Judgement = {
      ...{ table, window, bounds, judged, ofEvery: ofEvery.has(table) },
      emptied: ofAny.has(table) ? rows.get(EVENT) : undefined,
    };
    for (const [key, all] of said) {
      const row = stored.get(key);
      const due = refused.size === 0 ? all : all.filter(({ seq }) => !refused.has(seq));
      if (row === undefined) judgeAbsent(judgement, due);
      else judgeMissing(judgement, due, row);
      if (table === USED_ID) judgeRepeats(judgement, all, row);
    }
    for (const [key, row] of stored) judgeColumns(judgement, said.get(key) ?? [], row);
  }
  return judged;
}

interface Judgement {
  table: Table;
  window: LogWindow;
  bounds: Bounds;
  judged: Judged;
  /** Facts that only a newer program knows speak of it as well. */
  ofEvery: boolean;
  /** The events of this piece, where the table speaks of every fact: one without data stands for an entry that was erased. */
  emptied: Stored | undefined;
}

/** Facts that stand where only other entries do; of those whose event is not there, nothing else is said. */
function factsAmongLetters(
  { is }: LogWindow,
  rows: ReadonlyMap<Table, Stored>,
  { differences }: Judged,
): Set<number> {
  const instead = new Set<number>();
  for (const row of rows.get(DEAD_LETTER)?.values() ?? []) {
    const seq = row['seq'] as number;
    const reading = is.get(seq);
    if (reading !== 'known' && reading !== 'foreign') continue;
    const columns = { reason: { log: null, row: `${row['reason']}: ${row['detail']}` } };
    differences.push({ ...about(DEAD_LETTER, row), kind: 'dead_letter', seq, columns });
    if (!rows.get(EVENT)?.has(String(seq))) instead.add(seq);
  }
  return instead;
}

function judgeAbsent({ table, judged }: Judgement, [first]: readonly Said[]): void {
  if (first === undefined) return;
  const kind = table === DEAD_LETTER ? 'dead_letter' : 'missing';
  judged.differences.push({ ...about(table, first.row), kind, seq: first.seq });
}

/** What merging would still change. */
function judgeMissing({ table, judged }: Judgement, due: readonly Said[], row: Row): void {
  const [first, ...others] = due;
  if (first === undefined) return;
  const said = others.reduce(
    (merged, { row: next }) => mergeRows(table, merged as never, next as never),
    first.row,
  );
  const merged: Row = mergeRows(table, row as never, said as never);
  for (const group of groupsOf(table)) {
    const bounds = isOneFact(table) ? group.bounds : [group.by];
    if (bounds.every((name) => merged[name] === row[name])) continue;
    const columns = differing(table, isOneFact(table) ? bounds : group.columns, merged, row);
    const seq = sequenceOf(merged[group.by] as number);
    judged.differences.push({
      ...about(table, row),
      kind: 'missing',
      seq,
      columns,
      counts: group.counts,
    });
  }
}

/** Whether each column says what the entry says that set it, where that entry is in this piece. */
function judgeColumns(judgement: Judgement, said: readonly Said[], row: Row): void {
  const { table, window, bounds, judged } = judgement;
  const begins = row[table.sequence] as number;
  // Every log begins with 1: no entry says this row, wherever the log begins that is looked at.
  if (begins < 1) {
    judged.differences.push({ ...about(table, row), kind: 'surplus', seq: begins });
    return;
  }
  for (const group of groupsOf(table)) {
    const rank = row[group.by];
    const seq = typeof rank === 'number' ? sequenceOf(rank) : begins;
    if (seq > bounds.last) found(judgement, group, { seq, row, kind: 'surplus' });
    if (seq < bounds.first || seq > bounds.end) continue;
    if (seq > window.to) {
      judged.later.push({ table, key: keyOf(table, row), seq });
    } else if (seq >= window.from) {
      judgeGroup(judgement, group, { seq, row, said: said.findLast((one) => one.seq === seq) });
    } else if (seq < begins && begins >= window.from && begins <= window.to) {
      // No entry sets a column of a row that begins behind it.
      found(judgement, group, { seq, row, kind: 'surplus' });
    }
  }
}

function judgeGroup(
  judgement: Judgement,
  group: Group,
  { seq, row, said }: { seq: number; row: Row; said: Said | undefined },
): void {
  const { table, window, judged, ofEvery, emptied } = judgement;
  if (said === undefined) {
    // Of the whole row that is said once.
    if (group.by !== table.sequence && seq === row[table.sequence]) return;
    const reading = window.is.get(seq);
    // Of a fact that a newer program knows there may be rows that this one cannot judge.
    if (reading === 'foreign' && !ofEvery) return;
    // A fact among the dead letters was said there.
    if (table === DEAD_LETTER && (reading === 'known' || reading === 'foreign')) return;
    if (reading === undefined) {
      const again = saidAgain(table, group, row);
      if (again !== undefined) return void judged.again.push(again);
      if (isEmptied(emptied?.get(String(seq)), { table, group, row })) return;
    }
    return found(judgement, group, {
      seq,
      row,
      kind: reading === undefined ? 'erased' : 'surplus',
    });
  }
  // Of a column that keeps the lowest or the highest, a row of one fact may hold what a newer program knows.
  const names = isOneFact(table)
    ? group.columns.filter((name) => !group.bounds.includes(name))
    : group.columns;
  const columns = differing(table, names, said.row, row);
  if (Object.keys(columns).length === 0) return;
  judged.differences.push({ ...about(table, row), kind: 'different', seq, columns });
}

/** Columns that no entry says; where the row begins with them, it is the whole row. */
function found(
  { table, judged }: Judgement,
  group: Group,
  { seq, row, kind }: { seq: number; row: Row; kind: Kind },
): void {
  const whole = group.by === table.sequence;
  const columns = whole
    ? {}
    : Object.fromEntries(group.columns.map((name) => [name, { log: null, row: row[name] }]));
  judged.differences.push({ ...about(table, row), kind, seq, columns });
}

/** One `(user, client id)` is one fact, for good (P3). */
function judgeRepeats(
  { table, window, bounds, judged }: Judgement,
  said: readonly Said[],
  row: Row | undefined,
): void {
  // Others say it again.
  const [first, ...others] = said.filter(({ seq, row }) => row['seq'] === seq);
  if (first === undefined) return;
  const repeatOf = ({ seq, row: said }: Said, of: number): Difference => ({
    ...about(table, said),
    kind: 'duplicate',
    seq,
    columns: { seq: { log: seq, row: of } },
  });
  const used = row === undefined ? first.seq : (row['seq'] as number);
  if (used < window.from && used >= bounds.first) {
    judged.repeats.push({ first: used, found: repeatOf(first, used) });
  }
  for (const other of others) judged.differences.push(repeatOf(other, first.seq));
}
