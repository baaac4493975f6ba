// The parent's handle on a process full of clients (sockets-process.ts).
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Target {
  port: number;
  path: string;
  /** Of the upgrade: clients take them in turns. */
  headers: Record<string, string>[];
  /** What every client sends after the upgrade. */
  hello: string[];
  /** What the first, second, … client sends after that. */
  own?: (string | string[])[];
  /** A frame that begins like this says that the client is in. */
  ready: string;
  /** So many of them do; one unless told. */
  readyTimes?: number;
  /** A frame that begins like this says that it is not let in: opening fails with what it says. */
  refused?: string;
  /** Frames that begin like this are counted. */
  counted: string;
  /** How many clients come in at the same time; 50 unless told. */
  atOnce?: number;
  /** Counted frames bear a stamp, and how long they took is kept. */
  stamped?: boolean;
}

export type ToSockets =
  | ({ kind: 'open'; count: number } & Target)
  | { kind: 'expect'; count: number }
  | { kind: 'delays' }
  | { kind: 'close' };

type FromSockets =
  | ({ kind: 'opened' } & Opened)
  | { kind: 'received' }
  | { kind: 'delays'; delays: number[] }
  | { kind: 'failed'; reason: string };

export interface Opened {
  /** How long each took to be in, milliseconds from the start of all. */
  inMs: number[];
  /** Counted frames that came to all of them until then. */
  received: number;
}

export interface Sockets {
  /** Opens that many clients and waits until all of them are in. */
  open: (target: Target, count: number) => Promise<Opened>;
  /** Resolves once that many more counted frames came than were expected before, all clients together. */
  expect: (count: number) => Promise<void>;
  /** How long each stamped frame took since this was last asked, milliseconds. */
  delays: () => Promise<number[]>;
  close: () => Promise<void>;
}

const DEADLINE_MS = 60_000;
const PROGRAM = fileURLToPath(new URL('./sockets-process.ts', import.meta.url));

export function startSockets(): Sockets {
  const child = fork(PROGRAM);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let total = 0;
  return {
    open: async (target, count) => {
      const answer = await ask(child, { kind: 'open', count, ...target });
      if (answer.kind !== 'opened') throw new Error(`opening was answered ${answer.kind}`);
      return answer;
    },
    expect: async (count) => {
      total += count;
      await ask(child, { kind: 'expect', count: total });
    },
    delays: async () => {
      const answer = await ask(child, { kind: 'delays' });
      if (answer.kind !== 'delays') throw new Error(`delays were answered ${answer.kind}`);
      return answer.delays;
    },
    close: () => {
      child.send({ kind: 'close' } satisfies ToSockets);
      return exited;
    },
  };
}

function ask(child: ChildProcess, message: ToSockets): Promise<FromSockets> {
  const { promise, resolve, reject } = Promise.withResolvers<FromSockets>();
  const timer = setTimeout(() => reject(new Error(`no answer to ${message.kind}`)), DEADLINE_MS);
  const answer = (from: FromSockets) =>
    from.kind === 'failed' ? reject(new Error(from.reason)) : resolve(from);
  const gone = (code: number | null) => reject(new Error(`the clients ended with ${code}`));
  child.once('message', answer);
  child.once('exit', gone);
  child.send(message);
  return promise.finally(() => {
    clearTimeout(timer);
    child.off('message', answer);
    child.off('exit', gone);
  });
}
