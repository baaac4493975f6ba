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

/** One or several servers, comma separated, with the user and the password of the first. */
interface Servers {
  addresses: string;
  user: string;
  password: string;
}

/** The CLI says an address that it cannot read, with all that is in it: it gets bare ones. Undefined where they are none. */
export function serversOf(text: string): Servers | undefined {
  const urls = text.split(',').map((part) => URL.parse(part.trim()));
  const [first] = urls;
  if (first === null || first === undefined || urls.includes(null)) return undefined;
  const bare = urls.map((url) => `${url?.protocol}//${url?.host}`);
  if (
    urls.some(
      (url) => url === null || url.host === '' || url.pathname.length > 1 || url.hash !== '',
    )
  ) {
    return undefined;
  }
  try {
    const [user, password] = [first.username, first.password].map(decodeURIComponent);
    return { addresses: bare.join(','), user: user ?? '', password: password ?? '' };
  } catch {
    // A percent sign that begins no escape.
    return undefined;
  }
}

/** `url`: with user and password; the CLI finds them in its environment. */
export async function openNatsCli(url: string): Promise<NatsCli> {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const servers = serversOf(url);
  if (servers === undefined) {
    say(
      'NATS_URL must be nats://user:password@host:port, several comma separated; what is special in a password is percent-encoded',
    );
    process.exit(78);
  }
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
        env: {
          ...process.env,
          NATS_URL: servers.addresses,
          NATS_CONTEXT: '',
          ...(servers.user !== '' && { NATS_USER: servers.user }),
          ...(servers.password !== '' && { NATS_PASSWORD: servers.password }),
        },
      });
      const [code] = (await once(child, 'close')) as [number | null];
      return code ?? 1;
    },
  };
}

function shellWord(word: string): string {
  return /^[\w./:=-]+$/.test(word) ? word : `'${word}'`;
}
