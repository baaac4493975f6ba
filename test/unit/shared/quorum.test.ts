// Who leads the log, and who only did.
import assert from 'node:assert/strict';
import { hasQuorum } from '../../../src/shared/quorum.ts';

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

  it('counts nobody whom it never heard since it leads', () => {
    assert.equal(leads(replica(9), replica(0)), false);
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
