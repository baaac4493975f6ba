// Incoming webhooks: what is sent to a hook's address is said in its room, once though it is sent again, on whichever gateway; and
// answered as Slack answers.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { botUser } from '../../src/chat/bot/bot.ts';
import { botFor, give, type MadeBot, makeBot } from '../support/bots.ts';
import { startChat, type TestChat } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { type Frame, uuid7, type WireClient } from '../support/wire.ts';

const fixture = (name: string) => readFileSync(`test/fixtures/hooks/${name}.json`, 'utf8');
/** What `curl -d` says of whatever it sends. */
const CURL = { 'content-type': 'application/x-www-form-urlencoded' };

describe('an incoming webhook', function () {
  this.timeout(60_000);
  let chat: TestChat;
  let ada: WireClient;
  let hook: MadeBot;

  before(async () => {
    chat = await startChat({ gateways: 2, env: { POST_RATE: '5', POST_BURST: '30' } });
    ada = await chat.join('Ada');
    assert.equal(await give(ada, { type: 'create', room: 'ops', kind: 'private' }), 'ack');
    hook = await makeBot(ada, 'Alerts', ['ops'], 'incoming');
    await ada.join('ops');
  });
  after(async () => {
    await ada?.close();
    await chat?.stop();
  });

  const send = async (
    body: string,
    {
      gateway = 0,
      token = hook.token,
      headers = {} as Record<string, string>,
      method = 'POST',
    } = {},
  ) => {
    const url = `${chat.urls()[gateway]}/api/hooks/${token}`;
    const sent = method === 'POST' ? { body } : {};
    const response = await fetch(url, { method, headers: { ...CURL, ...headers }, ...sent });
    const replayed = response.headers.get('idempotency-replayed') !== null;
    return { status: response.status, text: await response.text(), replayed, response };
  };
  const fresh = { status: 200, text: 'ok', replayed: false };
  const again = { status: 200, text: 'ok', replayed: true };
  const answer = async (...args: Parameters<typeof send>) => {
    const { response: _, ...said } = await send(...args);
    return said;
  };
  const textOf = (frame: Frame) => (frame['data'] as { text?: string }).text;
  const saidIn = (text: string) => ada.events('ops').filter((frame) => textOf(frame) === text);
  /** What is said with this word in it, when what was sent behind it is there. */
  const saidWith = async (word: string) => {
    const end = `end ${uuid7()}`;
    await send(JSON.stringify({ text: end }));
    await ada.waitFor((frame) => frame.type === 'event' && textOf(frame) === end);
    return ada.events('ops').filter((frame) => textOf(frame)?.includes(word));
  };

  it('takes what curl sends, whatever type that has, and says it as its bot', async () => {
    assert.deepEqual(await answer('{"text":"hello from curl"}'), fresh);
    const [said] = await saidWith('hello from curl');
    assert.deepEqual(said?.['user'], botUser({ id: hook.id, name: 'Alerts' }));
    assert.deepEqual(said?.['data'], { text: 'hello from curl' });
    const json = { headers: { 'content-type': 'application/json' } };
    assert.deepEqual(await answer('{"text":"as JSON"}', json), fresh);
    assert.deepEqual(await answer(`payload=${encodeURIComponent('{"text":"as a form"}')}`), fresh);
    assert.deepEqual(
      await answer('{"text":"untyped"}', { headers: { 'content-type': '' } }),
      fresh,
    );
    const { response } = await send('{"text":"and another"}');
    assert.match(String(response.headers.get('content-type')), /^text\/plain/);
  });

  it('says on whose behalf beside the name of its bot, live and in a page of the past', async () => {
    assert.deepEqual(await answer(fixture('slack')), fresh);
    const [said] = await saidWith('Network traffic');
    assert.ok(said !== undefined);
    assert.deepEqual((said['data'] as { as?: unknown }).as, { name: 'Jenkins', emoji: '🚀' });
    assert.deepEqual(said?.['user'], botUser({ id: hook.id, name: 'Alerts' }));
    await eventually(async () => {
      const id = uuid7();
      const page = {
        type: 'history',
        id,
        room: 'ops',
        as: 'messages',
        before: Number(said?.['seq']) + 1,
      };
      ada.send(page);
      const { messages } = await ada.waitFor((frame) => frame['id'] === id);
      assert.deepEqual((messages as { as?: unknown }[]).at(-1)?.as, {
        name: 'Jenkins',
        emoji: '🚀',
      });
    });
    const post = { type: 'post', room: 'ops', text: 'I am Bob', as: { name: 'Bob' } };
    assert.equal(await give(ada, post), 'forbidden', 'people say what they say as themselves');
  });

  it('posts what Alertmanager and Grafana send once, though either gateway gets it again', async () => {
    for (const [name, word] of [
      ['alertmanager', 'InstanceDown'],
      ['grafana', '[FIRING:2]'],
    ] as const) {
      const body = fixture(name);
      assert.deepEqual(await answer(body), fresh);
      assert.deepEqual(await answer(body, { gateway: 1 }), again);
      const many = await Promise.all([0, 1, 0, 1].map((gateway) => answer(body, { gateway })));
      assert.deepEqual(many, [again, again, again, again]);
      assert.equal((await saidWith(word)).length, 1, name);
    }
    const other = fixture('alertmanager').replace('db-1:9100"', 'db-7:9100"');
    assert.deepEqual(await answer(other), fresh);
    assert.equal((await saidWith('InstanceDown')).length, 2);
  });

  it('posts what comes with an Idempotency-Key once, whatever else it says, and what has another one again', async () => {
    const key = { 'idempotency-key': 'build 42' };
    assert.deepEqual(await answer('{"text":"built"}', { headers: key }), fresh);
    assert.deepEqual(await answer('{"text":"built anew"}', { headers: key, gateway: 1 }), again);
    const other = { 'idempotency-key': 'build 43' };
    assert.deepEqual(await answer('{"text":"built"}', { headers: other }), fresh);
    assert.equal((await saidWith('built')).length, 2);
    const long = await answer('{"text":"x"}', { headers: { 'idempotency-key': 'k'.repeat(256) } });
    assert.equal(long.status, 400);
  });

  it('mentions people, and not everyone', async () => {
    const bob = await chat.join('Bob');
    await bob.close();
    assert.deepEqual(await answer('{"text":"@Bob @everyone look"}'), fresh);
    const [said] = await saidWith('@everyone look');
    assert.ok(said !== undefined);
    const { mentions, everyone } = said['data'] as { mentions?: string[]; everyone?: boolean };
    assert.deepEqual([mentions?.length, everyone], [1, undefined]);
  });

  it('answers in Slack’s words what it cannot do', async () => {
    const word = async (...args: Parameters<typeof send>) => {
      const { status, text } = await send(...args);
      return [status, text.split(':', 1)[0]];
    };
    assert.deepEqual(await word('hello'), [400, 'invalid_payload']);
    assert.deepEqual(await word('{}'), [400, 'no_text']);
    assert.deepEqual(await word('x'.repeat(600_000)), [413, 'too_large']);
    assert.deepEqual(await word('{}', { token: 'hello' }), [404, 'no_service']);
    assert.deepEqual(await word('{}', { token: botFor('X', ['ops']).token }), [404, 'no_service']);
    const program = await makeBot(ada, 'Program', ['ops']);
    assert.deepEqual(await word('{"text":"x"}', { token: program.token }), [404, 'no_service']);
    assert.deepEqual(await word('', { method: 'GET' }), [405, 'POST only']);
    const mute = { type: 'member', room: 'ops', user: botUser(hook as never).id, do: 'mute' };
    assert.equal(await give(ada, mute), 'ack');
    assert.deepEqual(await word('{"text":"muted?"}'), [403, 'action_prohibited']);
    assert.equal(await give(ada, { ...mute, do: 'unmute' }), 'ack');
  });

  it('opens no connection and no request with its token: it posts, and nothing else', async () => {
    const headers = { authorization: `Bearer ${hook.token}` };
    const response = await fetch(`${chat.urls()[0]}/api/session`, { headers });
    assert.equal(response.status, 401);
    await response.body?.cancel();
  });

  it('that was revoked is not there any more, on either gateway', async () => {
    const other = await makeBot(ada, 'Other', ['ops'], 'incoming');
    assert.equal(await give(ada, { type: 'revoke', bot: other.id }), 'ack');
    await eventually(async () => {
      for (const gateway of [0, 1]) {
        const { status } = await send('{"text":"still here?"}', { token: other.token, gateway });
        assert.equal(status, 404);
      }
    });
    assert.equal(saidIn('still here?').length, 0);
  });

  it('tells who floods it to wait, and for how long', async () => {
    const flood = await Promise.all(
      Array.from({ length: 200 }, (_, i) => send(JSON.stringify({ text: `flood ${i}` }))),
    );
    const slowed = flood.filter(({ status }) => status === 429);
    assert.ok(slowed.length > 0 && slowed.every(({ text }) => text.startsWith('rate_limited')));
    assert.ok(slowed.every(({ response }) => Number(response.headers.get('retry-after')) >= 1));
  });

  it('tells who tries one token after the other to wait, and not a hook that was in use', async () => {
    const tries = Array.from({ length: 80 }, () => send('{}', { token: botFor('X', ['x']).token }));
    const statuses = (await Promise.all(tries)).map(({ status }) => status);
    assert.deepEqual(new Set(statuses), new Set([404, 429]));
    assert.equal((await send('{}')).status, 400);
  });
});
