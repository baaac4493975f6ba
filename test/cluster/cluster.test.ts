// One deployment, then everything that may happen to it, in order. Bounded in count and time.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { gather } from '../support/crowd.ts';
import {
  chatAt,
  chatUrl,
  deploy,
  IMAGE,
  inside,
  manifests,
  NAMESPACE,
  ready,
  readyPods,
  remove,
  sql,
  untilGone,
  untilReady,
} from './deployment.ts';
import { apply, getFromPod, kubectl } from './kubectl.ts';
import { gatherPeople, type People, prove, say } from './people.ts';

describe('on a cluster', () => {
  let rendered: string;
  let url: string;
  let people: People;

  before(async () => {
    await remove();
    rendered = await manifests();
  });
  after(async () => {
    people?.close();
    if (!process.env['KEEP']) await remove();
  });

  const autoscale = (spec: object) =>
    inside('patch', 'hpa', 'gateway', '--type=merge', '-p', JSON.stringify({ spec }));

  it('comes up from nothing with one apply, and breaks no rule of Pod Security', async () => {
    const { said, seconds } = await deploy(rendered);
    assert.doesNotMatch(said, /Warning/);
    say(`ready after ${seconds.toFixed(0)} s`);
    // One gateway until the autoscaler itself is looked at.
    await autoscale({ maxReplicas: 1 });
    url = await chatUrl();
    people = await gatherPeople(url);
  });

  it('carries a chat, and its rows are its log', async () => {
    await people.meanwhile('nothing', async () => undefined);
    await people.rowsAreTheLog();
  });

  it('loses and repeats nothing in a rolling update of the gateway', async () => {
    await people.meanwhile('rolling update', async () => {
      await inside('rollout', 'restart', 'deployment/gateway');
      await inside('rollout', 'status', 'deployment/gateway', '--timeout=180s');
      await untilGone('gateway');
    });
    await people.rowsAreTheLog();
  });

  for (const name of ['gateway', 'persister', 'nats', 'postgres']) {
    it(`loses and repeats nothing when the ${name} is deleted by force`, async () => {
      await people.meanwhile(`${name} gone`, async () => {
        const [pod] = await readyPods(name);
        await inside('delete', 'pod', pod?.metadata.name ?? '', '--grace-period=0', '--force');
        await sleep(2_000);
        await untilReady(name, 1, 180_000);
      });
      await people.rowsAreTheLog();
    });
  }

  it('grows to three gateways under load and shrinks to one again, people on all of them', async function () {
    const measured = await kubectl('top', 'nodes').catch(() => undefined);
    if (measured === undefined) {
      say('left out: this cluster measures no CPU (metrics-server)');
      return this.skip();
    }
    const behavior = {
      scaleDown: {
        stabilizationWindowSeconds: 15,
        policies: [{ type: 'Pods', value: 1, periodSeconds: 15 }],
      },
    };
    await autoscale({ maxReplicas: 3, behavior });
    await people.meanwhile('one gateway to three', () => untilReady('gateway', 3, 300_000));
    // New sockets are spread over all three; the old ones stay where they are.
    await people.renew();
    await people.meanwhile(
      'three gateways to one',
      async () => {
        await untilReady('gateway', 1, 300_000);
        await untilGone('gateway');
      },
      { calm: true },
    );
    await autoscale({ maxReplicas: 1 });
    await people.rowsAreTheLog();
  });

  it('loses and repeats nothing when one of two gateways is deleted by force', async () => {
    await autoscale({ minReplicas: 2, maxReplicas: 2 });
    await untilReady('gateway', 2, 180_000);
    await people.renew();
    await people.meanwhile('one gateway of two gone', async () => {
      const [pod] = await readyPods('gateway');
      await inside('delete', 'pod', pod?.metadata.name ?? '', '--grace-period=0', '--force');
      await sleep(2_000);
      await untilReady('gateway', 2, 180_000);
    });
    await autoscale({ minReplicas: 1, maxReplicas: 1 });
    await untilReady('gateway', 1, 180_000);
    await untilGone('gateway');
    await people.rowsAreTheLog();
  });

  it('lets only those reach a service who have business there', async () => {
    const [gateway] = await readyPods('gateway');
    const [persister] = await readyPods('persister');
    const targets = Object.fromEntries(
      await Promise.all(
        ['postgres', 'nats', 'loki', 'gateway'].map(async (name) => [
          name,
          (await readyPods(name))[0]?.status.podIP ?? '',
        ]),
      ),
    ) as Record<string, string>;
    const probe = (host: string, port: number) =>
      `const s=require('net').connect(${port},'${host}');s.setTimeout(3000,()=>{console.log('nothing');process.exit()});` +
      "s.on('connect',()=>{console.log('open');process.exit()});s.on('error',()=>{console.log('nothing');process.exit()})";
    const from = async (pod: string, host: string, port: number) =>
      (await inside('exec', pod, '--', '/nodejs/bin/node', '-e', probe(host, port))).trim();
    const g = gateway?.metadata.name ?? '';
    const p = persister?.metadata.name ?? '';
    assert.equal(await from(g, targets['nats'] ?? '', 4222), 'open');
    assert.equal(await from(p, targets['postgres'] ?? '', 5432), 'open');
    assert.equal(await from(g, targets['postgres'] ?? '', 5432), 'nothing');
    assert.equal(await from(p, targets['gateway'] ?? '', 8081), 'nothing');
    await apply(stranger());
    await inside('wait', '--for=condition=Ready', 'pod/stranger', '--timeout=60s');
    await sleep(3_000);
    for (const [name, port] of [
      ['postgres', 5432],
      ['nats', 4222],
      ['loki', 3100],
      ['gateway', 8081],
    ] as const) {
      assert.equal(
        await from('stranger', targets[name] ?? '', port),
        'nothing',
        `stranger to ${name}`,
      );
    }
    await inside('delete', 'pod', 'stranger', '--grace-period=0', '--force');
  });

  it('shows no credential: not in descriptions, not in configuration, not in what is logged', async () => {
    const shown = [
      await inside('describe', 'all,configmap,secret,pvc,hpa,networkpolicy'),
      await inside('get', 'all,configmap', '-o', 'yaml'),
      ...(await Promise.all(
        ['gateway', 'persister', 'nats', 'postgres', 'loki'].map((name) =>
          inside('logs', '-l', `app.kubernetes.io/name=${name}`, '--all-containers', '--tail=-1'),
        ),
      )),
    ].join('\n');
    const credentials = rendered.matchAll(/^ {2}\w+: ([A-Za-z0-9+/]{20,}={0,2})$/gm);
    const texts = [...credentials].map(([, text = '']) => Buffer.from(text, 'base64').toString());
    assert.ok(texts.filter((text) => text.startsWith('development-')).length >= 12);
    assert.deepEqual(
      texts.filter((text) => shown.includes(text)),
      [],
    );
  });

  it('starts our programs without a credential in their environment, and Postgres without one in its arguments', async () => {
    const environment = "console.log(require('node:fs').readFileSync('/proc/1/environ', 'utf8'))";
    const shown: string[] = [];
    for (const name of ['gateway', 'persister']) {
      const pod = (await readyPods(name))[0]?.metadata.name ?? '';
      shown.push(await inside('exec', pod, '--', '/nodejs/bin/node', '-e', environment));
    }
    shown.push(await inside('exec', 'postgres-0', '--', 'cat', '/proc/1/cmdline'));
    assert.match(shown[0] ?? '', /NATS_PASSWORD_FILE=/);
    assert.match(shown[1] ?? '', /DB_PASSWORD_FILE=/);
    assert.doesNotMatch(shown.join('\n'), /development-/);
  });

  it('says of every program which version it is', async () => {
    const versions = await Promise.all(
      ['gateway', 'persister'].map(async (name) => {
        const pod = (await readyPods(name))[0]?.metadata.name ?? '';
        const from = { namespace: NAMESPACE, pod, port: 8081 };
        const ready = JSON.parse(await getFromPod(from, '/readyz')) as { version: string };
        assert.match(await getFromPod(from, '/metrics'), new RegExp(`version="${ready.version}"`));
        assert.match(await inside('logs', pod), new RegExp(`"version":"${ready.version}"`));
        return ready.version;
      }),
    );
    assert.match(versions[0] ?? '', /./);
    assert.equal(versions[0], versions[1]);
  });

  it('makes the rows again from the log when Postgres has lost its claim', async () => {
    await people.meanwhile('Postgres without its claim', async () => {
      await inside('scale', 'statefulset/postgres', '--replicas=0');
      await untilReady('postgres', 0);
      await untilGone('postgres');
      await inside('delete', 'pvc', 'data-postgres-0', '--timeout=120s');
      await inside('scale', 'statefulset/postgres', '--replicas=1');
      await untilReady('postgres', 1, 180_000);
      await inside('rollout', 'restart', 'deployment/persister');
      await inside('rollout', 'status', 'deployment/persister', '--timeout=180s');
    });
    await people.rowsAreTheLog();
  });

  it('finds its data again after everything but the claims was removed', async () => {
    people.close();
    const rows = await sql('select count(*) from message');
    await inside(
      ...[
        'delete',
        'cronjob,job,deployment,statefulset,hpa,service,configmap,secret,networkpolicy,pdb',
      ],
      ...['-l', 'app.kubernetes.io/part-of=chatk8s', '--wait', '--timeout=180s'],
    );
    const { said } = await deploy(rendered);
    assert.doesNotMatch(said, /Warning/);
    assert.equal(await sql('select count(*) from message'), rows);
    const again = await gather(chatAt(await chatUrl()), 2, 'lobby');
    await again.post('lobby', 3);
    again.close();
    await prove();
  });

  it('is applied again with another image, and with another configuration, without complaint', async () => {
    // Nobody has this image: the API server is asked whether it would take it.
    const image = rendered.replaceAll(`image: ${IMAGE}`, `image: ${IMAGE}-next`);
    assert.doesNotMatch(await apply(image, '--dry-run=server'), /Warning|immutable|forbidden/i);
    const changed = rendered
      .replaceAll('LOG_LEVEL: info', 'LOG_LEVEL: debug')
      .replaceAll('maxReplicas: 3', 'maxReplicas: 2');
    const said = await apply(changed);
    assert.doesNotMatch(said, /Warning|immutable/);
    await ready();
    await prove();
  });
});

/** A pod of somebody else's in our namespace, without our labels. */
function stranger(): string {
  const image = IMAGE;
  const securityContext = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  };
  const args = ['-e', 'setInterval(() => undefined, 1000)'];
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'stranger', namespace: 'chatk8s-e2e' },
    spec: {
      terminationGracePeriodSeconds: 1,
      automountServiceAccountToken: false,
      containers: [{ name: 'stranger', image, args, securityContext }],
    },
  });
}
