// Three nodes, three NATS servers, three gateways: what happens when a server, a node's pods or a node go. Needs a
// cluster of three nodes; LOSE_NODE and BRING_NODE_BACK are shell commands that cut one off and bring it back, for
// no API can do that.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { copyOfManifests } from '../manifests/render.ts';
import { eventually } from '../support/eventually.ts';
import {
  chatUrl,
  deploy,
  inside,
  logAt,
  manifests,
  NAMESPACE,
  pods,
  readyPods,
  remove,
  untilReady,
} from './deployment.ts';
import { kubectl } from './kubectl.ts';
import { gatherPeople, type People, say } from './people.ts';

const leader = async (): Promise<string> => (await logAt('nats-0'))?.cluster?.leader ?? '';

/** Every server has the whole log. */
const untilWhole = () =>
  eventually(
    async () => {
      const log = await logAt(await leader());
      assert.deepEqual(
        log?.cluster?.replicas?.map(({ current }) => current),
        [true, true],
      );
    },
    { deadlineMs: 180_000 },
  );

describe('on three nodes', () => {
  let people: People;
  const copy = copyOfManifests();
  before(async function () {
    const nodes = (await kubectl('get', 'nodes', '-o', 'name')).trim().split('\n');
    if (nodes.length < 3) {
      say(`left out: this cluster has ${nodes.length} nodes, not three`);
      return this.skip();
    }
    await remove();
    const folder = copy.combine('local', ['nats-cluster']);
    const rendered = (await manifests(`${copy.k8s}/${folder}`)).replace(
      'minReplicas: 1',
      'minReplicas: 3',
    );
    const { seconds } = await deploy(rendered);
    await untilReady('gateway', 3);
    say(`ready after ${seconds.toFixed(0)} s`);
    people = await gatherPeople(await chatUrl());
    await untilWhole();
  });
  after(async () => {
    people?.close();
    copy.remove();
    if (!process.env['KEEP']) await remove();
  });

  it('spreads servers and gateways over the nodes', async () => {
    for (const name of ['nats', 'gateway']) {
      const nodes = (await pods(name)).map(({ spec }) => spec.nodeName);
      assert.equal(new Set(nodes).size, 3, `${name} on ${nodes}`);
    }
  });

  it('loses and repeats nothing when the server that leads the log is killed', async () => {
    const led = await leader();
    await people.meanwhile(`${led}, which led the log, killed`, async () => {
      await inside('delete', 'pod', led, '--grace-period=0', '--force');
      await eventually(async () => assert.notEqual(await leader(), ''), { deadlineMs: 60_000 });
      await sleep(2_000);
      await untilReady('nats', 3, 180_000);
    });
    await untilWhole();
    await people.rowsAreTheLog();
  });

  it('loses and repeats nothing when a node is drained', async () => {
    // Not the one with the rows: its claim stays on its node, and the rows would wait for it.
    const [postgres] = await pods('postgres');
    const all = (await pods('gateway')).map(({ spec }) => String(spec.nodeName));
    const node = all.find((name) => name !== postgres?.spec.nodeName) ?? '';
    const ours = 'app.kubernetes.io/name in (gateway,nats,persister)';
    const elsewhere = await kubectl(
      ...['get', 'pods', '-A', '-l', ours, '-o', 'name'],
      ...['--field-selector', `spec.nodeName=${node},metadata.namespace!=${NAMESPACE}`],
    );
    assert.equal(elsewhere, '', `would be sent away from ${node} as well: ${elsewhere}`);
    await people.meanwhile(`${node} drained`, async () => {
      try {
        await kubectl(
          ...['drain', node, '--ignore-daemonsets', '--delete-emptydir-data', '--timeout=240s'],
          ...['--pod-selector', ours],
        );
        await untilReady('gateway', 3, 180_000);
      } finally {
        await kubectl('uncordon', node);
      }
      await untilReady('nats', 3, 180_000);
    });
    await untilWhole();
    await people.rowsAreTheLog();
  });

  it('loses and repeats nothing when a node is lost without warning', async function () {
    const { LOSE_NODE: lose, BRING_NODE_BACK: bring } = process.env;
    if (!lose || !bring) {
      say('left out: LOSE_NODE and BRING_NODE_BACK say how');
      return this.skip();
    }
    try {
      await people.meanwhile('a node lost', async () => {
        execFileSync('sh', ['-c', lose], { stdio: 'ignore' });
        await eventually(async () => assert.ok((await readyPods('nats')).length === 2), {
          deadlineMs: 120_000,
        });
        await sleep(20_000);
      });
    } finally {
      execFileSync('sh', ['-c', bring], { stdio: 'ignore' });
    }
    await untilReady('nats', 3, 240_000);
    await untilWhole();
    await people.rowsAreTheLog();
  });
});
