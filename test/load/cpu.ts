// What a process of this machine used, as the kernel counts it (proc(5)); Linux only.
import { readFileSync } from 'node:fs';

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
