// Who may open a connection to whom, read from rendered NetworkPolicies as the API describes them: a pod that no policy of
// a direction selects is open in it; one that some select takes what any of them allows. Both ends have to agree.
import { BlockList } from 'node:net';
import { isWorkload, podOf } from './everything.ts';
import type { Manifest } from './render.ts';

type Labels = Record<string, string>;
interface Selector {
  matchLabels?: Labels;
  matchExpressions?: { key: string; operator: string; values: string[] }[];
}
interface Peer {
  podSelector?: Selector;
  namespaceSelector?: Selector;
  ipBlock?: { cidr: string; except?: string[] };
}
interface Rule {
  from?: Peer[];
  to?: Peer[];
  ports?: { port: number | string; protocol?: string }[];
}
interface Policy {
  metadata: { name: string; namespace: string };
  spec: { podSelector: Selector; policyTypes: string[]; ingress?: Rule[]; egress?: Rule[] };
}

/** A pod, or, without a namespace, somebody outside the cluster. */
export interface Place {
  /** Of who is outside, IPv4. */
  address?: string;
  namespace?: { name: string; labels?: Labels };
  labels?: Labels;
}

const selects = ({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
  matchExpressions.every(({ key, operator, values }) => {
    if (operator !== 'In') throw new Error(`${operator} is not read here`);
    return values.includes(labels[key] ?? '');
  });

const holds = (cidrs: readonly string[], address: string): boolean => {
  const list = new BlockList();
  for (const [of = '', bits] of cidrs.map((cidr) => cidr.split('/'))) {
    if (!of.includes(':')) list.addSubnet(of, Number(bits), 'ipv4');
  }
  return list.check(address, 'ipv4');
};

/** Whether the peer of a policy in `home` is this place. */
function isPeer({ podSelector, namespaceSelector, ipBlock }: Peer, place: Place, home: string) {
  if (ipBlock !== undefined) {
    const { address } = place;
    const { cidr, except = [] } = ipBlock;
    return address !== undefined && holds([cidr], address) && !holds(except, address);
  }
  if (place.namespace === undefined) return false;
  const { name, labels } = place.namespace;
  const inNamespace =
    namespaceSelector === undefined
      ? name === home
      : selects(namespaceSelector, { 'kubernetes.io/metadata.name': name, ...labels });
  return inNamespace && (podSelector === undefined || selects(podSelector, place.labels ?? {}));
}

/** By service and port name, what a named port of a policy is. */
function numberOf(manifests: Manifest[], service: string | undefined, port: number | string) {
  if (typeof port === 'number') return port;
  const ports = manifests
    .filter(isWorkload)
    .filter(({ metadata }) => metadata.name === service)
    .flatMap((manifest) => podOf(manifest).containers.flatMap((one) => one.ports ?? []));
  return ports.find(({ name }) => name === port)?.containerPort;
}

/** Whether `from` may connect to `to` on this port over TCP, or over what is said. */
export function mayReach(
  manifests: Manifest[],
  from: Place,
  to: Place & { port: number; protocol?: string },
): boolean {
  const policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy') as unknown as Policy[];
  const allows = (direction: 'ingress' | 'egress', self: Place, other: Place) => {
    const type = direction === 'ingress' ? 'Ingress' : 'Egress';
    const own = policies.filter(
      ({ metadata, spec }) =>
        metadata.namespace === self.namespace?.name &&
        spec.policyTypes.includes(type) &&
        selects(spec.podSelector, self.labels ?? {}),
    );
    if (own.length === 0) return true;
    return own.some(({ metadata, spec }) =>
      spec[direction]?.some(({ from: sources, to: targets, ports }) => {
        const peers = direction === 'ingress' ? sources : targets;
        const service = to.labels?.['app.kubernetes.io/name'];
        return (
          (peers === undefined || peers.some((peer) => isPeer(peer, other, metadata.namespace))) &&
          (ports === undefined ||
            ports.some(
              ({ port, protocol = 'TCP' }) =>
                numberOf(manifests, service, port) === to.port &&
                protocol === (to.protocol ?? 'TCP'),
            ))
        );
      }),
    );
  };
  return allows('egress', from, to) && allows('ingress', to, from);
}
