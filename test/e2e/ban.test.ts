// No fact of somebody who is banned or muted stands in the log above that, on whichever gateway they write, with one server of
// NATS and with three: the log itself refuses (P9). Two hundred times: test/load/ban.ts.
import assert from 'node:assert/strict';
import { type Flood, type Round, startFlood } from '../support/ban-flood.ts';

const ROUNDS = 4;

for (const servers of [1, 3] as const) {
  describe(`a ban against a flood, ${servers === 1 ? 'one server' : 'three servers'}`, function () {
    this.timeout(120_000);
    let flood: Flood;
    before(async () => {
      flood = await startFlood(servers);
    });
    after(() => flood.stop());

    it('nothing of who was banned or muted stands above it', async () => {
      const rounds: Round[] = [];
      for (let i = 0; i < ROUNDS; i++) {
        rounds.push(await flood.round('ban'), await flood.round('mute'));
      }
      const { before: written, above, types } = await flood.judge(rounds);
      assert.ok(Math.min(...written) > 0, 'each had said something');
      for (const type of ['MessagePosted', 'MessageEdited', 'MessageDeleted', 'ReactionAdded']) {
        assert.ok(types.has(type), `and ${type} was among it`);
      }
      assert.deepEqual(
        above,
        rounds.map(() => 0),
      );
    });
  });
}
