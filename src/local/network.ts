// Where programs listen, and where they are asked: loopback for the stores, HOST for people. IPv4 or IPv6, whatever
// this machine has. Invariant: what is listened on can be written into a URL.
import { lookup } from 'node:dns/promises';
import { createServer, isIP } from 'node:net';
import { ConfigError } from './failure.ts';

export interface Network {
  /** This machine only: where the stores listen. */
  loopback: string;
  /** Where gateways and health checks listen. */
  listen: string;
  /** Where this machine finds what listens there. */
  reach: string;
}

export const LOOPBACK = '127.0.0.1';
const LOOPBACK_6 = '::1';
/** Names of this machine are known at once; nobody waits for a name server that does not answer. */
const LOOKUP_DEADLINE_MS = 1_000;

/** An address as it stands in a URL. */
export const urlHost = (address: string): string =>
  isIP(address) === 6 ? `[${address}]` : address;

/** `host`: an address or a name of this machine; loopback unless told. Throws a sentence that names HOST. */
export async function findNetwork(host: string | undefined): Promise<Network> {
  const loopback = (await canListen(LOOPBACK)) ? LOOPBACK : LOOPBACK_6;
  if (host === undefined) return { loopback, listen: loopback, reach: loopback };
  for (const listen of await addressesOf(host.replace(/^\[(.*)\]$/, '$1'))) {
    if (!(await canListen(listen)) || listen.includes('%')) continue;
    const reach = { '0.0.0.0': LOOPBACK, '::': LOOPBACK_6 }[listen] ?? listen;
    return { loopback, listen, reach };
  }
  throw new ConfigError(
    `HOST=${host} is no address or name of this machine that a URL can hold: ` +
      `set HOST=${loopback} (this machine only), or HOST=0.0.0.0 or HOST=:: (its networks, too)`,
  );
}

async function addressesOf(host: string): Promise<string[]> {
  if (isIP(host) !== 0) return [host];
  const { promise, resolve } = Promise.withResolvers<string[]>();
  const timer = setTimeout(resolve, LOOKUP_DEADLINE_MS, []);
  lookup(host, { all: true }).then(
    (found) => resolve(found.map(({ address }) => address)),
    // There is no such name.
    () => resolve([]),
  );
  return promise.finally(() => clearTimeout(timer));
}

function canListen(address: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const server = createServer();
  server.once('error', () => resolve(false));
  server.listen(0, address, () => server.close(() => resolve(true)));
  return promise;
}
