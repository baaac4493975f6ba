// From where a request comes, as limits per address count it.
// Behind proxies the address is the last one that is not a proxy of ours: what stands before it anybody may have written.
import type { IncomingMessage } from 'node:http';
import { isIPv4, isIPv6, type Socket } from 'node:net';
import proxyAddr from 'proxy-addr';

/** Answers the address that limits count for a request. */
export type AddressOf = (request: IncomingMessage) => string;

/** `proxies`: addresses and CIDR ranges of the proxies whose `X-Forwarded-For` counts. Throws where one is neither. */
export function addressReader(proxies: readonly string[]): AddressOf {
  const trusted = proxyAddr.compile([...proxies]);
  return (request) => {
    const { remoteAddress } = request.socket;
    // A connection that is gone already has none.
    if (remoteAddress === undefined) return 'gone';
    const said = proxies.length === 0 ? remoteAddress : proxyAddr(request, trusted);
    const address = withoutPort(said);
    return limitKey(isAddress(address) ? address : remoteAddress);
  };
}

/**
 * Answers the address of a connection that nothing was read of; undefined of a proxy of ours, behind which is everybody,
 * and of one that is gone.
 */
export function peerReader(proxies: readonly string[]): (socket: Socket) => string | undefined {
  const trusted = proxyAddr.compile([...proxies]);
  return ({ remoteAddress }) =>
    remoteAddress === undefined || trusted(remoteAddress, 0) ? undefined : limitKey(remoteAddress);
}

/** Some proxies write `192.0.2.7:51234` and `[2001:db8::1]:51234`. */
const withoutPort = (text: string): string =>
  /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+(?:\.\d+){3}):\d+$/.exec(text)?.[1] ?? text;

const isAddress = (text: string): boolean => isIPv4(text) || isIPv6(text);

/** An IPv4 address as it is; of an IPv6 one the /64, for that is what one customer of a provider has. */
export function limitKey(address: string): string {
  const [bare = ''] = address.split('%', 1);
  if (!isIPv6(bare)) return address;
  // As URLs write it: lower case, no leading zeros, the longest run of zeros as `::`.
  const written = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(written);
  if (mapped !== null) return ipv4Of(mapped.slice(1));
  const [head = '', tail = ''] = written.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === '' ? [] : tail.split(':');
  const zeros = written.includes('::') ? 8 - before.length - after.length : 0;
  const groups = [...before, ...Array<string>(zeros).fill('0'), ...after];
  return `${groups.slice(0, 4).join(':')}::/64`;
}

const ipv4Of = (halves: string[]): string =>
  halves
    .map((half) => Number.parseInt(half, 16))
    .flatMap((half) => [half >> 8, half & 0xff])
    .join('.');
