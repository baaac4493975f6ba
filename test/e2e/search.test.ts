// Searching, from a client to the rows and back.
import assert from 'node:assert/strict';
import { connect } from '../../src/client/client.ts';
import { startChat, type TestChat } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { append, post } from '../support/persister.ts';
import { uuid7, type WireClient } from '../support/wire.ts';

const SAID = 7;

describe('search', () => {
  let chat: TestChat;
  let wire: WireClient;
  let asked = 0;
  before(async () => {
    chat = await startChat({ env: { PRIVATE_ROOMS: 'board' } });
    const texts = ['one plan', 'another plan', 'a third plan', 'the plan B'];
    await append(chat, [
      ...texts.map((text) => post(text)),
      post('the plan of the board', { room: 'board' }),
      post('計画について', { room: 'den' }),
      post('plan', { room: 'den', user: { id: 'guest-bob', name: 'Bob' } }),
    ]);
    await eventually(async () =>
      assert.deepEqual(await chat.database.sql('select seq::int from progress'), [{ seq: SAID }]),
    );
    wire = await chat.join('Reader');
  });
  after(async () => {
    await wire?.close();
    await chat?.stop();
  });

  const ask = async (query: unknown, more = {}) => {
    asked += 1;
    const id = `s${asked}`;
    wire.send({ type: 'search', id, query, ...more });
    return await wire.waitFor((frame) => frame['id'] === id);
  };
  const seqs = (frame: Record<string, unknown>) =>
    (frame['messages'] as { seq: number }[]).map(({ seq }) => seq);

  it('finds what was said in any room that is open, the newest first', async () => {
    const found = await ask('plan');
    assert.equal(found.type, 'found');
    assert.deepEqual(seqs(found), [7, 4, 3, 2, 1]);
    assert.equal(found['more'], false);
    const [{ id, at, ...first }] = found['messages'] as [Record<string, unknown>];
    assert.match(`${id} ${at}`, /^[0-9a-f-]{36} \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const user = { id: 'guest-bob', name: 'Bob' };
    assert.deepEqual(first, { room: 'den', seq: 7, user, text: 'plan' });
    assert.deepEqual(seqs(await ask('計画')), [6]);
    assert.deepEqual(seqs(await ask('"the plan" -board')), [4]);
  });

  it('finds what was said in a room that was made private for who is in it, and for nobody else', async () => {
    const owner = await chat.join('Owner');
    const id = uuid7();
    owner.send({ type: 'create', id, room: 'cellar', kind: 'private' });
    await owner.waitFor((frame) => frame.type === 'ack' && frame['id'] === id);
    await owner.join('cellar');
    await owner.post('cellar', 'the treasure');
    const found = async (who: WireClient) => {
      const question = uuid7();
      who.send({ type: 'search', id: question, query: 'treasure' });
      const frame = await who.waitFor((one) => one['id'] === question);
      return (frame['messages'] as { text: string }[]).map(({ text }) => text);
    };
    await eventually(async () => assert.deepEqual(await found(owner), ['the treasure']));
    assert.deepEqual(await found(wire), []);
    await owner.close();
  });

  it('finds nothing in a private room that the token does not open', async () => {
    for (const query of ['board', 'in:board', 'in:board plan', '"plan of the board"']) {
      assert.deepEqual(seqs(await ask(query)), [], query);
    }
  });

  it('gives the next page below the last message of the one before', async () => {
    const first = await ask('plan', { limit: 2 });
    assert.deepEqual([seqs(first), first['more']], [[7, 4], true]);
    const second = await ask('plan', { limit: 2, before: 4 });
    assert.deepEqual([seqs(second), second['more']], [[3, 2], true]);
    const last = await ask('plan', { limit: 2, before: 2 });
    assert.deepEqual([seqs(last), last['more']], [[1], false]);
  });

  it('answers what is no search with what to do', async () => {
    for (const [query, what] of [
      ['%', /nothing to look for: give a word/],
      ["'", /nothing to look for/],
      ['...', /nothing to look for/],
      ['-plan', /nothing to look for/],
      ['', /nothing to look for/],
      ['p'.repeat(4_000), /at most 200 characters, this one 4000/],
      ['a\u0000', /well-formed/],
      [7, /query/],
    ] as const) {
      const { code, message } = await ask(query);
      assert.equal(code, 'bad_frame', String(query));
      assert.match(String(message), what);
    }
    for (const query of ['.*plan$', "plan'; drop table message; --", 'plan\\']) {
      assert.equal((await ask(query)).type, 'found', query);
    }
    assert.equal((await ask('plan', { limit: 201 }))['code'], 'bad_frame');
    assert.equal((await ask('plan', { fuzzy: true }))['code'], 'unsupported');
  });

  it('is a method of the SDK, which needs no room for it', async () => {
    const { token } = await chat.session('Ada');
    const client = connect({ url: String(chat.urls()[0]), token });
    try {
      const first = await client.search('plan', { limit: 4 });
      assert.deepEqual([first.messages.map(({ seq }) => seq), first.more], [[7, 4, 3, 2], true]);
      const { messages, more } = await client.search('plan', { before: 2 });
      assert.deepEqual([messages.map(({ text }) => text), more], [['one plan'], false]);
      await assert.rejects(client.search('%'), { code: 'invalid' });
      await assert.rejects(client.search('plan', { limit: 0 }), { code: 'invalid' });
      await assert.rejects(client.search('plan', { before: -1 }), { code: 'invalid' });
    } finally {
      client.close();
    }
    await assert.rejects(client.search('plan'), { code: 'closed' });
  });
});
