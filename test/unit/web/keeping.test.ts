import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { keysOf } from '../../../src/client/storage.ts';
import { Keeping } from '../../../src/web/model/keeping.ts';
import { latePlace, place } from './places.ts';

const isCache = (key: string) => key.startsWith('cache:');

const kinds: [string, typeof latePlace][] = [
  ['a place that keeps at once', place],
  ['a place that keeps later', latePlace],
];

for (const [name, create] of kinds) {
  describe(`keeping things in ${name}`, () => {
    const open = (room?: number) => {
      const backing = create(room);
      return { backing, keeping: new Keeping(backing, isCache) };
    };

    it('gives back what was set, and what was set last', async () => {
      const { backing, keeping } = open();
      keeping.setItem('draft', 'one');
      keeping.setItem('draft', 'two');
      keeping.setItem('gone', 'three');
      keeping.removeItem('gone');
      assert.equal(keeping.getItem('draft'), 'two');
      assert.deepEqual(keysOf(keeping, ''), ['draft']);
      await turn();
      assert.equal(keeping.getItem('draft'), 'two');
      assert.deepEqual([...backing.items], [['draft', 'two']]);
      assert.equal(keeping.kept.get(), 'kept');
    });

    it('takes the room of caches for what cannot be had again, without a word', async () => {
      const { backing, keeping } = open(20);
      keeping.setItem('cache:a', 'x'.repeat(9));
      keeping.setItem('cache:b', 'x'.repeat(9));
      keeping.setItem('draft', 'a thought');
      await turn();
      assert.deepEqual([...backing.items], [['draft', 'a thought']]);
      assert.equal(keeping.kept.get(), 'kept');
      keeping.setItem('cache:a', 'x');
      await turn();
      assert.equal(keeping.getItem('cache:a'), null, 'nor do they take it back');
    });

    it('takes out also what could not be taken out at once', async () => {
      const { backing, keeping } = open(27);
      for (const key of ['a', 'b', 'c']) keeping.setItem(`cache:${key}`, 'x'.repeat(9));
      await turn();
      const { removeItem } = backing;
      let refusals = 2;
      backing.removeItem = async (key) => {
        refusals -= 1;
        if (refusals >= 0) throw new DOMException('given up', 'InvalidStateError');
        await removeItem(key);
      };
      keeping.setItem('draft', 'a thought');
      await turn();
      assert.deepEqual([...backing.items], [['draft', 'a thought']]);
      assert.equal(keeping.kept.get(), 'kept');
    });

    it('does not put a cache back that failed for another reason before its room was needed', async () => {
      const { backing, keeping } = open(20);
      keeping.setItem('cache:a', 'x'.repeat(18));
      await turn();
      const setItem = backing.setItem.bind(backing);
      const { promise: evicted, resolve: evict } = Promise.withResolvers<void>();
      let isFirst = true;
      backing.setItem = async (key, value) => {
        if (key !== 'cache:b' || !isFirst) {
          await setItem(key, value);
          if (key === 'draft') evict();
          return;
        }
        isFirst = false;
        await evicted;
        throw new DOMException('given up', 'InvalidStateError');
      };
      keeping.setItem('cache:b', 'x');
      keeping.setItem('draft', 'a thought');
      await turn();
      await turn();
      assert.deepEqual([...backing.items], [['draft', 'a thought']]);
    });

    it('has everything else of the page make room for it, too', async () => {
      const { backing, keeping } = open(5);
      backing.makeRoom = async () => {
        backing.room = 20;
      };
      keeping.setItem('draft', 'a thought');
      await turn();
      assert.deepEqual([...backing.items], [['draft', 'a thought']]);
      assert.equal(keeping.kept.get(), 'kept');
    });

    it('drops a cache for which there is no room, and says nothing', async () => {
      const { backing, keeping } = open(10);
      keeping.setItem('draft', 'a thought');
      keeping.setItem('cache:a', 'x'.repeat(9));
      await turn();
      assert.deepEqual([...backing.items], [['draft', 'a thought']]);
      assert.equal(keeping.kept.get(), 'kept');
    });

    it('says that it is full when even that does not do, and still shows everything', async () => {
      const { backing, keeping } = open(10);
      const said: string[] = [];
      keeping.kept.subscribe(() => said.push(keeping.kept.get()));
      keeping.setItem('one', 'a thought');
      for (const text of ['n', 'no', 'no room']) keeping.setItem('two', text);
      await turn();
      assert.equal(keeping.getItem('two'), 'no room');
      assert.deepEqual(keysOf(keeping, '').sort(), ['one', 'two']);
      assert.deepEqual(said.at(-1), 'full');
      assert.equal(backing.items.get('one'), 'a thought');
    });

    it('says so once, though other values are kept meanwhile', async () => {
      const { keeping } = open(10);
      const said: string[] = [];
      keeping.kept.subscribe(() => said.push(keeping.kept.get()));
      for (const letter of ['a', 'b', 'c']) {
        keeping.setItem('draft', letter.repeat(11));
        keeping.setItem('read', letter);
        await turn();
      }
      assert.deepEqual(said, ['full']);
    });

    it('does not take the same value of before for kept', async () => {
      const { backing, keeping } = open(10);
      for (const text of ['one', 'another']) keeping.setItem('draft', text);
      backing.room = 0;
      keeping.setItem('draft', 'one');
      await turn();
      assert.equal(keeping.getItem('draft'), 'one');
      assert.equal(keeping.kept.get(), 'full');
    });

    it('keeps all of it once there is room again', async () => {
      const { backing, keeping } = open(3);
      keeping.setItem('one', 'a thought');
      keeping.setItem('two', 'another');
      await turn();
      assert.equal(keeping.kept.get(), 'full');
      backing.room = 100;
      keeping.setItem('three', 'fits');
      await turn();
      assert.equal(keeping.kept.get(), 'kept');
      const kept = Object.fromEntries(backing.items);
      assert.deepEqual(kept, { one: 'a thought', two: 'another', three: 'fits' });
    });

    /** Lets so many of the next writes of `key` fail, for another reason than a lack of room. */
    const fail = (backing: ReturnType<typeof create>, key: string, times: number) => {
      const set = backing.setItem;
      let left = times;
      backing.setItem = (one, value) => {
        if (one === key && left > 0) {
          left -= 1;
          throw new DOMException('The database is closing.', 'InvalidStateError');
        }
        return set.call(backing, one, value);
      };
    };

    it('tries a write again that failed for another reason, and leaves the caches alone', async () => {
      const { backing, keeping } = open();
      const said: string[] = [];
      keeping.kept.subscribe(() => said.push(keeping.kept.get()));
      keeping.setItem('cache:a', 'messages');
      fail(backing, 'draft', 1);
      keeping.setItem('draft', 'a thought');
      await turn();
      keeping.setItem('cache:b', 'more');
      await turn();
      const kept = Object.fromEntries(backing.items);
      assert.deepEqual(kept, { 'cache:a': 'messages', 'cache:b': 'more', draft: 'a thought' });
      assert.deepEqual(said, []);
    });

    it('tries a cache again, too, when it failed for another reason', async () => {
      const { backing, keeping } = open();
      fail(backing, 'cache:a', 1);
      keeping.setItem('cache:a', 'messages');
      await turn();
      assert.deepEqual([...backing.items], [['cache:a', 'messages']]);
    });

    it('takes the room of caches where the plain second try fails as well', async () => {
      const { backing, keeping } = open();
      keeping.setItem('cache:a', 'messages');
      await turn();
      fail(backing, 'draft', 2);
      keeping.setItem('draft', 'a thought');
      await turn();
      assert.deepEqual([...backing.items], [['draft', 'a thought']]);
      assert.equal(keeping.kept.get(), 'kept');
    });

    it('tries what was refused once when there is room again, however much it is', async () => {
      const { backing, keeping } = open(0);
      const many = Array.from({ length: 200 }, (_, index) => `message ${index}`);
      for (const key of many) keeping.setItem(key, 'x');
      await turn();
      assert.equal(keeping.kept.get(), 'full');
      backing.room = Number.POSITIVE_INFINITY;
      let tries = 0;
      const set = backing.setItem;
      backing.setItem = (key, value) => {
        tries += 1;
        return set.call(backing, key, value);
      };
      keeping.setItem('one more', 'x');
      await turn();
      assert.equal(keeping.kept.get(), 'kept');
      assert.equal(tries, many.length + 1);
    });

    it('says when it is refused altogether', async () => {
      const { backing, keeping } = open();
      backing.setItem = () => {
        throw new DOMException('blocked', 'SecurityError');
      };
      keeping.setItem('draft', 'a thought');
      await turn();
      assert.equal(keeping.kept.get(), 'refused');
      assert.equal(keeping.getItem('draft'), 'a thought');
    });
  });
}
