// The parent's handle on processes full of attackers (attackers-process.ts), each from an address of its own.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { sumOf, type Tally, type TallyEntry } from './tally.ts';

/** What one process is told. */
export interface Crew {
  port: number;
  from: string;
  rooms: string[];
  sockets: number;
  seconds: number;
  pace: number;
}

export interface Attackers {
  /** Resolves when their time is up. */
  readonly done: Promise<void>;
  /** Ends them, if they have not; what they did and were told. */
  stop: () => Promise<Tally>;
}

const PROGRAM = fileURLToPath(new URL('./attackers-process.ts', import.meta.url));

/** A process for every address; the sockets are shared out among them. */
export function startAttackers(addresses: readonly string[], crew: Omit<Crew, 'from'>): Attackers {
  const processes = addresses.map((from) => {
    const sockets = Math.round(crew.sockets / addresses.length);
    const child = fork(PROGRAM, [JSON.stringify({ ...crew, from, sockets })]);
    let said: TallyEntry[] = [];
    child.once('message', (entries) => {
      said = entries as TallyEntry[];
    });
    const exited = new Promise<TallyEntry[]>((resolve) => child.once('exit', () => resolve(said)));
    return { child, exited };
  });
  const all = Promise.all(processes.map(({ exited }) => exited));
  return {
    done: all.then(() => undefined),
    stop: async () => {
      for (const { child } of processes) if (child.connected) child.send('stop');
      return sumOf(await all);
    },
  };
}
