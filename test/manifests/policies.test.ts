// The network policies say who may reach whom, and nothing more, in both namespaces and also where the cluster's suite
// deploys beside what runs there.
import assert from 'node:assert/strict';
import { parseAllDocuments, stringify } from 'yaml';
import { CLOSED_4, CLOSED_6 } from '../../src/webhooks/address.ts';
import { besideWhatRuns, LOGS_NAMESPACE, NAMESPACE } from '../cluster/deployment.ts';
import { type Everything, renderEverything } from './everything.ts';
import { mayReach, type Place } from './reach.ts';
import type { Manifest } from './render.ts';

const name = 'app.kubernetes.io/name';
const PORTS: Record<string, number> = {
  'gateway http': 8080,
  'gateway ops': 8081,
  'persister ops': 8081,
  'nats client': 4222,
  'nats cluster': 6222,
  'nats monitor': 8222,
  'postgres sql': 5432,
  'loki http': 3100,
  'collector metrics': 8888,
  'collector health': 13133,
  'names dns': 53,
  'world https': 443,
  'world api': 6443,
  'world http': 80,
  'webhooks ops': 8081,
  'metadata http': 80,
};

/** Everybody who is asked about, when the chat is in these namespaces. */
function placesOf(chat: string, logs: string): Record<string, Place> {
  const pod = (namespace: string, service: string): Place => ({
    namespace: { name: namespace },
    labels: { [name]: service },
  });
  return {
    gateway: pod(chat, 'gateway'),
    persister: pod(chat, 'persister'),
    webhooks: pod(chat, 'webhooks'),
    rebuild: pod(chat, 'rebuild'),
    nats: pod(chat, 'nats'),
    verify: pod(chat, 'verify'),
    postgres: pod(chat, 'postgres'),
    loki: pod(chat, 'loki'),
    stranger: pod(chat, 'stranger'),
    collector: pod(logs, 'collector'),
    'stranger beside the collector': pod(logs, 'stranger'),
    neighbour: pod('default', 'collector'),
    scraper: { namespace: { name: 'monitoring', labels: { 'chatk8s.io/scrapes': 'true' } } },
    names: pod('kube-system', 'kube-dns'),
    world: { address: '93.184.215.14' },
    // Of the provider's inside, as the nodes reach it.
    metadata: { address: '169.254.169.254' },
  };
}

/** Who may open what, as `from → to port`. */
function reachable(manifests: Manifest[], places: Record<string, Place>): string[] {
  return Object.entries(places).flatMap(([who, from]) =>
    Object.entries(PORTS).flatMap(([target, port]) => {
      const to = places[target.split(' ')[0] ?? ''];
      const outsideOfUs = ['neighbour', 'scraper', 'names', 'world', 'metadata'].includes(who);
      if (to === undefined || (outsideOfUs && /names|world|metadata/.test(target))) return [];
      return mayReach(manifests, from, { ...to, port }) ? [`${who} → ${target}`] : [];
    }),
  );
}

const ALLOWED = [
  ...['neighbour', 'scraper', 'names', 'world', 'metadata'].map((who) => `${who} → gateway http`),
  ...[
    'gateway',
    'persister',
    'webhooks',
    'verify',
    'rebuild',
    'nats',
    'postgres',
    'loki',
    'stranger',
  ].map((who) => `${who} → names dns`),
  'gateway → nats client',
  'gateway → loki http',
  'persister → nats client',
  'persister → postgres sql',
  'persister → loki http',
  'webhooks → nats client',
  'webhooks → loki http',
  // Receivers are anywhere outside, and nowhere inside.
  'webhooks → world https',
  'webhooks → world http',
  'verify → nats client',
  'verify → postgres sql',
  'rebuild → nats client',
  'rebuild → postgres sql',
  'nats → nats client',
  'nats → nats cluster',
  'nats → nats monitor',
  'collector → loki http',
  'collector → names dns',
  'collector → world https',
  'collector → world api',
  ...[
    'gateway ops',
    'persister ops',
    'webhooks ops',
    'nats monitor',
    'loki http',
    'collector metrics',
  ].map((target) => `scraper → ${target}`),
].sort();

describe('network policies', function () {
  this.timeout(300_000);
  let copy: Everything['copy'];
  let rendered: Everything['rendered'];
  before(async () => {
    ({ copy, rendered } = await renderEverything());
  });
  after(() => copy?.remove());

  it('let everybody reach whom they have business with, and nobody else', () => {
    const places = placesOf('chatk8s', 'chatk8s-logs');
    const local = rendered.get('local') ?? [];
    assert.deepEqual(reachable(local, places).sort(), ALLOWED);
    // A provider's keys are fetched over HTTPS.
    const withProvider = [...ALLOWED, 'gateway → world https'].sort();
    assert.deepEqual(reachable(rendered.get('production') ?? [], places).sort(), withProvider);
  });

  it('close to webhooks what the program closes itself', () => {
    const policy = (rendered.get('local') ?? []).find(
      ({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'webhooks',
    );
    const spec = policy?.['spec'] as {
      egress: { to: { ipBlock?: { cidr: string; except?: string[] } }[] }[];
    };
    const blocks = spec.egress.flatMap(({ to }) => to.flatMap(({ ipBlock }) => ipBlock ?? []));
    const written = (ranges: readonly (readonly [string, number])[]) =>
      ranges.map(([address, bits]) => `${address}/${bits}`);
    assert.deepEqual(blocks, [
      { cidr: '0.0.0.0/0', except: written(CLOSED_4) },
      { cidr: '2000::/3', except: written(CLOSED_6) },
    ]);
  });

  it('let the collector ask for names over UDP, which is what it does', () => {
    const { collector = {}, names = {} } = placesOf('chatk8s', 'chatk8s-logs');
    const to = { ...names, port: 53, protocol: 'UDP' };
    assert.ok(mayReach(rendered.get('local') ?? [], collector, to));
  });

  it('say the same where the chat has other namespaces', () => {
    const text = (rendered.get('local') ?? []).map((one) => stringify(one)).join('---\n');
    const moved = parseAllDocuments(besideWhatRuns(text)).map((one) => one.toJS() as Manifest);
    assert.deepEqual(reachable(moved, placesOf(NAMESPACE, LOGS_NAMESPACE)).sort(), ALLOWED);
  });
});
