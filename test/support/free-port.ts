// Whether a port is free now: for those who need several, each known before anything listens.
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

export function isFree(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const server = createServer();
  server.once('error', () => resolve(false));
  server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  return promise;
}

/** Below those that a kernel gives to whoever asks for any: of these one could be somebody else's before it is listened on. */
const [FIRST, LAST] = [10_000, 30_000];

/** A port that is free now, and that nobody is given who asks for any. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, LAST);
    if (await isFree(port)) return port;
  }
}
