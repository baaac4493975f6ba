// The plain nats CLI for the make targets: found or fetched, said before it is run (on stderr, without the password).
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { endProcess } from '../shared/end-process.ts';
import { withoutCredentials } from '../shared/redact.ts';
import { findTool } from './binaries.ts';
import { printableLines } from './printable-lines.ts';
import { shellWord } from './shell-word.ts';
import { NATS_CLI } from './tools.ts';

export interface NatsCli {
  path: string;
  /** Says the command, runs it, answers its exit code. `printable`: what others wrote, of which a terminal obeys nothing. */
  command: (args: string[], output?: 'shown' | 'quiet' | 'printable') => Promise<number>;
}

/** One or several servers, comma separated, with the user and the password of the first. */
interface Servers {
  addresses: string;
  user: string;
  password: string;
}

/** The CLI says an address that it cannot read, with all that is in it: it gets bare ones. Undefined where they are none. */
export function serversOf(text: string): Servers | undefined {
  const parts = text.split(',');
  const urls = parts.map((part) => URL.parse(part.trim())).filter((url) => url !== null);
  const [first] = urls;
  if (first === undefined || urls.length < parts.length || !urls.every(isServer)) return undefined;
  try {
    return {
      addresses: urls.map(({ protocol, host }) => `${protocol}//${host}`).join(','),
      user: decodeURIComponent(first.username),
      password: decodeURIComponent(first.password),
    };
  } catch {
    // A percent sign that begins no escape.
    return undefined;
  }
}

/** A password with a slash or a hash in it would have become a path or a fragment. */
const isServer = ({ host, pathname, search, hash }: URL): boolean =>
  host !== '' && pathname.length <= 1 && search === '' && hash === '';

/** `url`: with user and password; the CLI finds them in its environment. */
export async function openNatsCli(url: string): Promise<NatsCli> {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const servers = serversOf(url);
  if (servers === undefined) {
    say(
      'NATS_URL must be nats://user:password@host:port, several comma separated; what is special in a password is percent-encoded',
    );
    endProcess(78);
  }
  const path = await findTool(NATS_CLI, { say });
  // Ctrl-C is the CLI's: it ends, then so do we. Other signals reach only us: after them nothing more is run.
  process.on('SIGINT', () => undefined);
  let running: ChildProcess | undefined;
  let told = false;
  process.on('SIGTERM', () => {
    told = true;
    running?.kill();
  });
  return {
    path,
    command: async (args, output = 'shown') => {
      if (told) return 1;
      say(`$ NATS_URL=${withoutCredentials(url)} nats ${args.map(shellWord).join(' ')}`);
      const child = spawn(path, args, {
        stdio: ['ignore', STDOUT[output], 'inherit'],
        // A context that somebody selected for another server must not add its credentials.
        env: {
          ...process.env,
          NATS_URL: servers.addresses,
          NATS_CONTEXT: '',
          ...(servers.user !== '' && { NATS_USER: servers.user }),
          ...(servers.password !== '' && { NATS_PASSWORD: servers.password }),
        },
      });
      running = child;
      const shown = child.stdout && showPrintable(child.stdout).catch(() => child.kill());
      const [code] = (await once(child, 'close')) as [number | null];
      await shown;
      return code ?? 1;
    },
  };
}

const STDOUT = { shown: 'inherit', quiet: 'ignore', printable: 'pipe' } as const;

/** Fails when nobody reads any more: `make replay | head`. */
const showPrintable = (written: Readable) =>
  pipeline(written, printableLines(), process.stdout, { end: false });
