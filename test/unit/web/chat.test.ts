import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { EMPTY_VIEW } from '../../../src/chat/kernel/view.ts';
import { aboutOf } from '../../../src/client/api.ts';
import { BrowserMemory } from '../../../src/web/model/browser-memory.ts';
import { Chat } from '../../../src/web/model/chat.ts';
import type { Backing } from '../../../src/web/model/keeping.ts';
import { newsOf } from '../../../src/web/model/news.ts';
import { restored } from '../../../src/web/model/remembering.ts';
import { eventually } from '../../support/eventually.ts';
import { laterCommand } from '../client/commands.ts';
import { LIMITS } from '../client/scripted.ts';
import { Sockets } from '../client/sockets.ts';
import { latePlace, place } from './places.ts';

const ADA = { id: 'guest-ada', name: 'Ada' };
/** Nobody listens there. */
const url = 'http://127.0.0.1:9';

describe('the page’s model, offline', () => {
  const open: Chat[] = [];
  afterEach(() => {
    for (const chat of open.splice(0)) chat.stop();
  });
  const start = (backing: Backing) => {
    const memory = new BrowserMemory(backing).of(ADA.id);
    const chat = new Chat({ url, user: ADA, memory, visible: () => true, room: 'lobby' });
    open.push(chat);
    return { chat, memory };
  };

  it('has its unsent messages again after a reload', async () => {
    const backing = latePlace();
    const { chat } = start(backing);
    assert.equal(chat.commands.send('waits'), true);
    await turn();
    chat.save();
    const again = start(backing).chat;
    assert.deepEqual(
      again.current?.outgoing.map(({ text, status }) => [text, status]),
      [['waits', 'waiting']],
    );
  });

  it('shows of what waits the messages alone', () => {
    const memory = new BrowserMemory(place()).of(ADA.id);
    const about = { id: '01900000-0000-7000-8000-000000000001', room: 'lobby' };
    const waiting = [
      { type: 'post', ...about, text: 'waits' } as const,
      laterCommand({ type: 'vote', ...about, choice: 7 }),
    ].map((command) => ({ ...aboutOf(command), sent: false }));
    const { outgoing } = restored('lobby', memory, { pending: () => waiting });
    assert.deepEqual(
      outgoing.map(({ text }) => text),
      ['waits'],
    );
  });

  it('says that the storage is full with the message that is not kept, and once', async () => {
    const { chat } = start(place(0));
    chat.commands.send('one');
    await turn();
    assert.match(chat.store.get().notice ?? '', /^This browser’s storage is full/);
    chat.dismissNotice();
    chat.commands.send('two');
    await turn();
    assert.equal(chat.store.get().notice, undefined);
  });

  it('takes back what it said when there is room again', async () => {
    const backing = place(0);
    const { chat } = start(backing);
    chat.commands.send('one');
    await turn();
    backing.room = 10_000;
    chat.commands.send('two');
    await turn();
    assert.deepEqual([chat.store.get().kept, chat.store.get().notice], ['kept', undefined]);
  });

  it('writes nothing any more once it is stopped', async () => {
    const backing = place();
    const cursor = { seq: 4, epoch: 'e' };
    new BrowserMemory(backing).of(ADA.id).saveRoom('lobby', { cursor, view: EMPTY_VIEW });
    const { chat, memory } = start(backing);
    await turn();
    chat.stop();
    memory.clear();
    chat.save();
    await turn();
    assert.deepEqual([...backing.items.keys()], []);
  });
});

describe('the page’s model, without its caches', () => {
  const { WebSocket } = globalThis;
  let sockets: Sockets;
  let chat: Chat;
  beforeEach(() => {
    sockets = new Sockets();
    Object.assign(globalThis, { WebSocket: sockets.WebSocket });
  });
  afterEach(() => {
    chat.stop();
    Object.assign(globalThis, { WebSocket });
  });

  const newsAt = (seq: number) => ({
    type: 'event',
    room: 'news',
    seq,
    at: '2026-06-01T00:00:00Z',
    event: 'MessagePosted',
    user: { id: 'bob', name: 'Bob' },
    id: `m${seq}`,
    data: { text: 'news' },
  });

  it('keeps how far one read a room as one turns to another', async () => {
    const memory = new BrowserMemory(place()).of(ADA.id);
    chat = new Chat({ url, user: ADA, memory, visible: () => true, room: 'news' });
    await turn();
    const [socket] = sockets.opened;
    socket?.frame({ type: 'welcome', user: ADA, now: Date.now(), epoch: 'one', limits: LIMITS });
    socket?.frame({ type: 'live', room: 'news', seq: 1 });
    socket?.frame(newsAt(2));
    await eventually(async () => assert.equal(chat.current?.view.messages.length, 1));
    chat.open('lobby');
    assert.deepEqual(memory.readMark('news'), { seq: 2, epoch: 'one' });
  });

  /** Was at 7 in the log `one`; comes back to a log with the messages 1 to 9, of which 3 came after the backlog. */
  const comeBackTo = async (epoch: string) => {
    const backing = place();
    const memory = new BrowserMemory(backing).of(ADA.id);
    memory.saveReadMark('news', { seq: 7, epoch: 'one' });
    memory.saveReadMark('lobby', { seq: 7, epoch: 'one' });
    chat = new Chat({ url, user: ADA, memory, visible: () => true, room: 'lobby' });
    await turn();
    const [socket] = sockets.opened;
    const event = (seq: number) => socket?.frame(newsAt(seq));
    socket?.frame({ type: 'welcome', user: ADA, now: Date.now(), epoch, limits: LIMITS });
    for (let seq = 1; seq <= 6; seq += 1) event(seq);
    chat.save();
    socket?.frame({ type: 'live', room: 'news', seq: 6 });
    for (let seq = 7; seq <= 9; seq += 1) event(seq);
    chat.save();
    const news = chat.store.get().rooms['news'];
    assert.ok(news);
    return newsOf(news, ADA.id).count;
  };

  it('counts what is new from where one read to', async () => {
    assert.equal(await comeBackTo('one'), 2);
  });

  it('counts anew in a log that was made anew', async () => {
    assert.equal(await comeBackTo('two'), 3);
  });
});
