// Programs outside of the chat, on a cluster: what is told to a webhook and what is sent to a hook, while the pods that do it are
// killed and replaced. The receiver is a pod of its own, whose log says what it was told.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Crowd, gather } from '../support/crowd.ts';
import { eventually } from '../support/eventually.ts';
import {
  chatAt,
  chatUrl,
  deploy,
  inside,
  manifests,
  NAMESPACE,
  readyPods,
  remove,
  sql,
  untilGone,
  untilReady,
} from './deployment.ts';
import { apply } from './kubectl.ts';
import { prove } from './people.ts';

const ROOM = 'ops';
const POSTS = 200;
const DELIVERIES = 60;
/** How long a sender goes on with one delivery. */
const GIVES_UP_MS = 120_000;

/** Takes no delivery the first time that it comes, and says every one that it takes. */
const RECEIVER = `
const seen = new Set();
require('node:http').createServer(async (request, response) => {
  let body = '';
  for await (const piece of request) body += piece;
  const id = request.headers['webhook-id'];
  const isNew = !seen.has(id);
  seen.add(id);
  if (isNew && seen.size % 10 === 0) return response.writeHead(503).end();
  console.log(JSON.parse(body).data.seq);
  response.writeHead(204).end();
}).listen(8080);`;

describe('programs outside of a chat on a cluster', () => {
  let url: string;
  let crowd: Crowd;
  before(async () => {
    await remove();
    await deploy(await manifests());
    await apply(receiver());
    await inside('wait', 'pod/receiver', '--for=condition=Ready', '--timeout=120s');
    const known = `WEBHOOK_ALLOW=receiver.${NAMESPACE}.svc.cluster.local`;
    await inside('set', 'env', 'deployment/webhooks', known, 'WEBHOOK_RETRY_SECONDS=1,1,2,5,10,30');
    await inside('rollout', 'status', 'deployment/webhooks', '--timeout=180s');
    await untilGone('webhooks');
    url = await chatUrl();
    crowd = await gather(chatAt(url), 2, 'lobby');
    const [owner] = crowd.people;
    await owner?.client.create(ROOM, { kind: 'public' }).stored;
    for (const { client } of crowd.people) await client.join(ROOM);
  });
  after(async () => {
    crowd?.close();
    if (!process.env['KEEP']) await remove();
  });

  it('are told all that is said, in order, while who tells them is killed', async () => {
    const [owner] = crowd.people;
    const to = `http://receiver.${NAMESPACE}.svc.cluster.local:8080/told`;
    await owner?.client.webhook(ROOM, { do: 'make', url: to }).stored;
    const said = crowd.post(ROOM, POSTS / 2);
    for (let killed = 0; killed < 2; killed++) {
      for (const { metadata } of await readyPods('webhooks')) {
        await inside('delete', 'pod', metadata.name, '--grace-period=0', '--force');
      }
      await sleep(2_000);
      await untilReady('webhooks', 2, 180_000);
    }
    const sequences = await said;
    const told = async () => (await inside('logs', 'receiver')).trim().split('\n').map(Number);
    await eventually(async () => assert.deepEqual([...new Set(await told())], sequences), {
      deadlineMs: 120_000,
    });
  });

  it('say once what they send until it is taken, while gateways are replaced', async () => {
    const [owner] = crowd.people;
    const bot = owner?.client.makeBot({ name: 'Alerts', kind: 'incoming', rooms: [ROOM] });
    await bot?.stored;
    const hook = `${url}/api/hooks/${bot?.token}`;
    let replacing = true;
    const replaced = inside('rollout', 'restart', 'deployment/gateway')
      .then(() => inside('rollout', 'status', 'deployment/gateway', '--timeout=180s'))
      .finally(() => {
        replacing = false;
      });
    let sent = 0;
    while (replacing || sent < DELIVERIES) {
      sent += 1;
      await delivered(hook, `alert ${sent}`);
      await sleep(200);
    }
    await replaced;
    const rows = `select count(*) || ' ' || count(distinct text) from message where user_id = 'bot-${bot?.bot}'`;
    await eventually(async () => assert.equal(await sql(rows), `${sent} ${sent}`), {
      deadlineMs: 60_000,
    });
    await prove();
  });
});

/** Sends it again until it is taken, as an alerting program does. */
async function delivered(hook: string, text: string): Promise<void> {
  const until = Date.now() + GIVES_UP_MS;
  for (;;) {
    const sent = fetch(hook, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify({ text }),
      signal: AbortSignal.timeout(5_000),
    });
    const status = await sent.then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return;
    assert.ok(Date.now() < until, `${text}: ${status}`);
    await sleep(500);
  }
}

const WEBHOOKS = { matchLabels: { 'app.kubernetes.io/name': 'webhooks' } };
const RECEIVERS = { matchLabels: { told: 'here' } };

interface Way {
  from: object;
  to: object;
  type: 'Egress' | 'Ingress';
}

function policy(name: string, { from, to, type }: Way): object {
  const ports = [{ port: 8080 }];
  const spec =
    type === 'Egress'
      ? { podSelector: from, egress: [{ to: [{ podSelector: to }], ports }] }
      : { podSelector: to, ingress: [{ from: [{ podSelector: from }], ports }] };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: NAMESPACE },
    spec: { policyTypes: [type], ...spec },
  };
}

function receiver(): string {
  const metadata = { name: 'receiver', namespace: NAMESPACE, labels: RECEIVERS.matchLabels };
  const container = {
    name: 'receiver',
    image: 'node:26.10.0-trixie-slim',
    command: ['node', '-e', RECEIVER],
    readinessProbe: { tcpSocket: { port: 8080 } },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    },
  };
  const items = [
    { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [container] } },
    // What is inside is closed, to those who deliver and to everybody, until an operator opens it.
    policy('to-receiver', { from: WEBHOOKS, to: RECEIVERS, type: 'Egress' }),
    policy('receiver', { from: WEBHOOKS, to: RECEIVERS, type: 'Ingress' }),
    {
      ...{ apiVersion: 'v1', kind: 'Service', metadata },
      spec: { selector: RECEIVERS.matchLabels, ports: [{ port: 8080 }] },
    },
  ];
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}
