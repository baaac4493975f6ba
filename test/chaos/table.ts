// The figures of a run by fault: median and worst, milliseconds. What happened two at once stands in one line.
import { median } from '../load/figures.ts';
import type { Recovery } from './judge/evidence.ts';

const COLUMNS: readonly [string, (recovery: Recovery) => number | undefined][] = [
  ['nobody acked', ({ silence }) => silence],
  ['worst post', ({ worst }) => worst],
  ['ready', ({ ready }) => ready],
  ['acked', ({ acked }) => acked],
  ['rows', ({ rows }) => rows],
  ['heard', ({ heard }) => heard],
  ['current', ({ current }) => current],
];
const PAIRS = 'two at once';
const WIDTH = 14;

export function table(recoveries: readonly Recovery[]): string[] {
  const groups = Map.groupBy(recoveries, ({ fault }) => (fault.includes(' + ') ? PAIRS : fault));
  const names = [...groups.keys()].sort(
    (a, b) => Number(a === PAIRS) - Number(b === PAIRS) || a.localeCompare(b),
  );
  const first = Math.max(...names.map((name) => name.length), 5) + 1;
  const head = ['fault'.padEnd(first), 'times', ...COLUMNS.map(([name]) => name.padStart(WIDTH))];
  return [
    head.join(''),
    ...names.map((name) => {
      const group = groups.get(name) ?? [];
      const cells = COLUMNS.map(([, figure]) => cell(group.map(figure)).padStart(WIDTH));
      return [name.padEnd(first), String(group.length).padStart(5), ...cells].join('');
    }),
  ];
}

/** Median and worst; what never came is worse than any figure. */
function cell(figures: readonly (number | undefined)[]): string {
  const known = figures.map((figure) => figure ?? Number.POSITIVE_INFINITY);
  const shown = (ms: number) => (Number.isFinite(ms) ? String(Math.round(ms)) : 'never');
  return known.length === 1
    ? shown(known[0] ?? 0)
    : `${shown(median(known))} / ${shown(Math.max(...known))}`;
}
