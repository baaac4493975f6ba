// Each probe answers for the right reason: what stands still is restarted, and nothing that only lacks another service.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../support/eventually.ts';
import {
  chatUrl,
  deploy,
  inside,
  manifests,
  pods,
  readyPods,
  remove,
  untilReady,
} from './deployment.ts';
import { stopEventLoop, stopProcesses } from './freeze.ts';
import { restartsOf } from './kubectl.ts';
import { gatherPeople, type People } from './people.ts';

const restarts = async (names: readonly string[]) =>
  (await Promise.all(names.map((name) => pods(name)))).flat().map(restartsOf);

/** Stops all processes of these services and waits until each pod was restarted, once, and is ready. */
async function standStill(names: readonly string[]): Promise<void> {
  const before = await restarts(names);
  const counts = new Map<string, number>();
  for (const name of names) {
    const standing = await readyPods(name);
    assert.ok(standing.length > 0, name);
    counts.set(name, standing.length);
    await Promise.all(standing.map(stopProcesses));
  }
  const once = before.map((count) => count + 1);
  await eventually(async () => assert.deepEqual(await restarts(names), once), {
    deadlineMs: 400_000,
  });
  for (const [name, count] of counts) await untilReady(name, count);
}

describe('probes on a cluster', () => {
  let people: People;
  before(async () => {
    await remove();
    const rendered = await manifests();
    await deploy(rendered.replace('maxReplicas: 3', 'maxReplicas: 1'));
    people = await gatherPeople(await chatUrl());
  });
  after(async () => {
    people?.close();
    if (!process.env['KEEP']) await remove();
  });

  for (const name of ['gateway', 'persister']) {
    it(`have a ${name} whose event loop stands still restarted, and nothing else`, async () => {
      const others = ['nats', 'postgres', name === 'gateway' ? 'persister' : 'gateway'];
      const before = await restarts(others);
      await people.meanwhile(`${name} frozen`, async () => {
        const [pod] = await readyPods(name);
        await stopEventLoop(pod?.metadata.name ?? '');
        await eventually(async () => assert.deepEqual(await restarts([name]), [1]), {
          deadlineMs: 120_000,
        });
        await untilReady(name, 1);
      });
      assert.deepEqual(await restarts(others), before);
      await people.rowsAreTheLog();
    });
  }

  it('leave gateways ready and restart nothing while Postgres is away', async () => {
    const before = await restarts(['gateway', 'persister', 'nats']);
    await people.meanwhile('Postgres away', async () => {
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
    assert.deepEqual(await restarts(['gateway', 'persister', 'nats']), before);
    await people.rowsAreTheLog();
  });

  it('make gateways unready after a grace without NATS, and restart nothing', async () => {
    const before = await restarts(['gateway', 'persister']);
    await inside('scale', 'statefulset/nats', '--replicas=0');
    await untilReady('gateway', 0, 90_000);
    await sleep(40_000);
    assert.deepEqual(await restarts(['gateway', 'persister']), before);
    await inside('scale', 'statefulset/nats', '--replicas=1');
    await untilReady('gateway', 1, 120_000);
    await people.meanwhile('after NATS', async () => undefined);
    await people.rowsAreTheLog();
  });

  it('have a Postgres, a Loki and a collector that stand still restarted, and nothing else, while people talk', async () => {
    const before = await restarts(['gateway', 'persister', 'nats']);
    await people.meanwhile(
      'Postgres, Loki and collector frozen',
      () => standStill(['postgres', 'loki', 'collector']),
      { calm: true },
    );
    assert.deepEqual(await restarts(['gateway', 'persister', 'nats']), before);
    await people.rowsAreTheLog();
  });

  it('have a NATS that stands still restarted, and nothing else; gateways are unready meanwhile', async () => {
    const before = await restarts(['gateway', 'persister', 'postgres']);
    await Promise.all([standStill(['nats']), untilReady('gateway', 0, 90_000)]);
    await untilReady('gateway', 1);
    assert.deepEqual(await restarts(['gateway', 'persister', 'postgres']), before);
    await people.meanwhile('after a frozen NATS', async () => undefined);
    await people.rowsAreTheLog();
  });
});
