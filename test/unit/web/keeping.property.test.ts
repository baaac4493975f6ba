import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { Keeping } from '../../../src/web/model/keeping.ts';
import { latePlace, place } from './places.ts';

const isCache = (key: string) => key.startsWith('cache:');
const keys = ['draft', 'post', 'read', 'cache:a', 'cache:b'];
const step = fc.oneof(
  fc.record({
    do: fc.constant('set' as const),
    key: fc.constantFrom(...keys),
    length: fc.constantFrom(1, 20),
  }),
  fc.record({ do: fc.constant('remove' as const), key: fc.constantFrom(...keys) }),
  fc.record({ do: fc.constant('room' as const), room: fc.constantFrom(0, 5, 25, 45, 100) }),
  fc.record({ do: fc.constant('wait' as const) }),
);

for (const [name, create] of [
  ['at once', place],
  ['later', latePlace],
] as [string, typeof latePlace][]) {
  describe(`a place that keeps ${name}, whatever room it has`, () => {
    it('shows what was written last, knows what is not kept, and says it once', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
          const backing = create(30);
          const keeping = new Keeping(backing, isCache);
          const written = new Map<string, string>();
          const check = () => {
            for (const key of keys.filter((one) => !isCache(one))) {
              assert.equal(keeping.getItem(key), written.get(key) ?? null);
            }
          };
          const kept = () =>
            keys.every((key) => isCache(key) || backing.items.get(key) === written.get(key));
          let told = 0;
          keeping.kept.subscribe(() => {
            if (keeping.kept.get() === 'full') told += 1;
          });
          let writes = 0;
          let before = keeping.kept.get();
          for (const one of steps) {
            if (one.do === 'set' || one.do === 'remove') writes += 1;
            if (one.do === 'set') {
              written.set(one.key, 'x'.repeat(one.length));
              keeping.setItem(one.key, 'x'.repeat(one.length));
            } else if (one.do === 'remove') {
              written.delete(one.key);
              keeping.removeItem(one.key);
            } else if (one.do === 'room') backing.room = one.room;
            check();
            if (one.do !== 'wait') continue;
            await turn();
            check();
            if (keeping.kept.get() === 'kept') assert.ok(kept(), 'says it is kept');
            const stillFull = before === 'full' && keeping.kept.get() === 'full';
            if (stillFull && writes === 1) assert.equal(told, 0, 'told again of what was known');
            [told, writes, before] = [0, 0, keeping.kept.get()];
          }
          backing.room = Number.POSITIVE_INFINITY;
          keeping.setItem('read', 'now');
          written.set('read', 'now');
          await turn();
          assert.deepEqual([keeping.kept.get(), kept()], ['kept', true]);
        }),
        { numRuns: 3_000 },
      );
    });
  });
}
