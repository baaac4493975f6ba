import assert from 'node:assert/strict';
import { shareNext } from '../../../src/gateway/log/extent.ts';

describe('a question that many share', () => {
  function questions() {
    const asked: PromiseWithResolvers<string>[] = [];
    const ask = shareNext(() => {
      const question = Promise.withResolvers<string>();
      asked.push(question);
      return question.promise;
    });
    return { asked, ask };
  }
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  it('is not answered by what was asked before it, but by one question for all who wait', async () => {
    const { asked, ask } = questions();
    const first = ask();
    const later = [ask(), ask()];
    assert.equal(asked.length, 1);
    asked[0]?.resolve('before');
    assert.equal(await first, 'before');
    await turn();
    assert.equal(asked.length, 2);
    asked[1]?.resolve('after');
    assert.deepEqual(await Promise.all(later), ['after', 'after']);
  });

  it('is asked though the one before it failed, and again when nobody asks any more', async () => {
    const { asked, ask } = questions();
    const first = ask();
    const later = ask();
    asked[0]?.reject(new Error('no leader'));
    await assert.rejects(first);
    await turn();
    asked[1]?.resolve('there');
    assert.equal(await later, 'there');
    void ask();
    assert.equal(asked.length, 3);
  });
});
