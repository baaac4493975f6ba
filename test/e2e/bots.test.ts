// Bots: somebody of their own in rooms of their scope, made and revoked by who owns these, on every gateway at once.
import assert from 'node:assert/strict';
import { botUser } from '../../src/chat/bot/bot.ts';
import { connect } from '../../src/client/client.ts';
import { botFor, give, type MadeBot, makeBot } from '../support/bots.ts';
import { startChat, type TestChat } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { connectWire, type Frame, uuid7, type WireClient } from '../support/wire.ts';

describe('a bot', function () {
  this.timeout(60_000);
  let chat: TestChat;
  let ada: WireClient;
  let eve: WireClient;
  let bot: MadeBot;

  before(async () => {
    chat = await startChat({ gateways: 2, env: { PRIVATE_ROOMS: 'board' } });
    ada = await chat.join('Ada');
    eve = await chat.join('Eve', 1);
    for (const [room, kind] of [
      ['den', 'private'],
      ['square', 'public'],
    ]) {
      assert.equal(await give(ada, { type: 'create', room, kind }), 'ack');
    }
    bot = await makeBot(ada, 'Robo', ['den']);
    await ada.join('den');
  });
  after(async () => {
    await Promise.all([ada, eve].map((wire) => wire?.close()));
    await chat?.stop();
  });
  const asBot = (token = bot.token, gateway = 1) =>
    connectWire(String(chat.socketUrls()[gateway]), { token });
  const enters = async (wire: WireClient, room: string) => {
    const from = wire.frames.length;
    wire.send({ type: 'join', room });
    const isAnswer = (one: Frame) =>
      one['room'] === room && (one.type === 'live' || one.type === 'error');
    const { type, code } = await wire.waitFor(isAnswer, { from });
    return code ?? type;
  };
  const asks = async (wire: WireClient, question: Record<string, unknown>) => {
    const id = uuid7();
    wire.send({ id, ...question });
    return await wire.waitFor((one) => one['id'] === id);
  };

  it('enters the rooms of its scope, private ones included, under its name, and no others', async () => {
    const wire = await asBot();
    const welcome = await wire.waitFor(({ type }) => type === 'welcome');
    assert.deepEqual(welcome['user'], botUser({ id: bot.id, name: 'Robo' }));
    assert.equal(await enters(wire, 'den'), 'live');
    for (const room of ['square', 'lobby', 'board', 'nowhere']) {
      assert.equal(await enters(wire, room), 'forbidden', room);
      assert.equal(
        await give(wire, { type: 'member', room, user: botUser(bot as never).id, do: 'accept' }),
        'forbidden',
      );
    }
    assert.equal((await wire.post('den', 'hello')).type, 'ack');
    const said = await ada.waitFor((one) => (one['data'] as { text?: string })?.text === 'hello');
    assert.deepEqual(said['user'], botUser({ id: bot.id, name: 'Robo' }));
    for (const frame of [
      { type: 'create', room: 'mine', kind: 'public' },
      { type: 'rename', name: 'Robby' },
      botFor('Robo’s bot', ['den']).frame,
    ]) {
      assert.equal(await give(wire, frame), 'forbidden', frame.type as string);
    }
    await wire.close();
  });

  it('finds nothing of other rooms, and no people but those of its rooms', async () => {
    await ada.join('square');
    await ada.post('square', 'marmalade for all');
    await ada.post('den', 'marmalade for us');
    const wire = await asBot();
    await wire.join('den');
    await eventually(async () => {
      const found = await asks(wire, { type: 'search', query: 'marmalade' });
      const texts = (found['messages'] as { text: string }[]).map(({ text }) => text);
      assert.deepEqual(texts, ['marmalade for us']);
    });
    assert.equal((await asks(wire, { type: 'rooms' }))['code'], 'forbidden');
    assert.equal((await asks(wire, { type: 'people', query: 'Eve' }))['code'], 'forbidden');
    const people = await asks(wire, { type: 'people', room: 'den' });
    assert.deepEqual(
      (people['people'] as { user: { name: string; kind?: string } }[]).map(({ user }) => [
        user.name,
        user.kind,
      ]),
      [
        ['Ada', 'guest'],
        ['Robo', 'bot'],
      ],
    );
    await wire.close();
  });

  it('hears nothing of rooms outside of its scope, whoever asks it into them', async () => {
    const wire = await asBot();
    const { id: user } = botUser(bot as never);
    const trap = { type: 'create', room: 'trap', kind: 'private', members: [user] };
    assert.equal(await give(eve, trap), 'ack');
    assert.equal(await give(ada, { type: 'member', room: 'square', user, do: 'invite' }), 'ack');
    await eventually(async () => {
      const people = await asks(ada, { type: 'people', room: 'square' });
      assert.ok(
        (people['people'] as { user: { id: string } }[]).some((one) => one.user.id === user),
      );
    });
    const { rooms } = await asks(wire, { type: 'mine' });
    assert.deepEqual(
      (rooms as { room: string }[]).map(({ room }) => room),
      ['den'],
    );
    assert.deepEqual(
      wire.frames.filter(({ type }) => type === 'invited'),
      [],
    );
    await wire.close();
  });

  it('is made by who owns all its rooms, has a name of its own, and is made once', async () => {
    assert.equal(await give(eve, botFor('Spy', ['den']).frame), 'forbidden');
    assert.equal(await give(eve, botFor('Spy', ['lobby']).frame), 'forbidden');
    assert.equal(await give(ada, botFor('Spy', ['den', 'lobby']).frame), 'forbidden');
    assert.equal(await give(ada, botFor('EVE', ['den']).frame), 'conflict');
    const twice = botFor('Twice', ['den', 'square']);
    assert.equal(await give(ada, twice.frame), 'ack');
    assert.equal(await give(ada, twice.frame), 'ack');
    assert.equal(await give(ada, { ...twice.frame, id: uuid7() }), 'conflict');
    const taken = await fetch(`${chat.urls()[1]}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'twice' }),
    });
    assert.equal(taken.status, 409);
    await taken.body?.cancel();
  });

  it('is listed for those who look after the room, without its hash and the names of its other rooms', async () => {
    await eve.join('square');
    assert.equal((await asks(eve, { type: 'bots', room: 'square' }))['code'], 'forbidden');
    const { bots } = await asks(ada, { type: 'bots', room: 'den' });
    const listed = (bots as Record<string, unknown>[]).map(({ at, by, ...more }) => {
      assert.match(String(at), /^20.*Z$/);
      assert.equal((by as { name: string }).name, 'Ada');
      return more;
    });
    const twice = listed[0]?.['id'];
    assert.deepEqual(listed, [
      { id: twice, name: 'Twice', kind: 'token', others: 1 },
      { id: bot.id, name: 'Robo', kind: 'token' },
    ]);
    const first = await asks(ada, { type: 'bots', room: 'den', limit: 1 });
    const second = await asks(ada, { type: 'bots', room: 'den', limit: 1, after: first['next'] });
    assert.deepEqual(
      [first, second].map((page) => (page['bots'] as { name: string }[]).map(({ name }) => name)),
      [['Twice'], ['Robo']],
    );
    assert.equal(second['next'], undefined);
  });

  it('is who the SDK and a request say it is', async () => {
    const client = connect({ url: String(chat.urls()[0]), token: bot.token });
    await client.join('den');
    assert.equal(client.user?.name, 'Robo');
    client.close();
    const headers = { authorization: `Bearer ${bot.token}` };
    const session = await fetch(`${chat.urls()[1]}/api/session`, { headers });
    assert.equal(((await session.json()) as { user: { name: string } }).user.name, 'Robo');
    const says = async (room: string) => {
      const url = `${chat.urls()[1]}/api/rooms/${room}/messages`;
      const more = { ...headers, 'content-type': 'application/json' };
      const body = JSON.stringify({ text: 'by a request' });
      const response = await fetch(url, { method: 'POST', headers: more, body });
      await response.body?.cancel();
      return response.status;
    };
    assert.deepEqual([await says('den'), await says('square')], [201, 403]);
    const wrong = `${bot.token.slice(0, -1)}${bot.token.endsWith('0') ? '1' : '0'}`;
    await assert.rejects(asBot(wrong), /HTTP 401/);
    await assert.rejects(asBot(botFor('Nobody', ['den']).token), /HTTP 401/);
  });

  it('is not guessed at from one address, on whichever way, and keeps nobody out who came before', async () => {
    const url = String(chat.urls()[0]);
    const tries = async (path: string) => {
      const headers = { authorization: `Bearer ${botFor('X', ['x']).token}` };
      const response = await fetch(url + path, { headers });
      await response.body?.cancel();
      return response.status;
    };
    const all = async (path: string) =>
      new Set(await Promise.all(Array.from({ length: 60 }, () => tries(path))));
    assert.deepEqual(await all('/api/me/rooms'), new Set([401, 429]));
    assert.ok((await all('/api/session')).has(429));
    const sockets = Array.from({ length: 60 }, () =>
      asBot(botFor('X', ['x']).token, 0).then(
        () => 'in',
        (error: Error) => error.message,
      ),
    );
    assert.ok(new Set(await Promise.all(sockets)).has('HTTP 429'));
    await (await asBot(bot.token, 0)).close();
  });

  it('that was revoked is out at once, on every connection of every gateway, and its name is free', async () => {
    const wires = await Promise.all([asBot(bot.token, 0), asBot(bot.token, 1)]);
    await Promise.all(wires.map((wire) => wire.join('den')));
    assert.equal(await give(eve, { type: 'revoke', bot: bot.id }), 'forbidden');
    const revoke = { type: 'revoke', id: uuid7(), bot: bot.id };
    assert.equal(await give(ada, revoke), 'ack');
    for (const { code } of await Promise.all(wires.map(({ closed }) => closed))) {
      assert.equal(code, 4500);
    }
    assert.equal(await give(ada, revoke), 'ack', 'the same again is the same command');
    assert.equal(await give(ada, { type: 'revoke', bot: bot.id }), 'conflict');
    await assert.rejects(asBot(bot.token, 0), /HTTP 401/);
    await assert.rejects(asBot(bot.token, 1), /HTTP 401/);
    await makeBot(ada, 'robo', ['den']);
    const { bots } = await asks(ada, { type: 'bots', room: 'den' });
    assert.ok(!(bots as { id: string }[]).some(({ id }) => id === bot.id));
  });
});
