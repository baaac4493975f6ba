// Who asks again is owed an answer again, whatever the tape says of the first time.
import assert from 'node:assert/strict';
import { Outbox } from '../../chaos/outbox.ts';
import { honestRun } from './honest-run.ts';

describe('an outbox of make chaos', () => {
  it('waits for what was answered long ago and is said again', () => {
    const sent: string[] = [];
    const outbox = new Outbox(({ id }) => sent.push(id));
    const [post = assert.fail()] = honestRun().tape.posts.values();
    assert.equal(post.settled, true);
    outbox.open();
    outbox.add(post);
    assert.deepEqual([outbox.ids(), sent], [[post.id], [post.id]]);
    outbox.settle(post.id);
    assert.deepEqual(outbox.ids(), []);
    outbox.stop();
  });
});
