// What is wrong between log and rows, and how it is said: a line each, with the sequence of the entry that it is about.
import type { Row } from '../../chat/kernel/table.ts';
import { printable } from '../../shared/printable.ts';

export const KINDS = [
  /** The entry says something that the row does not hold. */
  'missing',
  /** The row says of this entry what the entry does not say. */
  'different',
  /** The row says that it is of this entry, which says nothing of that row. */
  'surplus',
  /** The same, where the log erased the entry, and neither an empty event nor another entry stands for it. */
  'erased',
  /** A fact whose user and id an earlier fact had (P3). */
  'duplicate',
  /** A fact that stands among the dead letters, or an entry that is none and does not stand there. */
  'dead_letter',
] as const;
export type Kind = (typeof KINDS)[number];

export interface Difference {
  kind: Kind;
  seq: number;
  table: string;
  /** The columns of the key. */
  key: Row;
  /** Each column that differs; none where a whole row does. */
  columns: Readonly<Record<string, { log: unknown; row: unknown }>>;
  /** Of the same columns of the same row entries further on may say the same: which of them counts. */
  counts: 'lowest' | 'highest';
}

/** The same difference, whichever entry showed it. */
export const identityOf = ({ kind, table, key, columns }: Difference): string =>
  JSON.stringify([kind, table, Object.values(key), Object.keys(columns)]);

/** For a terminal or a file: one line, whatever people wrote. */
export function lineOf({ kind, seq, table, key, columns }: Difference): string {
  const differing = Object.entries(columns);
  const values = differing.map(
    ([name, { log, row }]) => `${name}: log ${wordsOf(log)}, row ${wordsOf(row)}`,
  );
  const what = values.length > 0 ? values.join('; ') : WHOLE[kind];
  return printable(
    `${kind.padEnd(11)} ${seq}  ${table} ${Object.values(key).map(wordsOf).join(' ')}  ${what}`,
  );
}

/** Where no single column is at fault. */
const WHOLE: Record<Kind, string> = {
  missing: 'there is no row',
  different: 'another row',
  surplus: 'no entry says this row',
  erased: 'the log erased the entry of this row',
  duplicate: 'an earlier fact has this id',
  dead_letter: 'it is no dead letter',
};

const VALUE_MAX = 80;

function wordsOf(value: unknown): string {
  const text =
    value instanceof Uint8Array
      ? Buffer.from(value).toString('hex')
      : (JSON.stringify(value) ?? '');
  return text.length > VALUE_MAX ? `${text.slice(0, VALUE_MAX)}…` : text;
}
