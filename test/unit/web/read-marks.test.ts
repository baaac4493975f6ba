// One read mark for a person and a room, whichever of their tabs and devices moves it.
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { directRoom } from '../../../src/chat/room/direct.ts';
import type { Call } from '../../../src/web/model/calls.ts';
import { newsOf } from '../../../src/web/model/news.ts';
import { welcome } from '../client/sockets.ts';
import { Time } from '../client/time.ts';
import { ADA, BOB, eventAt, eventsOf } from './events.ts';
import { Page } from './page.ts';

/** What a gateway says that takes marks. */
const TAKES = { user: ADA, commands: ['join', 'leave', 'post', 'history', 'ping', 'read'] };

describe('the page’s read marks', () => {
  const open: Page[] = [];
  afterEach(() => {
    for (const { chat } of open.splice(0)) chat.stop();
  });
  const start = (options?: ConstructorParameters<typeof Page>[0]) => {
    const page = new Page(options);
    open.push(page);
    return page;
  };
  /** Connects and enters `lobby`, with its events; `read`: how far the gateway says that it was read. */
  const enter = async (
    page: Page,
    first: number,
    last: number,
    { read, epoch = 'one' }: { read?: number; epoch?: string } = {},
  ) => {
    await turn();
    welcome(page.socket, { ...TAKES, epoch });
    page.socket.frame({ type: 'joined', room: 'lobby', head: last, ...(read && { read }) });
    for (const event of eventsOf(first, last)) page.socket.frame(event);
    page.show();
    page.socket.frame({ type: 'live', room: 'lobby', seq: last });
  };
  const count = (page: Page) => newsOf(page.room(), ADA.id).count;
  const readUpTo = (page: Page, seq: number) =>
    page.socket.frame({ type: 'read', room: 'lobby', seq });

  it('are told as the person reads, with the next picture', async () => {
    const time = new Time();
    try {
      const page = start();
      await enter(page, 1, 3);
      assert.deepEqual(page.asked('read'), [{ type: 'read', room: 'lobby', seq: 3 }]);
      // The SDK does not say it more often than that.
      await time.pass(500);
      page.event(4);
      await time.pass(16);
      assert.deepEqual(page.asked('read'), [{ type: 'read', room: 'lobby', seq: 4 }]);
    } finally {
      time.giveBack();
    }
  });

  it('are not told for what nobody can see', async () => {
    const page = start();
    page.visible = false;
    await enter(page, 1, 5, { read: 3 });
    page.asked('read');
    assert.equal(count(page), 2);
    page.event(6);
    page.show();
    assert.deepEqual(page.asked('read'), []);
    page.visible = true;
    page.chat.wake();
    assert.deepEqual([page.room().newAfter, count(page)], [3, 0]);
  });

  it('move with those of another device, forward only, and are kept', async () => {
    const page = start();
    await enter(page, 1, 3);
    page.visible = false;
    page.event(4);
    page.event(5);
    page.show();
    assert.equal(count(page), 2);
    readUpTo(page, 4);
    assert.equal(count(page), 1);
    readUpTo(page, 2);
    assert.deepEqual([count(page), page.room().readSeq], [1, 4]);
    assert.deepEqual(page.memory.readMark('lobby'), { seq: 4, epoch: 'one' });
  });

  it('begin, in a browser that knows nothing of the room, where another device read to', async () => {
    const page = start();
    await enter(page, 1, 9, { read: 6 });
    assert.deepEqual([page.room().newAfter, page.room().readSeq], [6, 9]);
  });

  it('are where one stopped who turned away before all of the room had come', async () => {
    const page = start();
    await turn();
    welcome(page.socket, TAKES);
    page.socket.frame({ type: 'joined', room: 'lobby', head: 5 });
    for (const event of eventsOf(1, 3)) page.socket.frame(event);
    page.show();
    page.chat.open('other');
    for (const event of eventsOf(4, 5)) page.socket.frame(event);
    page.socket.frame({ type: 'live', room: 'lobby', seq: 5 });
    page.show();
    assert.deepEqual(page.asked('read'), [{ type: 'read', room: 'lobby', seq: 3 }]);
    assert.equal(count(page), 2);
  });

  it('of a page that was offline are told once the room is entered', async () => {
    const before = start();
    await enter(before, 1, 3);
    before.visible = false;
    before.event(4);
    before.show();
    const page = start({ backing: before.backing });
    assert.deepEqual([page.room().newAfter, page.room().readSeq], [3, 4], 'read while offline');
    await enter(page, 5, 4, { read: 3 });
    assert.deepEqual(page.asked('read'), [{ type: 'read', room: 'lobby', seq: 4 }]);
  });

  it('are not taken back by what the gateway knew before it was told', async () => {
    const before = start();
    await enter(before, 1, 4);
    before.show();
    const page = start({ backing: before.backing, room: 'other' });
    await enter(page, 5, 4, { read: 3 });
    assert.deepEqual([page.room().readSeq, count(page)], [4, 0]);
    assert.deepEqual(page.asked('read'), [{ type: 'read', room: 'lobby', seq: 4 }]);
  });

  it('draw the line, after a reload, where reading ended, and count all of it as read when it is there', async () => {
    const before = start();
    await enter(before, 1, 3);
    before.show();
    const page = start({ backing: before.backing });
    await turn();
    welcome(page.socket, TAKES);
    page.socket.frame({ type: 'joined', room: 'lobby', head: 6, read: 3 });
    for (const event of eventsOf(4, 5)) page.socket.frame(event);
    page.show();
    assert.equal(count(page), 2, 'half of what was missed');
    page.event(6);
    page.socket.frame({ type: 'live', room: 'lobby', seq: 6 });
    assert.deepEqual([page.room().newAfter, page.room().readSeq], [3, 6]);
  });

  it('leave the line where it stands while more comes in after a lost connection', async () => {
    const page = start();
    await enter(page, 1, 3);
    page.visible = false;
    page.event(4);
    page.show();
    page.visible = true;
    page.chat.wake();
    assert.equal(page.room().newAfter, 3);
    await page.reconnect();
    await enter(page, 5, 7, { read: 4 });
    assert.deepEqual([page.room().newAfter, page.room().readSeq], [3, 7]);
  });

  it('take nothing for read that a page in the background begins with', async () => {
    const before = start();
    await enter(before, 1, 3);
    before.visible = false;
    before.event(4);
    before.show();
    const page = start({ backing: before.backing, visible: false });
    assert.deepEqual([count(page), page.memory.readMark('lobby')?.seq], [1, 3]);
  });

  it('that nobody knows are assumed where the person has not looked, and told to nobody', async () => {
    const before = start();
    before.visible = false;
    await enter(before, 1, 5);
    before.event(6);
    before.show();
    assert.deepEqual([count(before), before.asked('read')], [1, []]);
    const page = start({ backing: before.backing, room: 'other' });
    assert.equal(count(page), 1, 'and stand over a reload');
    await enter(page, 7, 7, { read: 3 });
    assert.deepEqual([count(page), page.asked('read')], [4, []], 'until somebody knows');
    assert.deepEqual(page.memory.readMark('lobby'), { seq: 3, epoch: 'one' });
  });

  it('begin before all of a conversation in which one was never, and somebody hears of it outside of the page', async () => {
    const page = start();
    await enter(page, 1, 3);
    const told: Call[] = [];
    page.chat.choosing.set({ desktop: 'on' });
    page.chat.calling.listen((call) => told.push(call));
    const room = directRoom([ADA.id, BOB.id]);
    page.socket.frame({ type: 'invited', room, by: BOB });
    const at = new Date().toISOString();
    page.socket.frame(eventAt(10, { room, at }));
    page.socket.frame({ type: 'live', room, seq: 10 });
    page.show();
    assert.equal(newsOf(page.room(room), ADA.id).mentions, 1);
    assert.deepEqual(
      told.map((call) => [call.room, call.title]),
      [[room, 'Bob']],
    );
  });

  it('that were assumed are true once the person looks', async () => {
    const page = start();
    page.visible = false;
    await enter(page, 1, 5);
    page.asked('read');
    page.visible = true;
    page.chat.wake();
    assert.deepEqual(page.memory.readMark('lobby'), { seq: 5, epoch: 'one' });
    readUpTo(page, 3);
    assert.deepEqual([page.room().readSeq, count(page)], [5, 0]);
  });

  it('never move back to the last message where one entered behind it', async () => {
    const page = start();
    await enter(page, 1, 3);
    page.socket.frame({ type: 'live', room: 'lobby', seq: 3 });
    readUpTo(page, 9);
    page.chat.open('lobby');
    assert.equal(page.room().readSeq, 9);
  });

  it('of a log that is gone count for nothing in the new one, and the first one there does', async () => {
    const before = start();
    await enter(before, 1, 40);
    before.show();
    before.memory.saveRoom('lobby', undefined);
    const page = start({ backing: before.backing });
    await enter(page, 1, 6, { read: 2, epoch: 'two' });
    assert.deepEqual(page.memory.readMark('lobby'), { seq: 6, epoch: 'two' });
    assert.deepEqual([page.room().newAfter, page.room().readSeq], [2, 6]);
    assert.deepEqual(page.asked('read'), [{ type: 'read', room: 'lobby', seq: 6 }]);
  });

  it('count exactly in a room in which nothing was said when one entered, also after a reload', async () => {
    const page = start();
    await turn();
    welcome(page.socket, TAKES);
    page.socket.frame({ type: 'live', room: 'lobby', seq: 7 });
    page.visible = false;
    page.event(12);
    page.show();
    const news = { count: 1, mentions: 0, more: false };
    assert.deepEqual(newsOf(page.room(), ADA.id), news);
    const again = start({ backing: page.backing, room: 'other' });
    assert.deepEqual(newsOf(again.room(), ADA.id), news);
  });

  it('count as more than is loaded what was skipped after a long absence', async () => {
    const before = start();
    await enter(before, 1, 3);
    before.show();
    const page = start({ backing: before.backing, room: 'other' });
    await turn();
    welcome(page.socket, TAKES);
    page.socket.frame({ type: 'joined', room: 'lobby', head: 900, read: 3, skipped: true });
    for (const event of eventsOf(801, 850)) page.socket.frame(event);
    page.socket.frame({ type: 'live', room: 'lobby', seq: 900 });
    assert.deepEqual(newsOf(page.room(), ADA.id), { count: 50, mentions: 0, more: true });
  });
});
