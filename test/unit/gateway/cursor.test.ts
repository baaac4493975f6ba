// A cursor beyond what this gateway knows is only called wrong by a leader that others follow (P4).
import assert from 'node:assert/strict';
import { checkCursor } from '../../../src/gateway/join.ts';
import { hasQuorum } from '../../../src/gateway/log/extent.ts';

describe('a cursor ahead of the gateway', () => {
  const check = (lastSeq: number, proven: boolean) => {
    const log = { epoch: 'e', firstSeq: 1, lastSeq, bytes: 0, maxBytes: -1 };
    const extents = { log, refresh: async () => log, proven, mirrored: async () => true };
    const unused = () => assert.fail('nothing is read');
    const sources = { extents, position: () => 10, readPage: unused, readRows: unused };
    return checkCursor(sources as never, { type: 'join', room: 'r', after: 20, epoch: 'e' });
  };

  it('is good where the log reaches it, whoever says so', async () => {
    assert.equal(await check(20, false), undefined);
  });

  it('is reset where it lies beyond the end that most servers agree on', async () => {
    assert.deepEqual(await check(19, true), { type: 'reset', room: 'r', reason: 'ahead' });
  });

  it('is asked for again where the leader may have been cut off', async () => {
    await assert.rejects(check(19, false), /cannot be read/);
  });
});

describe('a leader', () => {
  const replica = (seconds: number, offline = false) => ({
    name: 'n',
    current: true,
    lag: 0,
    offline,
    active: seconds * 1e9,
  });
  const info = (cluster: object | undefined, num_replicas: number) =>
    ({ cluster, config: { num_replicas } }) as Parameters<typeof hasQuorum>[0];
  const leads = (...replicas: ReturnType<typeof replica>[]) =>
    hasQuorum(info({ name: 'c', leader: 'n', replicas }, replicas.length + 1));

  it('has heard of most of its replicas lately', () => {
    assert.equal(leads(replica(0.5), replica(60)), true);
    assert.equal(leads(replica(4), replica(60)), false);
    assert.equal(leads(replica(0.5, true), replica(0.5, true)), false);
    assert.equal(leads(replica(1), replica(1), replica(9), replica(9)), true);
    assert.equal(leads(replica(1), replica(9), replica(9), replica(9)), false);
  });

  it('is one alone as well', () => {
    assert.equal(leads(), true);
    assert.equal(hasQuorum(info(undefined, 1)), true);
  });

  it('that gave up says nothing of a leader, nor of replicas', () => {
    assert.equal(hasQuorum(info({ name: 'c' }, 3)), false);
    const silent = [replica(0), replica(0)];
    assert.equal(hasQuorum(info({ name: 'c', replicas: silent }, 3)), false);
    assert.equal(hasQuorum(info({ name: 'c', leader: '', replicas: silent }, 3)), false);
    assert.equal(hasQuorum(info({ name: 'c', leader: 'n' }, 3)), false);
  });
});
