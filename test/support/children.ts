// Every process a test starts carries this run's mark in its environment, by which the last hook finds the ones
// that were left, however deep they were started.
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

const MARK = 'CHATK8S_TEST_RUN';

/** Children inherit it from this process. */
process.env[MARK] ??= randomUUID();

/** The command lines of processes of this run, or with this `mark`, that still live (Linux; elsewhere none are found). */
export function livingProcesses(mark = `${MARK}=${process.env[MARK]}`): string[] {
  if (process.platform !== 'linux') return [];
  const living: string[] = [];
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry) || Number(entry) === process.pid) continue;
    try {
      const environment = readFileSync(`/proc/${entry}/environ`, 'utf8').split('\0');
      if (!environment.includes(mark)) continue;
      const command = readFileSync(`/proc/${entry}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      if (command !== '') living.push(`${entry} ${command}`);
    } catch {
      // Gone, or another user's.
    }
  }
  return living;
}

/** For a run that is cut off: nothing of it stays. */
export function killLivingProcesses(): void {
  for (const line of livingProcesses()) {
    try {
      process.kill(Number.parseInt(line, 10), 'SIGKILL');
    } catch {
      // Gone meanwhile.
    }
  }
}
