// Memory over time: a sample a second, and whether it has come to rest.
import { residentBytes } from '../cpu.ts';

export interface Memory {
  /** Megabytes, a second apart, since the beginning. */
  readonly samples: number[];
  stop: () => void;
}

/** Until the process ends. */
export function watchMemory(pid: number): Memory {
  const samples: number[] = [];
  const timer = setInterval(() => {
    try {
      samples.push(residentBytes(pid) / 1_048_576);
    } catch {
      // It is gone, which somebody else says.
      clearInterval(timer);
    }
  }, 1_000);
  return { samples, stop: () => clearInterval(timer) };
}

/** What the last third of the samples has on average, as a multiple of the second third. */
export function growth(samples: readonly number[]): number {
  const third = Math.floor(samples.length / 3);
  const average = (of: readonly number[]) => of.reduce((sum, each) => sum + each, 0) / of.length;
  return average(samples.slice(2 * third)) / average(samples.slice(third, 2 * third));
}

/** So many of the samples, evenly, with the first and the last. */
export function curve(samples: readonly number[], points = 7): string {
  const last = samples.length - 1;
  const at = Array.from({ length: points }, (_, i) => Math.round((i * last) / (points - 1)));
  return [...new Set(at)].map((i) => Math.round(samples[i] ?? Number.NaN)).join(' ');
}
