// The programs that run. They stop a group at a time: gateways are gone before the log they write to, and rows are
// written before the database goes. Invariant: once stopping began nothing is started any more.
import { createWriteStream, mkdirSync, renameSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { type Child, describeExit, tail } from './child.ts';
import { type Console, readable } from './console.ts';
import { openProcessRecord } from './processes.ts';
import { type Supervised, supervise } from './supervisor.ts';

export interface StackOptions {
  dataDir: string;
  console: Console;
  /** A program said by its exit that trying again is no use. */
  onHopeless: (reason: string) => void;
}

export interface Starter {
  name: string;
  stopSignal?: NodeJS.Signals;
  start: (onLine: (line: string) => void) => Child;
}

export interface Stack {
  /** Starts a program and keeps it running. */
  add: (group: Group, starter: Starter) => Supervised;
  /** Starts a program that does one thing and ends; throws unless it ends with 0. */
  runOnce: (starter: Starter) => Promise<void>;
  /** Ends what a killed runner left behind. */
  endLeftovers: () => Promise<void>;
  stop: () => Promise<void>;
  kill: () => Promise<void>;
}

/** sysexits.h EX_CONFIG: the configuration is wrong, and will be the next time. */
const EXIT_CONFIG = 78;
/** A group stops when the ones before it have. */
const STOP_ORDER = ['gateways', 'persisters', 'NATS', 'Postgres'] as const;
export type Group = (typeof STOP_ORDER)[number];

export function createStack({ dataDir, console, onHopeless }: StackOptions): Stack {
  const record = openProcessRecord(join(dataDir, 'run'));
  const logs = join(dataDir, 'logs');
  const groups = new Map<Group, Supervised[]>(STOP_ORDER.map((name) => [name, []]));
  const files: WriteStream[] = [];
  const once = new Set<Child>();
  let stopping = false;

  /** Where a program's lines go: all to its log, some to the console. */
  const listen = (name: string) => {
    if (stopping) throw new Error('stopping');
    const file = openLog(logs, name);
    files.push(file);
    return (line: string) => {
      file.write(`${line}\n`);
      console.relay(name, line);
    };
  };

  return {
    add: (group, { name, stopSignal = 'SIGTERM', start }) => {
      const onLine = listen(name);
      const supervised = supervise(() => start(onLine), {
        onStart: (child) => {
          if (child.pid !== undefined) record.add(name, child.pid, stopSignal);
        },
        onExit: (exit, child, restartInMs) => {
          if (exit.code === EXIT_CONFIG) {
            onHopeless(`${name}: its configuration is wrong${lastLines(child)}`);
            return false;
          }
          console.warn(`${name} ${describeExit(exit)}${lastLines(child)}`);
          console.warn(`${name} starts again in ${restartInMs / 1000} s`);
          return true;
        },
      });
      groups.get(group)?.push(supervised);
      return supervised;
    },
    runOnce: async ({ name, start }) => {
      const child = start(listen(name));
      once.add(child);
      const exit = await child.exited;
      once.delete(child);
      if (exit.code !== 0) throw new Error(`${name} ${describeExit(exit)}${lastLines(child)}`);
    },
    endLeftovers: async () => {
      const place = (name: string) =>
        STOP_ORDER.findIndex((group) => group.toLowerCase().startsWith(name.replace(/-\d+$/, '')));
      for (const ended of await record.endLeftovers(place)) {
        console.warn(`${ended} was left by a runner that was killed: ended`);
      }
    },
    stop: async () => {
      stopping = true;
      await Promise.all([...once].map((child) => child.stop()));
      for (const [name, members] of groups) {
        if (members.length === 0) continue;
        await console.step(`stopping ${name}`, async () => {
          await Promise.all(
            members.map(async (member) => {
              await member.stop();
              record.remove(member.name);
            }),
          );
        });
      }
      for (const file of files) file.end();
    },
    kill: async () => {
      stopping = true;
      const members = [...once, ...[...groups.values()].flat()];
      await Promise.all(members.map((member) => member.kill()));
    },
  };
}

/** What a program said last, for people. */
const lastLines = (child: Child): string =>
  tail(child.lines().map((line) => readable(line, 'trace')?.text ?? line));

/** The whole log of a program's runs under this runner; the one before is kept beside it. */
function openLog(dir: string, name: string): WriteStream {
  mkdirSync(dir, { recursive: true });
  const path = join(dir, `${name}.log`);
  try {
    renameSync(path, `${path}.1`);
  } catch {
    // The first start: there is no log yet.
  }
  return createWriteStream(path, { mode: 0o600 });
}
