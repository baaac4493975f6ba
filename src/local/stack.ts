// The programs that run. They stop a group at a time: gateways are gone before the log they write to, and rows are
// written before the database goes. Invariant: once stopping began nothing is started any more.
import { join } from 'node:path';
import { type Child, describeExit, tail } from './child.ts';
import { type Console, readable } from './console.ts';
import { sentenceOf } from './failure.ts';
import { type LogFile, openLogFile, rotate } from './log-file.ts';
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
const STOP_ORDER = ['gateways', 'webhooks', 'provider', 'persisters', 'NATS', 'Postgres'] as const;
export type Group = (typeof STOP_ORDER)[number];

export function createStack({ dataDir, console, onHopeless }: StackOptions): Stack {
  const record = openProcessRecord(join(dataDir, 'run'));
  const logs = join(dataDir, 'logs');
  const groups = new Map<Group, Supervised[]>(STOP_ORDER.map((name) => [name, []]));
  const files: LogFile[] = [];
  const once = new Set<Child>();
  let stopping = false;

  /** Where a program's lines go: all to its log, some to the console. */
  const listen = (name: string) => {
    if (stopping) throw new Error('stopping');
    const path = join(logs, `${name}.log`);
    rotate(path);
    const onTrouble = (error: Error) =>
      console.warn(`${path} lacks lines from now on: ${sentenceOf(error)}`);
    const file = openLogFile(path, { onTrouble });
    files.push(file);
    return (line: string) => {
      file.write(line);
      console.relay(name, line);
    };
  };

  /** Only the start after a runner that was killed misses the record: no reason to end, or to leave, what runs. */
  const onRecord = (change: () => void) => {
    try {
      change();
    } catch (error) {
      console.warn(sentenceOf(error));
    }
  };

  return {
    add: (group, { name, stopSignal = 'SIGTERM', start }) => {
      const onLine = listen(name);
      const supervised = supervise(() => start(onLine), {
        onStart: (child) => {
          const { pid } = child;
          if (pid !== undefined) onRecord(() => record.add(name, pid, stopSignal));
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
              onRecord(() => record.remove(member.name));
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
