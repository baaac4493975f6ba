// What an operator types: `make`, on what this suite deployed. Never waited for in a way that stops the people who talk.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { NAMESPACE } from './deployment.ts';
import { KUBECTL } from './kubectl.ts';

export interface Typed {
  /** Everything that it has said so far, on both ways. */
  said: () => string;
  /** Its exit code, and all that it said. */
  ended: Promise<{ code: number | null; said: string }>;
  /** As Ctrl-C does: every process of it is told. */
  interrupt: () => void;
}

/** `make TARGET ON=cluster`, with more variables as one types them. */
export function typed(target: string, ...variables: string[]): Typed {
  const { MAKEFLAGS: _, MAKELEVEL: __, ...env } = process.env;
  const given = [`NAMESPACE=${NAMESPACE}`, `KUBECTL=${KUBECTL}`, 'ON=cluster', ...variables];
  const child = spawn('make', [target, ...given], { env, detached: true });
  let said = '';
  for (const way of [child.stdout, child.stderr]) way.on('data', (data) => (said += String(data)));
  return {
    said: () => said,
    ended: closed(child).then((code) => ({ code, said })),
    interrupt: () => process.kill(-(child.pid ?? 0), 'SIGINT'),
  };
}

async function closed(child: ChildProcess): Promise<number | null> {
  const [code] = await once(child, 'close');
  return code as number | null;
}
