// Everything that happens to messages, over two gateways: everybody sees the same, and at the end the rows are the log (P6).
import assert from 'node:assert/strict';
import { EMPTY_VIEW, type RoomView } from '../../src/chat/kernel/view.ts';
import { fold } from '../../src/chat/views.ts';
import { connect } from '../../src/client/client.ts';
import { LiveView } from '../../src/client/view.ts';
import type { EventFrame } from '../../src/shared/wire/frames.ts';
import { startChat, type TestChat } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { connectWire, type Frame, uuid7, type WireClient } from '../support/wire.ts';

const ROOM = 'lobby';

describe('messages that are changed', function () {
  this.timeout(60_000);
  let chat: TestChat;
  let ada: WireClient;
  let bob: WireClient;
  /** The same person as `ada`, on the other gateway. */
  let adaThere: WireClient;
  before(async () => {
    chat = await startChat({ gateways: 2, env: { POST_RATE: '10000', POST_BURST: '10000' } });
    const { token } = await chat.session('Ada');
    const [here = '', there = ''] = chat.socketUrls();
    ada = await connectWire(here, { token });
    adaThere = await connectWire(there, { token });
    bob = await chat.join('Bob', 1);
    for (const wire of [ada, adaThere, bob]) await wire.join(ROOM);
    await adaThere.join('other');
  });
  after(async () => {
    for (const wire of [ada, adaThere, bob]) await wire?.close();
    await chat?.stop();
  });

  const ask = async (wire: WireClient, frame: Record<string, unknown>): Promise<Frame> => {
    return await wire.does({ room: ROOM, ...frame }, { deadlineMs: 20_000 });
  };
  const stored = async (wire: WireClient, frame: Record<string, unknown>): Promise<number> => {
    const answer = await ask(wire, frame);
    assert.equal(answer.type, 'ack', JSON.stringify(answer));
    return answer['seq'] as number;
  };
  const post = async (text: string, wire = ada) => (await wire.post(ROOM, text))['seq'] as number;
  const seenBy = (wire: WireClient): RoomView =>
    fold(EMPTY_VIEW, wire.events(ROOM) as unknown as EventFrame[]);
  const message = (wire: WireClient, seq: number) =>
    seenBy(wire).messages.find((one) => one.seq === seq);
  /** Everybody has been told as far as this. */
  const told = (seq: number) =>
    eventually(() => {
      for (const wire of [ada, adaThere, bob]) {
        assert.ok((wire.events(ROOM).at(-1)?.['seq'] as number) >= seq);
      }
    });

  it('shows an edit at the place of the message, on every gateway', async () => {
    const seq = await post('hello');
    const last = await stored(adaThere, { type: 'edit', target: seq, text: 'hullo' });
    await told(last);
    for (const wire of [ada, bob]) {
      const { text, changedSeq, editedAt } = message(wire, seq) ?? assert.fail();
      assert.deepEqual([text, changedSeq, typeof editedAt], ['hullo', last, 'string']);
    }
  });

  it('lets nobody edit or delete what somebody else wrote', async () => {
    const seq = await post('mine');
    for (const frame of [
      { type: 'edit', target: seq, text: 'yours' },
      { type: 'delete', target: seq },
      { type: 'pin', target: seq, on: true },
    ]) {
      assert.equal((await ask(bob, frame))['code'], 'forbidden', frame.type);
    }
  });

  it('knows no message that is deleted, missing, of another room, or is none', async () => {
    const elsewhere = (await adaThere.post('other', 'there'))['seq'];
    const seq = await post('gone');
    const reaction = await stored(bob, { type: 'react', target: seq, emoji: '👍', on: true });
    await told(await stored(ada, { type: 'delete', target: seq }));
    for (const target of [seq, 1_000_000, elsewhere, reaction]) {
      for (const wire of [ada, adaThere]) {
        for (const frame of [
          { type: 'edit', target, text: 'again' },
          { type: 'delete', target },
          { type: 'react', target, emoji: '👍', on: true },
        ]) {
          assert.equal((await ask(wire, frame))['code'], 'not_found', `${frame.type} ${target}`);
        }
      }
    }
  });

  it('acknowledges a retry of what it would refuse by now: a message deleted twice with one id, an edit of a deleted one', async () => {
    const seq = await post('goes');
    const edit = { type: 'edit', id: uuid7(), target: seq, text: 'edited' };
    const remove = { type: 'delete', id: uuid7(), target: seq };
    const seqs = [await stored(ada, edit), await stored(ada, remove)];
    await told(seqs[1] ?? 0);
    for (const [i, frame] of [edit, remove].entries()) {
      const again = await ask(adaThere, frame);
      assert.deepEqual([again.type, again['seq'], again['duplicate']], ['ack', seqs[i], true]);
    }
  });

  it('keeps of a deleted message who, when and by whom, and no text', async () => {
    const seq = await post('secret');
    await stored(bob, { type: 'react', target: seq, emoji: '❤️', on: true });
    const before = message(ada, seq);
    await told(await stored(adaThere, { type: 'delete', target: seq }));
    for (const wire of [ada, bob]) {
      const { text, at, user, deleted, reactions } = message(wire, seq) ?? assert.fail();
      assert.deepEqual([text, at, user, reactions], ['', before?.at, before?.user, []]);
      assert.equal(deleted?.by.name, 'Ada');
    }
  });

  it('takes one emoji, written in any way, and nothing else', async () => {
    const seq = await post('react to this');
    for (const emoji of ['ok', '👍👍', '', '1']) {
      const answer = await ask(bob, { type: 'react', target: seq, emoji, on: true });
      assert.equal(answer['code'], 'bad_frame', emoji);
    }
    await stored(bob, { type: 'react', target: seq, emoji: '👍', on: true });
    await stored(ada, { type: 'react', target: seq, emoji: '👍\u{fe0f}', on: true });
    await told(await stored(ada, { type: 'react', target: seq, emoji: '👍🏽', on: true }));
    const shown = message(bob, seq)?.reactions.map(({ emoji, users }) => [emoji, users.length]);
    assert.deepEqual(shown, [
      ['👍', 2],
      ['👍🏽', 1],
    ]);
    await told(await stored(bob, { type: 'react', target: seq, emoji: '👍', on: false }));
    assert.equal(message(ada, seq)?.reactions[0]?.users.length, 1);
  });

  it('stores an answer to a message that is deleted while it is written', async () => {
    const seq = await post('what do you think?');
    await told(await stored(ada, { type: 'delete', target: seq }));
    const answer = await stored(bob, { type: 'post', text: 'yes', replyTo: seq });
    await told(answer);
    assert.equal(message(ada, answer)?.replyTo, seq);
    assert.ok(message(ada, seq)?.deleted);
  });

  it('ends with the last of two edits that the SDK sends, and answers, reacts, deletes', async () => {
    const { token } = await chat.session('Cai');
    const client = connect({ url: chat.urls(), token });
    const view = new LiveView(client, ROOM);
    await client.join(ROOM, { last: 200 });
    const { seq } = await client.post(ROOM, 'first').stored;
    const [one, two] = ['second', 'third'].map((text) => client.edit(ROOM, seq, text));
    const answers = await Promise.all([
      one?.stored,
      two?.stored,
      client.react(ROOM, seq, '🎉', true).stored,
      client.post(ROOM, 'and an answer', { replyTo: seq }).stored,
    ]);
    await eventually(() => assert.equal(view.view.messages.at(-1)?.seq, answers.at(-1)?.seq));
    const seen = view.view.messages.find((one) => one.seq === seq);
    assert.deepEqual([seen?.text, seen?.reactions.length], ['third', 1]);
    assert.equal(view.view.messages.at(-1)?.replyTo, seq);
    const other = view.view.messages.find(({ user }) => user.id !== client.user?.id)?.seq ?? 0;
    const { code } = await client.delete(ROOM, other).stored.then(
      () => assert.fail(),
      (error) => error,
    );
    assert.equal(code, 'forbidden');
    assert.throws(() => client.react(ROOM, seq, 'ok', true), { code: 'invalid' });
    await client.delete(ROOM, seq).stored;
    client.close();
  });

  it('is the same to who comes later as to who was there', async () => {
    const late = await chat.join('Eve', 1);
    await late.join(ROOM, { last: 200 });
    const last = (wire: WireClient) => wire.events(ROOM).at(-1)?.['seq'] as number;
    await told(last(late));
    assert.deepEqual(seenBy(late).messages, seenBy(ada).messages);
    await late.close();
  });
});
