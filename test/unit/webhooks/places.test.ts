// How many deliveries are under way at once.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Places } from '../../../src/webhooks/places.ts';

const never = new AbortController().signal;

describe('places for deliveries', () => {
  it('are never more than there are, nor more of one host, and all who wait get one', async () => {
    const hosts = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(hosts, fc.infiniteStream(fc.nat(3)), async (all, turns) => {
        const places = new Places(3, 2);
        const busy = new Map<string, number>();
        const run = async (host: string) => {
          const free = await places.take(host, never);
          busy.set(host, (busy.get(host) ?? 0) + 1);
          assert.ok((busy.get(host) ?? 0) <= 2 && places.busy <= 3);
          for (let turn = turns.next().value; turn > 0; turn--) await undefined;
          busy.set(host, (busy.get(host) ?? 0) - 1);
          free?.();
          free?.();
        };
        await Promise.all(all.map(run));
        assert.equal(places.busy, 0);
      }),
    );
  });

  it('are not held for who does not want one any more', async () => {
    const places = new Places(1, 1);
    const free = await places.take('a', never);
    const gone = new AbortController();
    const waiting = places.take('a', gone.signal);
    const next = places.take('b', never);
    gone.abort();
    assert.equal(await waiting, undefined);
    assert.equal(await places.take('a', gone.signal), undefined);
    free?.();
    (await next)?.();
    assert.equal(places.busy, 0);
  });
});
