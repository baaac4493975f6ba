// The parent's handle on a process full of clients (sockets-process.ts).
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Target {
  port: number;
  path: string;
  headers: Record<string, string>;
  hello: string[];
  ready: string;
  counted: string;
}

export type ToSockets =
  | ({ kind: 'open'; count: number } & Target)
  | { kind: 'expect'; count: number }
  | { kind: 'close' };

type FromSockets = { kind: 'opened' | 'received' } | { kind: 'failed'; reason: string };

export interface Sockets {
  /** Opens that many clients and waits until all of them are in. */
  open: (target: Target, count: number) => Promise<void>;
  /** Resolves once that many more counted frames came than were expected before, all clients together. */
  expect: (count: number) => Promise<void>;
  close: () => Promise<void>;
}

const DEADLINE_MS = 60_000;
const PROGRAM = fileURLToPath(new URL('./sockets-process.ts', import.meta.url));

export function startSockets(): Sockets {
  const child = fork(PROGRAM);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let total = 0;
  return {
    open: (target, count) => ask(child, { kind: 'open', count, ...target }),
    expect: (count) => {
      total += count;
      return ask(child, { kind: 'expect', count: total });
    },
    close: () => {
      child.send({ kind: 'close' } satisfies ToSockets);
      return exited;
    },
  };
}

function ask(child: ChildProcess, message: ToSockets): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => reject(new Error(`no answer to ${message.kind}`)), DEADLINE_MS);
  const answer = (from: FromSockets) =>
    from.kind === 'failed' ? reject(new Error(from.reason)) : resolve();
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
