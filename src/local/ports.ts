// Ports are asked for before anything starts: a taken one is an error that names the variable to change.
import { createServer } from 'node:net';
import type { PortUse } from './config.ts';
import type { Network } from './network.ts';

/** One line for every port that somebody else listens on. */
export async function takenPorts(ports: PortUse[], network: Network): Promise<string[]> {
  const lines = await Promise.all(
    ports.map(async ({ port, variable, what, inside }) => {
      const problem = await problemWith(port, inside ? network.loopback : network.listen);
      if (problem === undefined) return undefined;
      return `${variable}: port ${port} (${what}) ${problem}: set ${variable}=…`;
    }),
  );
  return lines.filter((line) => line !== undefined);
}

function problemWith(port: number, address: string): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const server = createServer();
  server.once('error', (error: NodeJS.ErrnoException) =>
    resolve(error.code === 'EADDRINUSE' ? 'is in use' : `cannot be used (${error.code})`),
  );
  server.listen(port, address, () => server.close(() => resolve(undefined)));
  return promise;
}
