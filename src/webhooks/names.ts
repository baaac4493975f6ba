// How the names of receivers are looked up. Whoever owns a name also chooses who answers for it, and may have nobody answer: the
// system's look-up holds one of a few threads for as long as that takes, which log and files need as well. So names are asked of the
// name servers themselves, in bounded time, cut off when nobody waits any more. What an operator listed is looked up as the system
// does it: it may stand in a file of this machine, or be short for a name of the cluster.
import { lookup as resolveBySystem } from 'node:dns';
import { Resolver } from 'node:dns/promises';

export interface Found {
  address: string;
  family: number;
}
/** Rejects with an error that has a code, as Node's look-ups have. */
export type LookUp = (name: string, signal: AbortSignal) => Promise<Found[]>;

export interface NamesOptions {
  /** Whether an operator listed a name. */
  isListed: (name: string) => boolean;
  /** Of one try, and there are two. */
  tryMs?: number;
  /** Name servers, `address:port`; the system's unless told. */
  servers?: readonly string[];
}

/** Nobody has such an address; everything else is no answer. */
const NONE: ReadonlySet<unknown> = new Set(['ENODATA', 'ENOTFOUND']);

export function createLookUp({ isListed, tryMs = 2_000, servers }: NamesOptions): LookUp {
  return async (name, signal) => {
    if (isListed(name)) return await bySystem(name);
    const resolver = new Resolver({ timeout: tryMs, tries: 2 });
    if (servers !== undefined) resolver.setServers(servers);
    const cancel = () => resolver.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const [four, six] = await Promise.allSettled([
        resolver.resolve4(name),
        resolver.resolve6(name),
      ]);
      const found = [
        ...(four.status === 'fulfilled' ? four.value : []).map((address) => ({
          address,
          family: 4,
        })),
        ...(six.status === 'fulfilled' ? six.value : []).map((address) => ({ address, family: 6 })),
      ];
      if (found.length > 0) return found;
      const faults = [four, six].map((one) =>
        one.status === 'rejected' ? codeOf(one.reason) : '',
      );
      throw Object.assign(new Error(`${name} was not resolved`), {
        code: faults.every((code) => NONE.has(code)) ? 'ENOTFOUND' : 'EAI_AGAIN',
      });
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  };
}

const bySystem = (name: string): Promise<Found[]> =>
  new Promise((resolve, reject) => {
    resolveBySystem(name, { all: true }, (error, found) =>
      error === null ? resolve(found) : reject(error),
    );
  });

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;
