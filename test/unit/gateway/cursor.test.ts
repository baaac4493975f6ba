// A cursor beyond what this gateway knows is only called wrong by a leader that others follow (P4).
import assert from 'node:assert/strict';
import { checkCursor } from '../../../src/gateway/room/enter.ts';

describe('a cursor ahead of the gateway', () => {
  const check = (lastSeq: number, proven: boolean) => {
    const log = { epoch: 'e', firstSeq: 1, lastSeq, bytes: 0, maxBytes: -1, replicas: 1 };
    const extents = { log, refresh: async () => log, proven };
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
