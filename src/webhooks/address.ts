// Where nothing is ever sent, whoever asks for it: addresses that lead into this machine, this cluster, a provider's inside, or to
// many at once. An owner of a room names any host, and a name may lead anywhere, so what counts is the address that is connected
// to, looked at in the very look-up that the connection uses (attempt.ts). What an operator lists is let through. Pure.
import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';

export interface AddressRules {
  /** Whether an address may be connected to, for a host of this name. */
  allows: (host: string, address: string) => boolean;
  /** Whether an operator listed a name: it may lead anywhere. */
  isListed: (host: string) => boolean;
}

/** Also in k8s/components/network-policies/webhooks.yaml. IANA's special-purpose registries for IPv4 (RFC 6890 and those after it), and what providers put beside them. */
export const CLOSED_4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;
/** Of IPv6 only global unicast is open, without what in it leads somewhere else. */
const OPEN_6 = [['2000::', 3]] as const;
export const CLOSED_6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;
/** Behind these stands an IPv4 address: mapped (RFC 4291), and translated (RFC 6052). */
const CARRIES_4 = [
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
] as const;

const listOf = (ranges: readonly (readonly [string, number])[], family: 'ipv4' | 'ipv6') => {
  const list = new BlockList();
  for (const [address, bits] of ranges) list.addSubnet(address, bits, family);
  return list;
};
const closed4 = listOf(CLOSED_4, 'ipv4');
const open6 = listOf(OPEN_6, 'ipv6');
const closed6 = listOf(CLOSED_6, 'ipv6');
const carries4 = listOf(CARRIES_4, 'ipv6');

/** Undefined where an entry is neither a name, an address nor a range. */
export function addressRules(allow: readonly string[]): AddressRules | undefined {
  const names = new Set<string>();
  const open = new BlockList();
  for (const entry of allow) {
    const [address = '', bits, ...more] = entry.split('/');
    const family = familyOf(address);
    if (family === undefined) {
      if (bits !== undefined || !/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(entry))
        return undefined;
      names.add(entry.toLowerCase());
    } else if (bits === undefined) open.addAddress(address, family);
    else {
      const most = family === 'ipv4' ? 32 : 128;
      if (more.length > 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > most) return undefined;
      open.addSubnet(address, Number(bits), family);
    }
  }
  const isListed = (host: string) => names.has(host.toLowerCase());
  return {
    isListed,
    allows: (host, address) => {
      const family = familyOf(address);
      if (family === undefined) return false;
      if (isListed(host) || open.check(address, family)) return true;
      const inner = carriedBy(address);
      if (inner !== undefined) return open.check(inner, 'ipv4') || isPublic(inner);
      return isPublic(address);
    },
  };
}

const familyOf = (address: string): 'ipv4' | 'ipv6' | undefined =>
  (({ 4: 'ipv4', 6: 'ipv6' }) as const)[isIP(address) as 4 | 6];

const isPublic = (address: string): boolean =>
  isIPv4(address)
    ? !closed4.check(address, 'ipv4')
    : open6.check(address, 'ipv6') && !closed6.check(address, 'ipv6');

/** The IPv4 address that an IPv6 one stands for; undefined for others. */
function carriedBy(address: string): string | undefined {
  // An address of a zone is of this machine's own network.
  if (!isIPv6(address) || address.includes('%') || !carries4.check(address, 'ipv6'))
    return undefined;
  const written = /:(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1];
  if (written !== undefined) return written;
  const [low = '0', high = '0'] = new URL(`http://[${address}]`).hostname
    .slice(1, -1)
    .split(':')
    .toReversed();
  const bits = (Number.parseInt(high || '0', 16) << 16) | Number.parseInt(low || '0', 16);
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.');
}
