// Memory over time: a sample a second, whether it has come to rest, and what the manifests allow.
import { residentBytes } from '../cpu.ts';
import { judge } from '../figures.ts';

/** Megabytes: the heap of the manifests' arguments, the container's limit. */
export const GATEWAY = { heap: 192, limit: 320 };
export const PERSISTER = { heap: 128, limit: 256 };

const GROWTH_GOAL = 1.1;

/** The manifests' heap and arenas, for a program's environment. */
export function heap(megabytes: number): Record<string, string> {
  return { NODE_OPTIONS: `--max-old-space-size=${megabytes}`, MALLOC_ARENA_MAX: '2' };
}

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

export function judgeMemory(name: string, { samples }: Memory, limit: number): void {
  const most = Math.max(...samples);
  const times = growth(samples);
  judge(
    `memory of the ${name}`,
    `${curve(samples)} MB over time, ${Math.round(most)} at most; the last third ${times.toFixed(2)} of the second`,
    `under ${limit} MB and ${GROWTH_GOAL}`,
    most < limit && times < GROWTH_GOAL,
  );
}
