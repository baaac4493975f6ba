// A log that was made anew, in the page: what the person wrote about messages of before goes to none of now, and is not lost.
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { eventsOf } from './events.ts';
import { Page } from './page.ts';

describe('a page whose log was made anew', () => {
  const pages: Page[] = [];
  afterEach(() => {
    for (const page of pages.splice(0)) page.chat.stop();
  });
  const open = (options: ConstructorParameters<typeof Page>[0] = {}) => {
    const page = new Page(options);
    pages.push(page);
    return page;
  };
  /** Was in the room, and lost the connection. */
  const away = async () => {
    const page = open();
    await page.enter(eventsOf(1, 3));
    page.show();
    await page.reconnect();
    return page;
  };
  const comeBack = async (page: Page) => {
    await turn();
    await page.enter([], { epoch: 'two' });
    page.socket.frame({ type: 'reset', room: 'lobby', reason: 'epoch' });
    page.socket.frame({ type: 'live', room: 'lobby', seq: 0 });
    const types = ['post', 'edit', 'delete', 'react', 'pin'] as const;
    return types.flatMap((type) => page.socket.sent.filter((frame) => frame.type === type));
  };

  it('sends no change of a message of before, and says so', async () => {
    const page = await away();
    page.chat.commands.delete(2);
    page.chat.commands.react(1, '👍', true);
    assert.deepEqual(await comeBack(page), []);
    assert.match(page.chat.store.get().notice ?? '', /began anew.* What you did to messages/);
    assert.deepEqual(page.room().changes, []);
    assert.deepEqual(page.memory.unsent.loadCommands(), []);
  });

  it('sends none either that an earlier page left', async () => {
    const before = await away();
    before.chat.commands.delete(2);
    before.chat.commands.send('yes', 1);
    before.chat.stop();
    const page = open({ backing: before.backing });
    assert.equal(page.chat.client.pending().length, 2);
    assert.deepEqual(await comeBack(page), []);
    assert.deepEqual(page.memory.unsent.loadCommands(), []);
  });

  it('gives an answer back, which answers nothing when it is sent again', async () => {
    const page = await away();
    page.chat.commands.send('yes', 1);
    page.chat.commands.send('hello');
    const sent = await comeBack(page);
    assert.deepEqual(
      sent.map((frame) => 'text' in frame && frame.text),
      ['hello'],
    );
    const [answer] = page.room().outgoing;
    assert.deepEqual([answer?.status, answer?.text, answer?.replyTo], ['failed', 'yes', undefined]);
    assert.match(answer?.reason ?? '', /not there any more/);
    const [hello] = sent;
    page.socket.frame({
      type: 'ack',
      id: hello?.type === 'post' && hello.id,
      room: 'lobby',
      seq: 1,
    });
    page.socket.sent.length = 0;
    page.chat.commands.retry(answer?.id ?? '');
    const [again] = page.asked('post');
    assert.deepEqual([again?.text, again && 'replyTo' in again], ['yes', false]);
  });

  it('keeps the text of an edit for the person, given or not yet', async () => {
    const page = await away();
    page.chat.commands.edit(2, 'better');
    page.chat.write({ editing: { seq: 3, text: 'half a sen' } });
    assert.deepEqual(await comeBack(page), []);
    assert.deepEqual(
      page.room().outgoing.map(({ text, status }) => [text, status]),
      [
        ['better', 'failed'],
        ['half a sen', 'failed'],
      ],
    );
  });

  it('does so also of what an earlier page left in a room of which nothing else is kept', async () => {
    const before = await away();
    before.chat.commands.edit(2, 'better');
    before.chat.commands.send('yes', 1);
    before.chat.commands.pin(1, true);
    before.chat.stop();
    before.memory.saveRoom('lobby', undefined);
    const page = open({ backing: before.backing });
    await turn();
    await page.enter([], { epoch: 'two' });
    const { outgoing, changes } = page.room();
    assert.deepEqual(
      outgoing.map(({ text, status, replyTo }) => [text, status, replyTo]),
      [
        ['yes', 'failed', undefined],
        ['better', 'failed', undefined],
      ],
    );
    assert.deepEqual(changes, []);
    assert.match(page.chat.store.get().notice ?? '', /What you did to messages/);
  });

  it('shows nothing on its way that was stored in the log of before', async () => {
    const page = open();
    await page.enter(eventsOf(1, 3));
    page.chat.commands.send('hello');
    const [post] = page.asked('post');
    page.socket.frame({ type: 'ack', id: post?.id, room: 'lobby', seq: 4 });
    assert.equal(page.room().outgoing[0]?.status, 'stored');
    await page.reconnect();
    await comeBack(page);
    assert.deepEqual(page.room().outgoing, []);
  });
});
