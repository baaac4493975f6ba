// What stands around a message or a time, as it is now: for a link, and for what was found (with the SDK and real servers).
import assert from 'node:assert/strict';
import { type ChatClient, connect } from '../../src/client/client.ts';
import { startChat, type TestChat } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';

describe('messages around a place', () => {
  let chat: TestChat;
  let client: ChatClient;
  const posted: number[] = [];
  before(async () => {
    chat = await startChat({ gateways: 2 });
    const { token } = await chat.session('Ada');
    client = connect({ url: chat.urls(), token });
    await client.join('lobby');
    for (let i = 0; i < 20; i++)
      posted.push((await client.post('lobby', `number ${i}`).stored).seq);
    await client.edit('lobby', posted[9] ?? 0, 'number nine').stored;
    await client.react('lobby', posted[9] ?? 0, '👍', true).stored;
    const last = await client.delete('lobby', posted[10] ?? 0).stored;
    await eventually(() => assert.ok(client.persisted >= last.seq));
  });
  after(async () => {
    client?.close();
    await chat?.stop();
  });

  it('are given as they are now: edited, answered with an emoji, deleted', async () => {
    const { messages, more, newer } = await client.around('lobby', {
      seq: posted[10] ?? 0,
      limit: 4,
    });
    assert.deepEqual(
      messages.map(({ seq, text }) => [seq, text]),
      [
        [posted[8], 'number 8'],
        [posted[9], 'number nine'],
        [posted[10], ''],
        [posted[11], 'number 11'],
      ],
    );
    assert.deepEqual([more, newer], [true, true]);
    const [reaction, ...others] = messages[1]?.reactions ?? [];
    assert.deepEqual([reaction?.emoji, reaction?.users, others], ['👍', [client.user?.id], []]);
    assert.ok((reaction?.seqs[0] ?? 0) > (posted[11] ?? 0), 'and the sequence of it');
    assert.equal(messages[2]?.deleted?.by.name, 'Ada');
  });

  it('are found by a time, also by one before and after all of them', async () => {
    const early = await client.around('lobby', { at: 0, limit: 2 });
    assert.deepEqual([early.messages[0]?.seq, early.more], [posted[0], false]);
    const late = await client.around('lobby', { at: Date.now() + 60_000, limit: 2 });
    assert.deepEqual([late.messages.at(-1)?.seq, late.newer], [posted.at(-1), false]);
  });

  it('are the last ones where the place lies beyond the end of the log', async () => {
    const { messages, newer } = await client.around('lobby', { seq: 1e9, limit: 2 });
    assert.deepEqual([messages.at(-1)?.seq, newer], [posted.at(-1), false]);
  });

  it('scrolls back over messages as they are now, and over what was done in the room', async () => {
    await client.create('team', { kind: 'public', title: 'The team' }).stored;
    await client.join('team');
    const first = await client.post('team', 'first').stored;
    const topic = await client.change('team', { topic: 'lunch' }).stored;
    const second = await client.post('team', 'second').stored;
    const edited = await client.edit('team', first.seq, 'first of all').stored;
    const react = await client.react('team', first.seq, '👍', true).stored;
    await eventually(() => assert.ok(client.persisted >= react.seq));
    const page = await client.messages('team', { before: second.seq });
    assert.deepEqual(
      page.messages.map(({ seq, text, editedAt, reactions }) => [
        ...[seq, text, editedAt !== undefined, reactions.length],
      ]),
      [[first.seq, 'first of all', true, 1]],
    );
    assert.deepEqual(
      page.events.map(({ event }) => event).filter((event) => event !== 'MemberJoined'),
      ['RoomCreated', 'RoomChanged'],
    );
    assert.equal(page.events.at(-1)?.seq, topic.seq);
    assert.ok(page.asOf >= edited.seq && !page.more);
    const around = await client.around('team', { seq: first.seq });
    assert.deepEqual(
      around.messages.map(({ text }) => text),
      ['first of all', 'second'],
    );
    assert.equal(around.events.at(-1)?.seq, topic.seq);
    assert.deepEqual([around.low, around.more, around.newer], [0, false, false]);
  });

  it('are for those who are in the room', async () => {
    await assert.rejects(client.around('attic', { seq: 1 }), { code: 'not_joined' });
    await assert.rejects(client.around('lobby', { seq: -1 }), { code: 'invalid' });
  });
});
