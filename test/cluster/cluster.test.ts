// One deployment, then everything that may happen to it, in order. Bounded: 8 people talk, 500 listen.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Crowd, gather } from '../support/crowd.ts';
import { eventually } from '../support/eventually.ts';
import {
  chatAt,
  chatUrl,
  deploy,
  inside,
  logCount,
  manifests,
  pods,
  ready,
  readyPods,
  remove,
  sql,
  untilGone,
  untilReady,
} from './deployment.ts';
import { apply, restartsOf } from './kubectl.ts';
import { type Idlers, idle } from './outages.ts';

const TALKERS = 8;
const LISTENERS = Number(process.env['LISTENERS'] ?? 500);
/** Messages of one person before what happened is asked for. */
const SOME = 20;

const say = (line: string) => process.stdout.write(`      ${line}\n`);

describe('on a cluster', () => {
  let rendered: string;
  let url: string;
  let crowd: Crowd;
  let idlers: Idlers;
  /** Everything that was said in the lobby, and how much of it before this crowd came. */
  const sequences: number[] = [];
  let joinedAt = 0;

  before(async () => {
    await remove();
    rendered = await manifests();
  });
  after(async () => {
    crowd?.close();
    idlers?.close();
    if (!process.env['KEEP']) await remove();
  });

  /** People talk while something happens; everybody has seen everything afterwards, once, in one order. */
  async function meanwhile(
    what: string,
    happen: () => Promise<unknown>,
    { calm = false }: { calm?: boolean } = {},
  ): Promise<void> {
    idlers.outages();
    const from = sequences.length;
    let happening = true;
    const happened = happen().finally(() => {
      happening = false;
    });
    // To the end of what happens, and a little beyond.
    while (happening) {
      sequences.push(...(await crowd.post('lobby', calm ? 1 : SOME)));
      if (calm) await sleep(1_000);
    }
    await happened;
    sequences.push(...(await crowd.post('lobby', SOME)));
    await crowd.assertAllSaw('lobby', sequences.slice(joinedAt), 120_000);
    assert.equal(new Set(sequences).size, sequences.length);
    await eventually(() => assert.equal(idlers.live(), LISTENERS), { deadlineMs: 60_000 });
    const away = idlers.outages().sort((a, b) => a - b);
    const p95 = away[Math.floor(away.length * 0.95)] ?? 0;
    say(
      `${what}: ${sequences.length - from} said, 0 lost, 0 twice; ${away.length} came back, p95 ${Math.round(p95)} ms`,
    );
  }

  const autoscale = (spec: object) =>
    inside('patch', 'hpa', 'gateway', '--type=merge', '-p', JSON.stringify({ spec }));

  const rowsAreTheLog = () =>
    eventually(
      async () => {
        assert.equal(await sql('select count(*) from message'), String(await logCount()));
        const lobby = await sql("select count(*) from message where room = 'lobby'");
        assert.equal(lobby, String(sequences.length));
      },
      { deadlineMs: 120_000 },
    );

  it('comes up from nothing with one apply, and breaks no rule of Pod Security', async () => {
    const { said, seconds } = await deploy(rendered);
    assert.doesNotMatch(said, /Warning/);
    say(`ready after ${seconds.toFixed(0)} s`);
    // One gateway until the autoscaler itself is looked at.
    await autoscale({ maxReplicas: 1 });
    url = await chatUrl();
    crowd = await gather(chatAt(url), TALKERS, 'lobby');
    idlers = await idle(url, LISTENERS, 'lobby');
  });

  it('carries a chat, and its rows are its log', async () => {
    await meanwhile('nothing', async () => undefined);
    await rowsAreTheLog();
  });

  it('loses and repeats nothing in a rolling update of the gateway', async () => {
    await meanwhile('rolling update', async () => {
      await inside('rollout', 'restart', 'deployment/gateway');
      await inside('rollout', 'status', 'deployment/gateway', '--timeout=180s');
      await untilGone('gateway');
    });
    await rowsAreTheLog();
  });

  for (const name of ['gateway', 'persister', 'nats', 'postgres']) {
    it(`loses and repeats nothing when the ${name} is deleted by force`, async () => {
      await meanwhile(`${name} gone`, async () => {
        const [pod] = await readyPods(name);
        await inside('delete', 'pod', pod?.metadata.name ?? '', '--grace-period=0', '--force');
        await sleep(2_000);
        await untilReady(name, 1, 180_000);
      });
      await rowsAreTheLog();
    });
  }

  it('grows to three gateways under load and shrinks to one again, people on all of them', async () => {
    const behavior = {
      scaleDown: {
        stabilizationWindowSeconds: 15,
        policies: [{ type: 'Pods', value: 1, periodSeconds: 15 }],
      },
    };
    await autoscale({ maxReplicas: 3, behavior });
    await meanwhile('one gateway to three', () => untilReady('gateway', 3, 300_000));
    // New sockets are spread over all three; the old ones stay where they are.
    crowd.close();
    crowd = await gather(chatAt(url), TALKERS, 'lobby');
    joinedAt = sequences.length;
    await meanwhile(
      'three gateways to one',
      async () => {
        await untilReady('gateway', 1, 300_000);
        await untilGone('gateway');
      },
      { calm: true },
    );
    await autoscale({ maxReplicas: 1 });
    await rowsAreTheLog();
  });

  it('leaves gateways ready and restarts nothing while Postgres is away', async () => {
    const before = (await pods('persister')).map(restartsOf);
    await meanwhile('Postgres away', async () => {
      await inside('scale', 'statefulset/postgres', '--replicas=0');
      await untilReady('postgres', 0);
      await eventually(async () => assert.equal((await readyPods('persister')).length, 0), {
        deadlineMs: 60_000,
      });
      await sleep(40_000);
      assert.equal((await readyPods('gateway')).length, 1);
      await inside('scale', 'statefulset/postgres', '--replicas=1');
      await untilReady('postgres', 1);
    });
    await untilReady('persister', 1);
    assert.deepEqual((await pods('persister')).map(restartsOf), before);
  });

  it('makes gateways unready after a grace without NATS, restarts none, and goes on', async () => {
    const before = (await pods('gateway')).map(restartsOf);
    await inside('scale', 'statefulset/nats', '--replicas=0');
    await untilReady('gateway', 0, 90_000);
    await sleep(40_000);
    assert.deepEqual((await pods('gateway')).map(restartsOf), before);
    await inside('scale', 'statefulset/nats', '--replicas=1');
    await untilReady('gateway', 1, 120_000);
    await meanwhile('after NATS', async () => undefined);
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

  it('finds its data again after everything but the claims was removed', async () => {
    crowd.close();
    idlers.close();
    const rows = await sql('select count(*) from message');
    await inside(
      ...['delete', 'deployment,statefulset,hpa,service,configmap,secret,networkpolicy,pdb'],
      ...['-l', 'app.kubernetes.io/part-of=chatk8s', '--wait', '--timeout=180s'],
    );
    const { said } = await deploy(rendered);
    assert.doesNotMatch(said, /Warning/);
    assert.equal(await sql('select count(*) from message'), rows);
    const again = await gather(chatAt(await chatUrl()), 2, 'lobby');
    await again.post('lobby', 3);
    again.close();
  });

  it('is applied again with another image and configuration without complaint', async () => {
    const changed = rendered
      .replaceAll('LOG_LEVEL: info', 'LOG_LEVEL: debug')
      .replaceAll('maxReplicas: 3', 'maxReplicas: 2');
    const said = await apply(changed);
    assert.doesNotMatch(said, /Warning|immutable/);
    await ready();
  });
});

/** A pod of somebody else's in our namespace, without our labels. */
function stranger(): string {
  const image = 'chatk8s:dev';
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
