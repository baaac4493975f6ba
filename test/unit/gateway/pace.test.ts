import assert from 'node:assert/strict';
import { Pace } from '../../../src/gateway/limits/pace.ts';

describe('pace', () => {
  const pace = () =>
    new Pace(
      {
        user: { perSecond: 10, burst: 50 },
        address: { perSecond: 100, burst: 1_000 },
        all: { perSecond: 1_000, burst: 3_000 },
      },
      0,
    );

  it('lets those rest who took a lot once their address took more than its share, and nobody else', () => {
    const all = pace();
    const [greedy, modest, elsewhere] = [
      all.of('eve', 'a'),
      all.of('ada', 'a'),
      all.of('bob', 'b'),
    ];
    greedy.spend(1_000, 0);
    assert.equal(greedy.restMs(0), 0, 'nobody waits for what is left over');
    modest.spend(40, 0);
    assert.equal(modest.restMs(0), 0);
    greedy.spend(60, 0);
    assert.equal(greedy.restMs(0), 1_000);
    elsewhere.spend(900, 0);
    assert.deepEqual([modest.restMs(0), elsewhere.restMs(0)], [0, 0]);
  });

  it('counts all together as well: many addresses are no way round it', () => {
    const all = pace();
    const swarm = Array.from({ length: 5 }, (_, i) => all.of(`eve ${i}`, `${i}`));
    const modest = all.of('ada', 'm');
    for (const one of swarm) one.spend(900, 0);
    modest.spend(45, 0);
    const rests = [...swarm, modest].map((one) => one.restMs(0));
    assert.deepEqual(rests, [0, 0, 0, 600, 1_500, 0]);
  });

  it('is the user’s, not the connection’s', () => {
    const all = pace();
    all.of('eve', 'a').spend(1_050, 0);
    const again = all.of('eve', 'a');
    again.spend(1, 0);
    assert.ok(again.restMs(0) > 0);
  });

  it('is over when the address owes nothing any more', () => {
    const greedy = pace().of('eve', 'a');
    greedy.spend(1_200, 0);
    assert.equal(greedy.restMs(500), 1_500);
    assert.equal(greedy.restMs(2_000), 0);
    greedy.spend(1, 2_100);
    assert.equal(greedy.restMs(2_100), 0);
  });

  it('never takes longer than a client waits for an answer, and what is owed is never more than the burst and ten seconds', () => {
    const greedy = pace().of('eve', 'a');
    greedy.spend(1e9, 0);
    assert.equal(greedy.restMs(0), 5_000);
    greedy.spend(0, 20_000);
    assert.equal(greedy.restMs(20_000), 0);
  });
});
