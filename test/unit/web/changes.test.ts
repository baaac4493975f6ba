// What the person does to messages, from the menu to the log, as the page shows it meanwhile.
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { pastId } from '../../../src/client/uuid7.ts';
import type { EventFrame } from '../../../src/shared/wire/frames.ts';
import { notStored } from '../../../src/web/model/room.ts';
import { type MessageRow, rowsOf } from '../../../src/web/model/rows.ts';
import { ADA, BOB, eventAt, eventsOf, NOON } from './events.ts';
import { Page } from './page.ts';

/** A change of message `seq` by somebody, in the log at `at`. */
const changeOf = (
  event: string,
  at: number,
  {
    seq,
    by = ADA,
    id = `c${at}`,
    ...data
  }: { seq: number; by?: typeof ADA; id?: string; [field: string]: unknown },
): EventFrame =>
  eventAt(at, {
    event,
    id,
    user: by,
    data: {
      target: { seq, id: `m${seq}`, user: BOB, at: new Date(NOON + seq * 1_000).toISOString() },
      ...data,
    },
  });

describe('changes of messages in the page', () => {
  const pages: Page[] = [];
  afterEach(() => {
    for (const page of pages.splice(0)) page.chat.stop();
  });
  const entered = async (events = eventsOf(1, 3), options = {}): Promise<Page> => {
    const page = new Page(options);
    pages.push(page);
    await page.enter(events);
    page.show();
    page.socket.sent.length = 0;
    return page;
  };
  const row = (page: Page, seq: number): MessageRow => {
    const rows = rowsOf(page.room(), { me: ADA, persisted: 0 });
    const found = rows.find((one): one is MessageRow => one.kind === 'message' && one.seq === seq);
    assert.ok(found);
    return found;
  };
  const statuses = (page: Page) => page.room().changes.map(({ status }) => status);

  it('are shown at once, and until the log shows them', async () => {
    const page = await entered();
    assert.equal(page.chat.commands.react(2, '👍', true), true);
    const [command] = page.asked('react');
    assert.deepEqual([command?.target, command?.emoji, command?.on], [2, '👍', true]);
    assert.deepEqual(row(page, 2).reactions, [{ emoji: '👍', users: [ADA.id] }]);
    const { id = '' } = command ?? {};
    page.socket.frame({ type: 'ack', id, room: 'lobby', seq: 4 });
    assert.deepEqual(statuses(page), ['stored']);
    page.socket.frame(changeOf('ReactionAdded', 4, { seq: 2, id, emoji: '👍' }));
    page.show();
    assert.deepEqual(statuses(page), []);
    assert.deepEqual(row(page, 2).reactions, [{ emoji: '👍', users: [ADA.id], seqs: [4] }]);
  });

  it('are settled by the log alone where the answer was lost', async () => {
    const page = await entered();
    page.chat.commands.edit(2, 'better');
    const { id = '' } = page.asked('edit')[0] ?? {};
    page.socket.frame(changeOf('MessageEdited', 4, { seq: 2, id, text: 'better' }));
    page.show();
    assert.deepEqual([statuses(page), row(page, 2).text], [[], 'better']);
  });

  it('are settled where the log had shown them before it answered', async () => {
    const page = await entered();
    page.chat.commands.delete(2);
    const { id = '' } = page.asked('delete')[0] ?? {};
    page.socket.frame(changeOf('MessageDeleted', 4, { seq: 2, by: BOB }));
    page.show();
    page.socket.frame({ type: 'ack', id, room: 'lobby', seq: 4 });
    assert.deepEqual(statuses(page), []);
  });

  it('that fail say why, are tried again as new ones, or are let go of', async () => {
    const page = await entered();
    const fail = (id: string) =>
      page.socket.frame({
        ...{ type: 'error', id, room: 'lobby', code: 'forbidden', message: 'too old' },
      });
    page.chat.commands.edit(2, 'better');
    const first = page.asked('edit')[0]?.id ?? '';
    fail(first);
    const [failed] = page.room().changes;
    assert.deepEqual([failed?.status, failed?.reason], ['failed', 'Too old.']);
    assert.equal(row(page, 2).text, 'text 2');
    assert.equal(page.chat.store.get().notice, undefined, 'it stands beside the message');
    page.chat.commands.retry(first);
    const again = page.asked('edit')[0];
    assert.notEqual(again?.id, first);
    assert.deepEqual([again?.target, again?.text, statuses(page)], [2, 'better', ['waiting']]);
    fail(again?.id ?? '');
    page.chat.commands.edit(2, 'best');
    assert.deepEqual(statuses(page), ['waiting'], 'another edit takes the place of what failed');
    page.chat.commands.dismiss(page.room().changes[0]?.command.id ?? '');
    assert.deepEqual(statuses(page), []);
  });

  it('that fail far from what is shown are told of in words', async () => {
    const page = await entered();
    page.chat.commands.pin(99, true);
    const { id = '' } = page.asked('pin')[0] ?? {};
    const code = 'not_found';
    page.socket.frame({
      type: 'error',
      id,
      room: 'lobby',
      code,
      message: 'there is no message 99 in lobby',
    });
    const words = 'The message was not pinned in #lobby. The message was deleted.';
    assert.equal(page.chat.store.get().notice, words);
  });

  it('and messages that failed are tried again as they were', async () => {
    const page = await entered();
    page.chat.commands.send('yes', 2);
    const { id = '' } = page.asked('post')[0] ?? {};
    page.socket.frame({ type: 'error', id, room: 'lobby', code: 'forbidden', message: 'no' });
    page.chat.commands.retry(id);
    const again = page.asked('post')[0];
    assert.deepEqual([again?.text, again?.replyTo, again?.id === id], ['yes', 2, false]);
    assert.deepEqual(
      page.room().outgoing.map(({ status }) => status),
      ['waiting'],
    );
  });

  it('wait for a connection, also over a reload, and answers keep what they answer', async () => {
    const page = await entered();
    await page.reconnect();
    page.chat.commands.edit(2, 'offline');
    page.chat.commands.send('yes', 2);
    const again = new Page({ backing: page.backing });
    pages.push(again);
    assert.deepEqual(
      again.room().changes.map(({ command, status }) => [command.type, command.target, status]),
      [['edit', 2, 'waiting']],
    );
    assert.deepEqual(
      again.room().outgoing.map(({ text, replyTo }) => [text, replyTo]),
      [['yes', 2]],
    );
  });

  it('would be lost with the room like messages', async () => {
    const page = await entered();
    page.chat.commands.react(2, '👍', true);
    assert.equal(notStored(page.room()), 1);
  });

  it('are known by their new id when the first one was from the future', async () => {
    const page = await entered();
    page.chat.commands.edit(2, 'better');
    const id = page.asked('edit')[0]?.id ?? '';
    page.socket.frame(changeOf('MessageEdited', 4, { seq: 2, id: pastId(id), text: 'better' }));
    page.show();
    assert.deepEqual(statuses(page), []);
  });

  it('take a deleted text out of what is kept before the page can close', async () => {
    const page = await entered([eventAt(1), eventAt(2, { data: { text: 'a secret' } })]);
    const kept = () => JSON.stringify([...page.backing.items]);
    assert.ok(kept().includes('a secret'));
    page.socket.frame(changeOf('MessageDeleted', 3, { seq: 2 }));
    await null;
    assert.ok(!kept().includes('a secret'));
    const again = new Page({ backing: page.backing });
    pages.push(again);
    assert.equal(again.room().view.messages[1]?.deleted?.by.id, ADA.id);
    await turn();
    await again.enter([]);
    assert.equal(again.asked('join')[0]?.after, 3, 'and what came with it is not asked for again');
  });

  it('of one emoji remember it for the next time', async () => {
    const page = await entered();
    page.chat.commands.react(1, '🚀', true);
    page.chat.commands.react(1, '☕', true);
    page.chat.commands.react(1, '🚀', false);
    assert.deepEqual(page.chat.store.get().recentEmoji, ['☕', '🚀']);
    assert.deepEqual(page.memory.recentEmoji(), ['☕', '🚀']);
  });
});

describe('what is written in a room', () => {
  it('is an edit of one’s own over an answer, and that comes back', async () => {
    const page = new Page();
    await page.enter([eventAt(1), eventAt(2, { user: ADA })]);
    page.show();
    const writing = () => page.chat.store.get().writing['lobby'];
    page.chat.write({ answering: 1 });
    page.chat.edit(2);
    assert.deepEqual(writing(), { answering: 1, editing: { seq: 2, text: 'text 2' } });
    page.chat.belonging.leave('lobby');
    page.chat.stop();
  });
});

describe('what is written in a room whose log is made anew', () => {
  it('answers and edits nothing there: another message has that sequence now', async () => {
    const page = new Page();
    await page.enter([eventAt(1), eventAt(2, { user: ADA })]);
    page.show();
    page.chat.write({ answering: 1 });
    page.socket.frame({ type: 'reset', room: 'lobby', reason: 'epoch' });
    assert.deepEqual(page.chat.store.get().writing['lobby'], {});
    page.chat.stop();
  });
});
