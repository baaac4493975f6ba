// Ports are asked for before anything starts: a taken one is an error that names the variable to change.
import { type AddressInfo, createServer } from 'node:net';
import type { PortUse } from './config.ts';
import { LOOPBACK, type Network } from './network.ts';

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

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer();
  server.once('error', reject);
  server.listen(0, LOOPBACK, () => {
    const { port } = server.address() as AddressInfo;
    server.close(() => resolve(port));
  });
  return promise;
}
