// Operators, given and taken from a terminal: a fact of the log, obeyed by every gateway as it reads it.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { connect } from '../../src/client/client.ts';
import { startChild } from '../../src/local/child.ts';
import { ROOT } from '../../src/local/page.ts';
import { type Session, startChat, type TestChat } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { publishRaw } from '../support/log.ts';
import { posts } from '../support/persister.ts';
import { connectWire, type Frame, type WireClient } from '../support/wire.ts';

describe('operators', function () {
  this.timeout(60_000);
  let chat: TestChat;
  let ada: Session;
  let here: WireClient;
  let there: WireClient;
  let other: WireClient;

  before(async () => {
    chat = await startChat({ gateways: 2, env: { PRIVATE_ROOMS: 'board' } });
    ada = await chat.session('Ada');
    const urls = chat.socketUrls();
    [here, there] = (await Promise.all(
      urls.map((url) => connectWire(url, { token: ada.token })),
    )) as [WireClient, WireClient];
    other = await chat.join('Bob');
  });
  after(async () => {
    await Promise.all([here, there, other].map((wire) => wire?.close()));
    await chat?.stop();
  });

  async function admin(env: Record<string, string> = {}) {
    const child = startChild({
      name: 'admin',
      command: process.execPath,
      args: [join(ROOT, 'src/gateway/tools/admin.ts')],
      env: { ...process.env, NATS_URL: chat.env.operator.NATS_ADMIN_URL, BY: 'Jane', ...env },
    });
    const { code } = await child.exited;
    const said = child.lines().join('\n');
    assert.ok(!said.includes(chat.nats.passwords.admin), 'no password');
    return { code, said };
  }
  const does = async (wire: WireClient, frame: Record<string, unknown>): Promise<unknown> => {
    const { type, code } = await wire.does(frame);
    return code ?? type;
  };
  const enters = async (wire: WireClient, room: string) => {
    const from = wire.frames.length;
    wire.send({ type: 'join', room });
    const isAnswer = (one: Frame) =>
      one['room'] === room && (one.type === 'live' || one.type === 'error');
    const { type, code } = await wire.waitFor(isAnswer, { from });
    return code ?? type;
  };
  const roles = async () => {
    const headers = { authorization: `Bearer ${ada.token}` };
    const found = chat.urls().map(async (url) => {
      const response = await fetch(`${url}/api/session`, { headers });
      return ((await response.json()) as { roles?: string[] }).roles ?? [];
    });
    return await Promise.all(found);
  };
  const isTold = (wire: WireClient, event: string) =>
    wire.waitFor((frame) => frame.type === 'event' && frame['event'] === event);

  it('are made from a terminal, at once, on every gateway and every connection', async () => {
    await Promise.all([here.join('lobby'), there.join('lobby'), other.join('lobby')]);
    const { seq } = await other.post('lobby', 'hello');
    const pin = { type: 'pin', room: 'lobby', target: seq, on: true };
    assert.deepEqual([await does(here, pin), await does(there, pin)], ['forbidden', 'forbidden']);
    assert.equal(await enters(there, 'board'), 'forbidden');

    const { code, said } = await admin({ GRANT: 'aDa' });
    assert.equal(code, 0, said);
    assert.match(
      said,
      new RegExp(`^Ada \\(${ada.user.id}\\) is an operator now, on every gateway`),
    );
    const told = await Promise.all([here, there].map((wire) => isTold(wire, 'OperatorGranted')));
    for (const { user, data, room } of told) {
      assert.deepEqual([user, room], [{ id: 'terminal:Jane', name: 'Jane' }, undefined]);
      assert.deepEqual(data, { user: { id: ada.user.id, name: 'Ada' }, isOperator: true });
    }
    assert.deepEqual([await does(here, pin), await does(there, pin)], ['ack', 'ack']);
    assert.equal(await enters(there, 'board'), 'live');
    assert.deepEqual(await roles(), [['moderator'], ['moderator']]);
    assert.ok(
      !other.frames.some(({ event }) => event === 'OperatorGranted'),
      'nobody else is told',
    );
  });

  it('are known to a gateway that starts later, and to whoever asks, with who made them', async () => {
    // More than a gateway reads again at its start.
    await publishRaw(chat, posts(1_100, 'noise'));
    const late = await chat.startGateway();
    const wire = await connectWire(`ws://127.0.0.1:${late.port}/ws`, { token: ada.token });
    assert.equal(await enters(wire, 'board'), 'live');
    await wire.close();
    const { code, said } = await admin();
    assert.equal(code, 0);
    assert.match(said, new RegExp(`Ada \\(${ada.user.id}\\) is an operator since 20.*, by Jane`));
    const again = await admin({ GRANT: `id:${ada.user.id}` });
    assert.deepEqual([again.code, /is an operator already, by Jane/.test(again.said)], [1, true]);
    await eventually(async () =>
      assert.deepEqual(
        await chat.database.sql('select user_id, is_operator, by_name from operator'),
        [{ user_id: ada.user.id, is_operator: true, by_name: 'Jane' }],
      ),
    );
  });

  it('are none any more at once, and out of the rooms that were open to operators alone', async () => {
    const client = connect({ url: String(chat.urls()[1]), token: ada.token });
    const heard: boolean[] = [];
    client.on('operator', ({ isOperator }) => void heard.push(isOperator));
    await client.join('board');
    const { code, said } = await admin({ REVOKE: 'Ada', BY: 'Joe' });
    assert.deepEqual([code, /is no operator any more/.test(said)], [0, true]);
    const left = await there.waitFor((frame) => frame.type === 'left');
    assert.deepEqual([left['room'], left['reason']], ['board', 'closed']);
    assert.equal(await enters(there, 'board'), 'forbidden');
    const { seq } = await other.post('lobby', 'hello again');
    for (const wire of [here, there]) {
      await isTold(wire, 'OperatorRevoked');
      const deletes = { type: 'delete', room: 'lobby', target: seq };
      assert.equal(await does(wire, deletes), 'forbidden');
    }
    assert.deepEqual(await roles(), [[], [], []]);
    await eventually(() => assert.deepEqual([heard, client.rooms], [[false], []]));
    client.close();
    assert.match((await admin()).said, /is no operator since 20.*, by Joe/);
  });

  it('are those of the log, whatever a token or a setting says', async () => {
    const env = { ADMINS: `${ada.user.id},guest-root` };
    const gateway = await chat.startGateway(env);
    const wire = await connectWire(`ws://127.0.0.1:${gateway.port}/ws`, { token: ada.token });
    assert.equal(await enters(wire, 'board'), 'forbidden');
    await wire.close();
  });

  it('are said by nobody else: the log takes no such fact of a gateway', async () => {
    const nc = await chat.nats.connect('gateway');
    await assert.rejects(
      nc.jetstream().publish(`chat.operator.${ada.user.id}`, '{}', { timeout: 2_000 }),
      /Permissions Violation/i,
    );
    await nc.close();
  });

  it('are not made of nobody: what to do is said instead', async () => {
    const nobody = await admin({ GRANT: '@nobody at all' });
    assert.deepEqual([nobody.code, /Nobody is called @nobody at all/.test(nobody.said)], [1, true]);
    const mistyped = await admin({ REVOKE: 'Adda' });
    assert.deepEqual([mistyped.code, /Nobody is called Adda now/.test(mistyped.said)], [1, true]);
    assert.equal((await admin({ GRANT: 'a', REVOKE: 'b' })).code, 78);
    const away = await admin({ NATS_URL: 'nats://admin:wrong@127.0.0.1:1' });
    assert.equal(away.code, 2, away.said);
  });

  it('make bots and hooks, list them and revoke them, in words', async () => {
    const made = await admin({ BOT: 'Robo', ROOMS: 'lobby', CHAT_URLS: 'http://chat.test:8080' });
    assert.equal(made.code, 0, made.said);
    const token = made.said.split('\n').at(-1) ?? '';
    const robo = await connectWire(String(chat.socketUrls()[1]), { token });
    await robo.join('lobby');
    assert.equal((await robo.post('lobby', 'hello')).type, 'ack');
    assert.equal(await enters(robo, 'board'), 'forbidden');
    const hook = await admin({ HOOK: 'Alerts', ROOMS: 'lobby', CHAT_URLS: String(chat.urls()[0]) });
    const url = hook.said.split('\n').at(-1) ?? '';
    const posted = await fetch(url, { method: 'POST', body: '{"text":"from a hook"}' });
    assert.deepEqual([posted.status, await posted.text()], [200, 'ok']);
    const listed = (await admin({ BOTS: 'lobby' })).said.split('\n');
    assert.equal(listed.length, 2);
    assert.match(listed[0] ?? '', /^bot Robo \([0-9a-f-]{36}\) in lobby, 20.*, by Jane$/);
    assert.match(listed[1] ?? '', /^hook Alerts /);
    assert.equal((await admin({ BOTS: 'board' })).said, 'board has no bots.');

    const revoked = await admin({ REVOKE_BOT: 'robo' });
    assert.match(revoked.said, /^Robo \(.*\) is revoked: its token opens nothing any more/);
    assert.equal((await robo.closed).code, 4500);
    assert.deepEqual((await admin({ REVOKE_BOT: 'robo' })).code, 1);
    assert.equal((await admin({ BOTS: 'all' })).said.split('\n').length, 1);
    const nobody = await chat.session('Robo');
    assert.ok(nobody.user.id.startsWith('guest-'), 'its name is free');
  });

  it('refuse in words what is no bot', async () => {
    for (const [env, code, words] of [
      [{ BOT: 'x', ROOMS: 'nowhere' }, 1, /there is no room nowhere/],
      [{ BOT: 'Ada', ROOMS: 'lobby' }, 1, /“Ada” is taken/],
      [{ BOT: 'everyone', ROOMS: 'lobby' }, 1, /means everybody/],
      [{ HOOK: 'x', ROOMS: 'lobby,board' }, 1, /a hook posts into one room/],
      [{ REVOKE_BOT: 'Ada' }, 1, /No bot is called Ada/],
      [{ BOT: 'x' }, 78, /ROOMS must say where/],
      [{ ROOMS: 'lobby' }, 78, /ROOMS is of BOT and HOOK alone/],
      [{ BOT: 'x', HOOK: 'y', ROOMS: 'No Room' }, 78, /HOOK cannot be combined with BOT/],
    ] as const) {
      const said = await admin(env as Record<string, string>);
      assert.equal(said.code, code, said.said);
      assert.match(said.said, words);
    }
  });
});
