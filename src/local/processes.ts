// Which process is which, beyond its number: numbers are used again, so a process is its number and its start.
// And the record of what was started, by which the next start ends what a killed runner left behind.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Something no other process has, also after a reboot; undefined when no such process runs. */
export function identity(pid: number): string | undefined {
  try {
    return process.platform === 'linux' ? linuxIdentity(pid) : startTime(pid);
  } catch {
    // No entry, or no `ps` line: no such process.
    return undefined;
  }
}

function linuxIdentity(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name, in parentheses, may hold spaces; state and start are the 3rd and the 22nd field.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z') return undefined;
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return `${boot}/${fields[19]}`;
}

const startTime = (pid: number): string =>
  execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();

interface Entry {
  pid: number;
  identity: string;
  stopSignal: NodeJS.Signals;
}

const LEAVE_DEADLINE_MS = 10_000;

export interface ProcessRecord {
  add: (name: string, pid: number, stopSignal: NodeJS.Signals) => void;
  remove: (name: string) => void;
  /** Ends what an earlier runner left running, in the given order of names; answers what it ended. */
  endLeftovers: (orderOf: (name: string) => number) => Promise<string[]>;
}

export function openProcessRecord(dir: string): ProcessRecord {
  const file = (name: string) => join(dir, `${name}.json`);
  return {
    add: (name, pid, stopSignal) => {
      const own = identity(pid);
      if (own === undefined) return;
      const entry: Entry = { pid, identity: own, stopSignal };
      writeFileSync(file(name), JSON.stringify(entry));
    },
    remove: (name) => rmSync(file(name), { force: true }),
    endLeftovers: async (orderOf) => {
      mkdirSync(dir, { recursive: true });
      const ended: string[] = [];
      const names = readdirSync(dir)
        .filter((entry) => entry.endsWith('.json'))
        .map((entry) => entry.slice(0, -'.json'.length))
        .sort((a, b) => orderOf(a) - orderOf(b));
      for (const name of names) {
        const entry = read(file(name));
        if (entry !== undefined && identity(entry.pid) === entry.identity) {
          await end(entry);
          ended.push(`${name} (pid ${entry.pid})`);
        }
        rmSync(file(name), { force: true });
      }
      return ended;
    },
  };
}

function read(path: string): Entry | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Entry;
  } catch {
    // Half written when the runner was killed: it names nobody.
    return undefined;
  }
}

async function end({ pid, identity: own, stopSignal }: Entry) {
  const deadline = performance.now() + LEAVE_DEADLINE_MS;
  signal(pid, stopSignal);
  while (identity(pid) === own) {
    if (performance.now() > deadline) signal(pid, 'SIGKILL');
    await sleep(50);
  }
}

function signal(pid: number, name: NodeJS.Signals) {
  try {
    process.kill(pid, name);
  } catch {
    // It ended since the look.
  }
}
