// What a process of this machine used, as the kernel counts it (proc(5)); Linux only.
import { existsSync, readFileSync } from 'node:fs';

/** Kernel ticks a second, fixed by the kernel's interface to programs. */
const TICKS = 100;

/** CPU seconds so far: its own, the kernel's on its behalf. */
export function cpuSeconds(pid: number): { user: number; system: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The name in parentheses may hold spaces; utime and stime are fields 14 and 15, 12 and 13 after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { user: Number(fields[11]) / TICKS, system: Number(fields[12]) / TICKS };
}

/** Resident bytes. */
export function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
  return Number(kilobytes) * 1024;
}

/** Seconds its main thread was ready to run and had to wait for a core: what other programs took from it. */
export function waitedSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'latin1');
  return Number(stat.split(' ')[1]) / 1e9;
}

/** How much of the time each was ready to run and had to wait for a core: the machine's share of what people wait. */
export function watchWaits(programs: readonly { name: string; pid: number }[]) {
  const started = performance.now();
  const before = programs.map(({ pid }) => waitedSeconds(pid));
  return {
    stop: () => {
      const seconds = (performance.now() - started) / 1_000;
      const share = ({ name, pid }: { name: string; pid: number }, i: number) => {
        // One that ended has no figures any more.
        if (!existsSync(`/proc/${pid}`)) return `${name} is gone`;
        const waited = waitedSeconds(pid) - (before[i] ?? 0);
        return `${name} ${((waited / seconds) * 100).toFixed(0)} % of the time`;
      };
      return programs.map(share).join(', ');
    },
  };
}
