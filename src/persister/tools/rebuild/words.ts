// How a rebuild says what it found, for people.
import { printable } from '../../../shared/printable.ts';
import type { Differences } from './compare.ts';

export const grouped = (n: number): string => n.toLocaleString('en-US');

export const bytes = (n: number): string =>
  n < 1e9 ? `${(n / 1e6).toFixed(1)} MB` : `${(n / 1e9).toFixed(1)} GB`;

/** Of a table: how many rows differ in which way, and some of them. */
export function linesOf({ table, rows, come, go, change, examples }: Differences): string[] {
  if (come + go + change === 0) return [`${table}: ${grouped(rows)} rows, alike.`];
  const found = `${grouped(come)} lack now and come, ${grouped(go)} go, ${grouped(change)} change`;
  return [
    `${table}: ${grouped(rows)} rows; ${found}. Among them:`,
    ...examples.flatMap(({ old, new: made }) => [`  old ${shown(old)}`, `  new ${shown(made)}`]),
  ];
}

const SHOWN_MAX = 300;

/** On one line, whatever people wrote. */
const shown = (row: object | null): string =>
  row === null ? 'none' : printable(JSON.stringify(row)).slice(0, SHOWN_MAX);
