// From where a request comes, as limits per address count it. Pure.
// Behind proxies the address is the last one that is not a proxy of ours: what stands before it anybody may have written.
import type { IncomingMessage } from 'node:http';
import { isIPv4, isIPv6 } from 'node:net';
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
    const address = proxies.length === 0 ? remoteAddress : proxyAddr(request, trusted);
    return limitKey(isAddress(address) ? address : remoteAddress);
  };
}

const isAddress = (text: string): boolean => isIPv4(text) || isIPv6(text);

/** An IPv4 address as it is; of an IPv6 one the /64, for that is what one customer of a provider has. */
export function limitKey(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail = ''] = (address.split('%', 1)[0] ?? '').toLowerCase().split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === '' ? [] : tail.split(':');
  const zeros = address.includes('::') ? Math.max(0, 8 - before.length - after.length) : 0;
  const groups = [...before, ...Array<string>(zeros).fill('0'), ...after];
  const network = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
