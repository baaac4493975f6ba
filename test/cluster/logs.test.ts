// Every service's lines are found in Loki, each line of ours exactly once, by both ways to get there.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { gather } from '../support/crowd.ts';
import { eventually } from '../support/eventually.ts';
import {
  chatAt,
  chatUrl,
  deploy,
  IMAGE,
  inside,
  LOGS_NAMESPACE,
  manifests,
  NAMESPACE,
  remove,
  untilReady,
} from './deployment.ts';
import { apply, getFromPod, kubectl } from './kubectl.ts';
import { prove } from './people.ts';

const LINES = 5_000;
const DOWN_MS = 60_000;

async function count(query: string): Promise<number> {
  const asked = encodeURIComponent(`sum(count_over_time(${query}[2h]))`);
  const from = { namespace: NAMESPACE, pod: 'loki-0', port: 3100 };
  const { data } = JSON.parse(await getFromPod(from, `/loki/api/v1/query?query=${asked}`)) as {
    data: { result: { value: [number, string] }[] };
  };
  return Number(data.result[0]?.value[1] ?? 0);
}

/** A pod that is a persister to the network and to the collector, and writes marked lines with our logger. */
function writer(name: string, { push, code }: { push: boolean; code: string }): string {
  const env = push ? [{ name: 'LOKI_URL', value: 'http://loki:3100/' }] : [];
  const labels = {
    'app.kubernetes.io/name': 'persister',
    ...(push && { 'chatk8s.io/logs': 'push' }),
  };
  const securityContext = {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  };
  const args = ['--input-type=module', '-e', code];
  const container = { name: 'persister', image: IMAGE, args, env, securityContext };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: NAMESPACE, labels },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      containers: [container],
    },
  });
}

const lines = (mark: string) => `
  const { createLogger } = await import('/app/src/shared/logger.ts');
  const env = { LOG_LEVEL: 'info', VERSION: 'test', INSTANCE: 'writer', LOKI_URL: process.env.LOKI_URL };
  const { logger, close } = createLogger('persister', env);
  for (let i = 0; i < ${LINES}; i++) {
    logger.info({ i }, '${mark}');
    // No program of ours writes faster for long: what a push buffer is made for is measured, not a flood.
    if (i % 500 === 499) await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  await close();`;

async function writeMarked(mark: string, push: boolean): Promise<void> {
  await apply(writer(mark, { push, code: lines(mark) }));
  await eventually(
    async () => {
      const phase = await inside('get', 'pod', mark, '-o', 'jsonpath={.status.phase}');
      assert.equal(phase, 'Succeeded');
    },
    { deadlineMs: 120_000 },
  );
}

describe('logs on a cluster', () => {
  let rendered: string;
  before(async () => {
    await remove();
    rendered = await manifests();
    await deploy(rendered);
  });
  after(async () => {
    if (!process.env['KEEP']) await remove();
  });

  for (const service of ['gateway', 'persister', 'nats', 'postgres', 'loki', 'collector']) {
    it(`of ${service} are found by its name`, async () => {
      await eventually(
        async () => assert.ok((await count(`{service_name="${service}"}`)) > 0, service),
        { deadlineMs: 90_000 },
      );
    });
  }

  it('of provisioning are found by its container', async () => {
    await eventually(
      async () =>
        assert.ok((await count('{service_name="persister", k8s_container_name="provision"}')) > 0),
      { deadlineMs: 90_000 },
    );
  });

  it('that are pushed are there once each', async () => {
    await writeMarked('marked-pushed', true);
    await eventually(
      async () => assert.equal(await count('{service_name="persister"} |= "marked-pushed"'), LINES),
      { deadlineMs: 60_000 },
    );
    await sleep(10_000);
    assert.equal(await count('{service_name=~".+"} |= "marked-pushed" |= "\\"i\\":"'), LINES);
  });

  it('of a crash before the logger is up are found as well', async () => {
    await apply(writer('crash', { push: true, code: "throw new Error('died too early')" }));
    await eventually(
      async () => assert.ok((await count('{service_name="persister"} |= "died too early"')) > 0),
      { deadlineMs: 60_000 },
    );
  });

  it('that stay on stdout are there once each, though Loki is away for a minute and the collector dies, and chat goes on', async () => {
    await inside('scale', 'statefulset/loki', '--replicas=0');
    await untilReady('loki', 0);
    const writing = writeMarked('marked-stdout', false);
    const people = await gather(chatAt(await chatUrl()), 4, 'lobby');
    const started = performance.now();
    const seen = await people.post('lobby', 50);
    const each = (performance.now() - started) / 50;
    await people.assertAllSaw('lobby', seen, 30_000);
    people.close();
    assert.ok(each < 1_000, `${each} ms a message without Loki`);
    await writing;
    await sleep(DOWN_MS / 2);
    // What it has read and not yet handed over must outlive it.
    await kubectl(
      ...['-n', LOGS_NAMESPACE, 'delete', 'pod', '-l', 'app.kubernetes.io/name=collector'],
      ...['--grace-period=0', '--force'],
    );
    await sleep(DOWN_MS / 2);
    await inside('scale', 'statefulset/loki', '--replicas=1');
    await untilReady('loki', 1);
    await eventually(
      async () => assert.equal(await count('{service_name="persister"} |= "marked-stdout"'), LINES),
      { deadlineMs: 120_000 },
    );
    await sleep(10_000);
    assert.equal(await count('{service_name=~".+"} |= "marked-stdout" |= "\\"i\\":"'), LINES);
    await prove();
  });
});
