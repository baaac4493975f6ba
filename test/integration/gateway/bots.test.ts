// Bots against races, with one server of NATS and with three: nobody makes one who was deposed a moment ago, and nothing that a bot
// says stands above its end, on whichever gateway. The log itself refuses it (docs/adr/0034).
import assert from 'node:assert/strict';
import { botUser, saysBot } from '../../../src/chat/bot/bot.ts';
import { newToken } from '../../../src/chat/bot/token.ts';
import { botFor, type MadeBot } from '../../support/bots.ts';
import { eventually } from '../../support/eventually.ts';
import { answered, flood, type Gateways, startGateways } from '../../support/gateways.ts';
import type { WireClient } from '../../support/wire.ts';

const ROUNDS = 4;
const SHARES = { POST_RATE: '100000', POST_BURST: '100000' };

for (const servers of [1, 3] as const) {
  describe(`a bot in a race, ${servers === 1 ? 'one server' : 'three servers'}`, function () {
    this.timeout(180_000);
    let race: Gateways;
    let owner: WireClient;
    before(async () => {
      race = await startGateways({ servers, count: 2, env: SHARES });
      owner = await race.socket(await race.tokenOf('ada'));
    });
    after(() => race?.stop());

    const acked = async (wire: WireClient, frame: Record<string, unknown>): Promise<number> => {
      const { type, seq, code, message } = await answered(wire, frame);
      assert.equal(type, 'ack', `${JSON.stringify(frame)}: ${code} ${message}`);
      return Number(seq);
    };
    const acks = (wires: readonly WireClient[]) =>
      wires.flatMap(({ frames }) => frames).filter(({ type }) => type === 'ack').length;

    it('is made by nobody who was deposed in one of its rooms, however fast they are', async () => {
      const rounds: { who: string; at: number }[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const who = `eve-${round}`;
        const rooms = [`one-${round}`, `two-${round}`];
        const wires = await race.sockets(await race.tokenOf(who));
        for (const room of rooms) {
          await acked(owner, { type: 'create', room, kind: 'private', members: [who] });
          await acked(wires[0], { type: 'member', room, user: who, do: 'accept' });
          await acked(owner, { type: 'member', room, user: who, do: 'role', role: 'owner' });
        }
        let made = 0;
        const stops = wires.map((wire, i) =>
          flood(wire, () => ({
            type: 'bot',
            ...botFor(`bot ${round} ${i} ${made++}`, rooms).frame,
          })),
        );
        const before = acks(wires);
        await eventually(() => assert.ok(acks(wires) > before + 4), { deadlineMs: 30_000 });
        const deposed = { type: 'member', room: rooms[1], user: who, do: 'role', role: 'member' };
        rounds.push({ who, at: await acked(owner, deposed) });
        await wires[0].waitFor(({ type, code }) => type === 'error' && code === 'forbidden');
        for (const stop of stops) stop();
      }
      const log = await race.log();
      for (const { who, at } of rounds) {
        const own = log.filter(({ fact }) => fact.type === 'BotMade' && fact.user.id === who);
        assert.ok(own.length > 4, 'they had made some');
        assert.deepEqual(
          own.filter(({ seq }) => seq > at),
          [],
        );
        // All of what belongs together, or nothing.
        for (const { fact } of own) {
          assert.ok(saysBot(fact.data));
          const { id } = botUser(fact.data.bot);
          const joined = log.filter(
            (one) =>
              one.fact.type === 'MemberJoined' &&
              (one.fact.data as { user: { id: string } }).user.id === id,
          );
          assert.equal(joined.length, 2);
        }
      }
    });

    it('says nothing above its end, and is put out on every gateway', async () => {
      const rounds: { bot: MadeBot; at: number }[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const room = `square-${round}`;
        await acked(owner, { type: 'create', room, kind: 'public' });
        const bot = botFor(`talker ${round}`, [room]);
        await acked(owner, bot.frame);
        const wires = await race.sockets(bot.token);
        await Promise.all(wires.map((wire) => wire.join(room)));
        for (const wire of wires) flood(wire, () => ({ type: 'post', room, text: 'still here' }));
        await eventually(() => assert.ok(acks(wires) > 20), { deadlineMs: 30_000 });
        rounds.push({ bot, at: await acked(owner, { type: 'revoke', bot: bot.id }) });
        for (const { code } of await Promise.all(wires.map(({ closed }) => closed))) {
          assert.equal(code, 4500);
        }
        await assert.rejects(race.sockets(bot.token), /HTTP 401/);
      }
      const log = await race.log();
      for (const { bot, at } of rounds) {
        const { id } = botUser({ id: bot.id, name: '' });
        const said = log.filter(({ fact }) => fact.type === 'MessagePosted' && fact.user.id === id);
        assert.ok(said.length > 20);
        assert.deepEqual(
          said.filter(({ seq }) => seq > at),
          [],
        );
      }
    });

    it('of two owners who revoke it at once is revoked once; of two who make one of a name there is one', async () => {
      const bob = await race.socket(await race.tokenOf('bob'));
      const room = 'shared';
      await acked(owner, { type: 'create', room, kind: 'public', members: ['bob'] });
      await acked(bob, { type: 'member', room, user: 'bob', do: 'accept' });
      await acked(owner, { type: 'member', room, user: 'bob', do: 'role', role: 'owner' });
      const twins = [botFor('Twin', [room]), botFor('twin', [room])] as const;
      const made = await Promise.all([
        answered(owner, twins[0].frame),
        answered(bob, twins[1].frame),
      ]);
      assert.deepEqual(made.map((one) => one['code'] ?? one.type).sort(), ['ack', 'conflict']);
      const bot = made[0].type === 'ack' ? twins[0] : twins[1];
      const revoke = { type: 'revoke', bot: bot.id };
      const ended = await Promise.all([answered(owner, revoke), answered(bob, revoke)]);
      assert.deepEqual(ended.map((one) => one['code'] ?? one.type).sort(), ['ack', 'conflict']);
      const of = (await race.log()).filter(
        ({ fact }) => saysBot(fact.data) && fact.data.bot.id === bot.id,
      );
      assert.deepEqual(
        of.map(({ fact }) => fact.type),
        ['BotMade', 'BotRevoked'],
      );
      assert.ok(!JSON.stringify(of).includes(newToken(bot.id).sha256), 'each token is its own');
    });
  });
}
