// The local overlay in namespaces of its own on the current cluster, beside whatever runs there.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import { eventually } from '../support/eventually.ts';
import { apply, getFromPod, isReady, kubectl, type Pod } from './kubectl.ts';

export const NAMESPACE = 'chatk8s-e2e';
export const LOGS_NAMESPACE = 'chatk8s-e2e-logs';
/** As `make image` made it and the cluster has it. */
export const IMAGE = process.env['IMAGE'] || 'chatk8s:dev';
const NODE_PORT = 30_081;
const WORKLOADS = [
  'statefulset/nats',
  'statefulset/postgres',
  'statefulset/loki',
  'deployment/persister',
  'deployment/gateway',
  'deployment/webhooks',
];

/** What the overlay renders to, under other names. */
export async function manifests(overlay = 'k8s/overlays/local'): Promise<string> {
  const rendered = besideWhatRuns(await kubectl('kustomize', overlay));
  return (await hasIPv6()) ? rendered : withoutIPv6(rendered);
}

async function hasIPv6(): Promise<boolean> {
  const addresses = '{.items[*].status.addresses[?(@.type=="InternalIP")].address}';
  return (await kubectl('get', 'nodes', '-o', `jsonpath=${addresses}`)).includes(':');
}

/** Where nothing has such an address, not everything that enforces policies knows what to do with one. */
function withoutIPv6(rendered: string): string {
  const documents = rendered.split(/^---$/m).map((text) => {
    if (!/^kind: NetworkPolicy$/m.test(text) || !text.includes('::')) return text;
    const policy = parseDocument(text);
    const rules = policy.getIn(['spec', 'egress']) as YAMLSeq<YAMLMap>;
    for (const { items } of rules.items.flatMap((rule) => rule.get('to') as YAMLSeq<YAMLMap>)) {
      const stay = items.filter((peer) => !String(peer.getIn(['ipBlock', 'cidr'])).includes(':'));
      items.splice(0, items.length, ...stay);
    }
    return `\n${String(policy)}`;
  });
  return documents.join('---');
}

/** The same in namespaces of its own, with a node port of its own. */
export function besideWhatRuns(rendered: string): string {
  return rendered
    .replaceAll('image: chatk8s:dev', `image: ${IMAGE}`)
    .replaceAll('chatk8s-logs', LOGS_NAMESPACE)
    .replaceAll('chatk8s-log-collector', `${NAMESPACE}-log-collector`)
    .replaceAll('chatk8s-collector', `${NAMESPACE}-collector`)
    .replaceAll('chatk8s.svc', `${NAMESPACE}.svc`)
    .replaceAll('/var/log/pods/chatk8s_', `/var/log/pods/${NAMESPACE}_`)
    .replaceAll(
      /^( *(?:namespace|name|kubernetes\.io\/metadata\.name)): chatk8s$/gm,
      `$1: ${NAMESPACE}`,
    )
    .replaceAll('nodePort: 30080', `nodePort: ${NODE_PORT}`);
}

export const inside = (...args: string[]) => kubectl('-n', NAMESPACE, ...args);

/** Applies and waits until everything is ready; answers kubectl's words and how long it took, seconds. */
export async function deploy(text: string): Promise<{ said: string; seconds: number }> {
  const started = performance.now();
  const said = await apply(text);
  await ready();
  return { said, seconds: (performance.now() - started) / 1_000 };
}

export async function ready(): Promise<void> {
  for (const workload of WORKLOADS) {
    await inside('rollout', 'status', workload, '--timeout=300s');
  }
  await kubectl('-n', LOGS_NAMESPACE, 'rollout', 'status', 'daemonset/collector', '--timeout=120s');
}

export async function remove(): Promise<void> {
  await kubectl(
    ...['delete', 'namespace', NAMESPACE, LOGS_NAMESPACE, '--ignore-not-found', '--timeout=180s'],
  );
  await kubectl(
    ...['delete', 'clusterrole,clusterrolebinding', `${NAMESPACE}-log-collector`],
    '--ignore-not-found',
  );
}

async function allPods(name: string): Promise<Pod[]> {
  const selector = `app.kubernetes.io/name=${name}`;
  const namespace = name === 'collector' ? LOGS_NAMESPACE : NAMESPACE;
  const { items } = JSON.parse(
    await kubectl('-n', namespace, 'get', 'pods', '-l', selector, '-o', 'json'),
  ) as { items: Pod[] };
  return items;
}

const isLeaving = ({ metadata }: Pod) => metadata.deletionTimestamp !== undefined;

/** Those that are not on their way out. */
export const pods = async (name: string) => (await allPods(name)).filter((pod) => !isLeaving(pod));

/** Waits until every pod that was on its way out is gone. */
export const untilGone = (name: string, deadlineMs = 120_000) =>
  eventually(async () => assert.ok(!(await allPods(name)).some(isLeaving), name), { deadlineMs });

export const readyPods = async (name: string) => (await pods(name)).filter(isReady);

/** Waits for exactly so many ready pods. */
export const untilReady = (name: string, count: number, deadlineMs = 120_000) =>
  eventually(async () => assert.equal((await readyPods(name)).length, count, name), { deadlineMs });

/** Where people reach the gateways: the node port, on loopback or on the node's own address. */
export async function chatUrl(): Promise<string> {
  if (process.env['CHAT_URL']) return process.env['CHAT_URL'];
  const address = '{.items[*].status.addresses[?(@.type=="InternalIP")].address}';
  const nodes = (await kubectl('get', 'nodes', '-o', `jsonpath=${address}`)).split(' ');
  for (let tries = 0; tries < 30; tries++) {
    for (const host of ['127.0.0.1', ...nodes]) {
      const url = `http://${host}:${NODE_PORT}`;
      const answered = await fetch(`${url}/api/session`, {
        signal: AbortSignal.timeout(1_000),
      }).then(
        () => true,
        () => false,
      );
      if (answered) return url;
    }
    await sleep(1_000);
  }
  throw new Error('no node port answers: set CHAT_URL to where the gateways are reached');
}

/** The chat as the crowd of `test/support` wants it. */
export function chatAt(url: string) {
  return { urls: () => [url], socketUrls: () => [`${url.replace(/^http/, 'ws')}/ws`] };
}

/** One SQL statement as the superuser, its single value as text. */
export async function sql(statement: string): Promise<string> {
  const psql = ['psql', '-U', 'postgres', '-d', 'chat', '-h', '/var/run/postgresql', '-Atc'];
  return (await inside('exec', 'postgres-0', '--', ...psql, statement)).trim();
}

export interface LogState {
  state: { messages: number };
  /** With more than one server. */
  cluster?: { leader?: string; replicas?: { current: boolean }[] };
}

/** The log as one server sees it, from that server's own monitoring. */
export async function logAt(pod: string): Promise<LogState | undefined> {
  const from = { namespace: NAMESPACE, pod, port: 8222 };
  const { account_details: accounts = [] } = JSON.parse(
    await getFromPod(from, '/jsz?streams=true&accounts=true'),
  ) as { account_details?: { stream_detail: (LogState & { name: string })[] }[] };
  return accounts.flatMap(({ stream_detail }) => stream_detail).find(({ name }) => name === 'CHAT');
}
