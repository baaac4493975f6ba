// A nats-server that can stand still as one on a stalled disk does: the kernel takes connections for it, nobody answers.
// Counted by the server itself: a client does not know of a connection that it forgot.
import type { Child } from '../../src/local/child.ts';
import type { NatsPasswords } from '../../src/local/credentials.ts';
import { natsReady, startNatsServer } from '../../src/local/nats.ts';
import { connectionNames, natsBinary } from './nats.ts';
import { serveNatsOverTls } from './tls.ts';

export interface FreezableNats {
  readonly url: string;
  freeze: () => void;
  thaw: () => void;
  /** The names of the connections it has; '' where none was said. */
  connections: () => Promise<string[]>;
  stop: () => Promise<void>;
}

export async function startFreezableNats(
  storeDir: string,
  passwords: NatsPasswords,
): Promise<FreezableNats> {
  const child = startNatsServer({ binary: await natsBinary(), storeDir, port: 0, passwords });
  return freezable(child, `nats://127.0.0.1:${await natsReady(child)}`);
}

export async function startFreezableNatsOverTls(
  options: Parameters<typeof serveNatsOverTls>[0],
): Promise<FreezableNats> {
  const { child, port } = await serveNatsOverTls(options);
  return freezable(child, `tls://localhost:${port}`);
}

function freezable(child: Child, url: string): FreezableNats {
  const signal = (name: NodeJS.Signals) => child.pid !== undefined && process.kill(child.pid, name);
  return {
    url,
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    connections: () => connectionNames(child),
    stop: async () => {
      signal('SIGCONT');
      await child.stop();
    },
  };
}
