// An event loop in which only what the test says takes time: what else needs a quiet machine is exact here, and five
// seconds of it take a moment. Timers, arrivals, immediates, as in libuv; it rests when none of them is due.
import { mock } from 'node:test';

export interface VirtualLoop {
  /** Whoever runs takes so long. */
  work: (ms: number) => void;
  /** Runs `act` at that time, or as soon after it as the loop comes to it. */
  at: (ms: number, act: () => void) => void;
  run: (untilMs: number) => void;
  now: () => number;
  restedMs: () => number;
}

interface Due {
  at: number;
  act: () => void;
}

/** Takes the clock, `setImmediate` and `setTimeout` until `mock.restoreAll`. */
export function virtualLoop(): VirtualLoop {
  let now = 0;
  let rested = 0;
  const immediates: (() => void)[] = [];
  const arrivals: Due[] = [];
  const timers: Due[] = [];
  mock.method(performance, 'now', () => now);
  mock.method(globalThis, 'setImmediate', (act: () => void) => immediates.push(act));
  // Whole milliseconds, as there.
  const later = (act: () => void, ms: number) => timers.push({ at: Math.ceil(now + ms), act });
  mock.method(globalThis, 'setTimeout', later);

  /** Of `from`, which keeps the rest; how many there were. */
  const runDue = (from: Due[]): number => {
    const due = from.filter(({ at }) => at <= now);
    from.splice(0, from.length, ...from.filter(({ at }) => at > now));
    for (const { act } of due) act();
    return due.length;
  };
  const turn = (): boolean => {
    const ran = runDue(timers) + runDue(arrivals);
    const checked = immediates.splice(0);
    for (const act of checked) act();
    return ran + checked.length > 0;
  };
  return {
    work: (ms) => {
      now += ms;
    },
    at: (ms, act) => arrivals.push({ at: ms, act }),
    run: (untilMs) => {
      while (now < untilMs) {
        if (turn()) continue;
        const next = Math.min(untilMs, ...[...arrivals, ...timers].map(({ at }) => at));
        rested += next - now;
        now = next;
      }
    },
    now: () => now,
    restedMs: () => rested,
  };
}
