// Figures out of samples, and how they are said.

export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** The sample below which this share of them lies; `share` in 0…1. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Of an odd number of samples. */
export const median = (samples: readonly number[]): number => quantile(samples, 0.5);

export const spread = (samples: readonly number[], digits = 1): string =>
  `${Math.min(...samples).toFixed(digits)}–${Math.max(...samples).toFixed(digits)}`;

const MET = '  ok     ';
const MISSED = '  MISSED ';

/** Says whether a goal is met; a missed one makes the program exit with 1. */
export function judge(what: string, figure: string, goal: string, met: boolean): void {
  say(`${met ? MET : MISSED}${what}: ${figure} (goal ${goal})`);
  if (!met) process.exitCode = 1;
}

export const isVerdict = (line: string): boolean => line.startsWith(MET) || line.startsWith(MISSED);
