import assert from 'node:assert/strict';
import { Progress } from '../../../src/persister/log/liveness.ts';
import { OtherLog } from '../../../src/persister/rows/checkpoint.ts';

describe('progress of the persister', () => {
  const at = (seconds: number) => seconds * 1_000;

  it('is missed when a batch is tried for a minute and the database answers others', () => {
    const progress = new Progress();
    progress.begin(at(100));
    for (let second = 100; second < 200; second++) progress.tried(new Error('timeout of the pool'));
    assert.equal(progress.alive(at(159), at(0)), true);
    assert.equal(progress.alive(at(160), at(0)), false);
  });

  it('is no matter while the database is away, nor in the first minute after it', () => {
    const progress = new Progress();
    progress.begin(at(100));
    assert.equal(progress.alive(at(1_000), undefined), true);
    assert.equal(progress.alive(at(1_000), at(950)), true);
    assert.equal(progress.alive(at(1_010), at(950)), false);
  });

  it('is no matter while the rows are of another log: only provisioning mends that', () => {
    const progress = new Progress();
    progress.begin(at(100));
    progress.tried(new OtherLog());
    assert.equal(progress.alive(at(1_000), at(0)), true);
  });

  it('is no matter while nothing waits', () => {
    const progress = new Progress();
    progress.begin(at(100));
    progress.end(at(101));
    assert.equal(progress.alive(at(1_000), at(0)), true);
    progress.begin(at(1_000));
    assert.equal(progress.alive(at(1_059), at(0)), true);
  });

  it('is each commit, however many batches are under way', () => {
    const progress = new Progress();
    progress.begin(at(100));
    progress.begin(at(100));
    progress.end(at(150));
    assert.equal(progress.alive(at(209), at(0)), true);
    assert.equal(progress.alive(at(210), at(0)), false);
  });

  it('is no reason for a restart where Postgres itself refuses', () => {
    const progress = new Progress();
    progress.begin(at(100));
    const failed = (code: string) => Object.assign(new Error(code), { code });
    progress.tried(failed('53100'));
    assert.equal(progress.alive(at(1_000), at(0)), true, 'a full disk');
    for (const code of ['08006', 'ECONNRESET', 'EPIPE']) {
      progress.tried(failed(code));
      assert.equal(progress.alive(at(1_000), at(0)), false, code);
    }
    progress.tried();
    assert.equal(progress.alive(at(1_000), at(0)), false, 'the last attempt counts');
  });
});
