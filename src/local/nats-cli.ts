// The plain nats CLI for the make targets: found or fetched, said before it is run (on stderr, without the password).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { shownAddresses } from '../shared/addresses.ts';
import { findTool } from './binaries.ts';
import { NATS_CLI } from './tools.ts';

export interface NatsCli {
  path: string;
  /** Says the command, runs it, answers its exit code. */
  command: (args: string[], output?: 'shown' | 'quiet') => Promise<number>;
}

/** `url`: with user and password; the CLI finds it in its environment. */
export async function openNatsCli(url: string): Promise<NatsCli> {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const path = await findTool(NATS_CLI, { say });
  // Ctrl-C is the CLI's: it ends, then so do we.
  process.on('SIGINT', () => undefined);
  return {
    path,
    command: async (args, output = 'shown') => {
      say(`$ NATS_URL=${shownAddresses(url)} nats ${args.map(shellWord).join(' ')}`);
      const child = spawn(path, args, {
        stdio: ['ignore', output === 'shown' ? 'inherit' : 'ignore', 'inherit'],
        // A context that somebody selected for another server must not add its credentials.
        env: { ...process.env, NATS_URL: url, NATS_CONTEXT: '' },
      });
      const [code] = (await once(child, 'close')) as [number | null];
      return code ?? 1;
    },
  };
}

function shellWord(word: string): string {
  return /^[\w./:=-]+$/.test(word) ? word : `'${word}'`;
}
