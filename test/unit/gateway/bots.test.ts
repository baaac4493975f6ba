// Who comes with a bot's token: looked up as it is used, refused where it is another's, no token, or was revoked.
import assert from 'node:assert/strict';
import { type Bot, type BotKind, botUser } from '../../../src/chat/bot/bot.ts';
import { botMade, botRevoked } from '../../../src/chat/bot/facts.ts';
import { newToken, readToken, writeToken } from '../../../src/chat/bot/token.ts';
import type { State } from '../../../src/chat/kernel/command.ts';
import { makeRoomlessFact } from '../../../src/chat/kernel/fact.ts';
import { botSubject } from '../../../src/chat/kernel/subjects.ts';
import { guestAuth, TryAgain, Unauthorized } from '../../../src/gateway/edge/auth.ts';
import { Bots, withBots } from '../../../src/gateway/edge/bots.ts';
import { mayEnter } from '../../../src/gateway/edge/identity.ts';
import { TooMany } from '../../../src/gateway/limits/turns.ts';
import { LogUnreadable } from '../../../src/gateway/log/direct-get.ts';
import { NO_STATE } from '../../support/known.ts';
import { uuid7 } from '../../support/wire.ts';

const ID = '019b7d7e-0000-4000-8000-000000000001';
const ADA = { id: 'ada', name: 'Ada' };

function setUp(kind = 'token') {
  const { token, sha256 } = newToken(ID);
  const bot: Bot = { id: ID, name: 'Robo', kind, rooms: ['den'], sha256, by: ADA };
  const made: State = {
    seq: 1,
    fact: makeRoomlessFact(botMade, { id: uuid7(), user: ADA, data: { bot } }),
  };
  const ended = makeRoomlessFact(botRevoked, {
    ...{ id: uuid7(), user: ADA },
    data: { bot: { ...bot, revoked: true } },
  });
  const asked: string[] = [];
  let state: State | Error = made;
  const bots = new Bots({
    of: async (subject) => {
      asked.push(subject);
      if (state instanceof Error) throw state;
      return subject === botSubject(ID) ? state : NO_STATE;
    },
  });
  return {
    ...{ token, bots, asked },
    revoke: () => {
      state = { seq: 2, fact: ended };
    },
    fail: (error: Error) => {
      state = error;
    },
  };
}
const refused = (bots: Bots, token: string, kind: BotKind = 'token') =>
  assert.rejects(bots.authenticate(token, kind), Unauthorized);

describe('a bot’s token at the door', () => {
  it('is of the bot, with its rooms and no others, and ends never', async () => {
    const { token, bots } = setUp();
    const identity = await bots.authenticate(token, 'token');
    assert.deepEqual(identity.user, botUser({ id: ID, name: 'Robo' }));
    const enters = (room: string) => mayEnter(identity, room, new Set(['den', 'board']));
    assert.deepEqual([enters('den'), enters('board'), enters('lobby')], [true, false, false]);
    const operator = { ...identity, roles: ['moderator'] };
    assert.equal(mayEnter(operator, 'lobby', new Set()), false, 'whatever else it is');
    assert.ok(identity.expiresAt > Date.now() + 1e12 && Number.isSafeInteger(identity.expiresAt));
  });

  it('opens nothing where its secret is another one, it is of another kind, or was revoked', async () => {
    const { token, bots, revoke, asked } = setUp();
    const other = writeToken(ID, new Uint8Array(32).fill(1));
    await refused(bots, other);
    await refused(bots, token, 'incoming');
    await refused(bots, newToken(uuid7()).token);
    assert.equal(asked.length, 3, 'each is looked up, whosever it is');
    await refused(bots, `${token.slice(0, -1)}x`);
    assert.equal(asked.length, 3, 'what was not copied whole is not');
    revoke();
    await refused(bots, token);
    assert.equal(await bots.isRevoked(botUser({ id: ID, name: '' }).id), true);
    assert.equal(await bots.isRevoked('ada'), false);
    const outgoing = setUp('outgoing');
    await refused(outgoing.bots, outgoing.token);
  });

  it('can be shown again where nobody can say whose it is', async () => {
    const { token, bots, fail } = setUp();
    for (const error of [new LogUnreadable('away'), new TooMany(1)]) {
      fail(error);
      await assert.rejects(bots.authenticate(token, 'token'), TryAgain);
    }
  });

  it('is tried 50 times at once by an address that comes with others’, and as often as it likes by one in use', async () => {
    const { token, bots } = setUp();
    const tries = (text: string | undefined, address = 'here') =>
      Array.from({ length: 60 }, () => bots.wait(text, address, 0)).filter((ms) => ms === 0).length;
    assert.equal(tries(newToken(uuid7()).token), 50);
    assert.equal(tries(token), 0, 'it was not met yet');
    assert.equal(tries(newToken(uuid7()).token, 'there'), 50);
    assert.ok(bots.wait(token, 'here', 0) > 0);
    await bots.authenticate(token, 'token');
    assert.equal(tries(token), 60);
    assert.deepEqual([tries('x'), tries(undefined)], [60, 60], 'nothing is looked up of these');
  });

  it('stands beside another way to sign in', async () => {
    const { token, bots } = setUp();
    const auth = withBots(guestAuth('x'.repeat(32), 60), bots);
    assert.equal((await auth.authenticate(token)).user.name, 'Robo');
    await assert.rejects(auth.authenticate('eyJ'), Unauthorized);
    assert.equal(readToken(token)?.id, ID);
  });
});
