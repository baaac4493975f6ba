import assert from 'node:assert/strict';
import { Buckets, fullBucket, take } from '../../../src/gateway/limits/rate-limit.ts';

const rate = { perSecond: 10, burst: 3 };

describe('token bucket', () => {
  it('gives the burst at once, then says how long to wait', () => {
    const bucket = fullBucket(rate, 0);
    assert.deepEqual(
      [1, 2, 3].map(() => take(bucket, rate, 0)),
      [0, 0, 0],
    );
    assert.equal(take(bucket, rate, 0), 100);
    assert.equal(take(bucket, rate, 40), 60);
    assert.equal(take(bucket, rate, 100), 0);
  });

  it('never holds more than the burst', () => {
    const bucket = fullBucket(rate, 0);
    const late = [1, 2, 3, 4].map(() => take(bucket, rate, 1_000_000));
    assert.deepEqual(late.slice(0, 3), [0, 0, 0]);
    assert.ok((late[3] ?? 0) > 0);
  });

  it('is kept for each key and forgotten once full', () => {
    const buckets = new Buckets(rate);
    for (let i = 0; i < 3; i++) assert.equal(buckets.take('ada', 1_000), 0);
    assert.ok(buckets.take('ada', 1_000) > 0);
    assert.equal(buckets.take('bob', 1_000), 0);
    assert.equal(buckets.size, 2);
    assert.equal(buckets.take('eve', 60_000), 0);
    assert.equal(buckets.size, 1);
  });
});
