import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import type { MessageView } from '../../../src/chat/kernel/message-view.ts';
import type { RoomView } from '../../../src/chat/kernel/view.ts';
import { MODEL } from '../../../src/chat/views.ts';
import { createKnownCommands } from '../../../src/client/known-commands.ts';
import { BrowserMemory } from '../../../src/web/model/browser-memory.ts';
import { USER_KEY } from '../../../src/web/model/memory.ts';
import { latePlace, place } from './places.ts';

const ADA = 'guest-ada';
const { fromStored } = createKnownCommands();
const mark = (seq: number, epoch = 'e') => ({ seq, epoch });
const message = {
  seq: 4,
  id: 'm',
  at: '2026-06-01T00:00:00Z',
  user: { id: 'u', name: 'U' },
  text: 'x'.repeat(200),
  reactions: [],
  changedSeq: 4,
  marks: { post: 4, text: -4, reactions: [] },
};
const post = { id: '01900000-0000-7000-8000-000000000001', room: 'lobby', text: 'hi', sent: false };

/** As it is seen when nothing but these was told. */
const viewOf = (messages: MessageView[]): RoomView => ({
  messages,
  waiting: [],
  notices: [],
  low: messages[0]?.seq,
});

describe('what the page keeps of one person', () => {
  it('outlives the caches where the storage is full: messages, drafts and read marks', async () => {
    // The messages of a room fit, and not with all the rest.
    const backing = latePlace(580 + MODEL.length);
    const memory = new BrowserMemory(backing).of(ADA);
    memory.saveRooms(['lobby', 'den']);
    memory.saveRoom('lobby', { cursor: mark(4), view: viewOf([message]) });
    memory.saveReadMark('den', mark(7));
    memory.unsent.saveCommand(post);
    memory.saveDraft('lobby', 'a thought '.repeat(10));
    await turn();
    assert.equal(memory.kept.get(), 'kept');
    const again = new BrowserMemory(backing).of(ADA);
    assert.deepEqual(again.unsent.loadCommands(), [post]);
    assert.equal(again.draft('lobby'), 'a thought '.repeat(10));
    assert.deepEqual(again.readMark('den'), mark(7));
    assert.equal(again.room('lobby'), undefined);
    assert.deepEqual(again.rooms().sort(), ['den', 'lobby'], 'rooms with something kept');
  });

  it('is no cache any more once there was no room for who they are', async () => {
    const backing = latePlace(100);
    new BrowserMemory(backing).of(ADA).saveRooms(['lobby', 'x'.repeat(80)]);
    await turn();
    const browser = new BrowserMemory(backing);
    const memory = browser.of(ADA);
    browser.saveLastUser({ id: ADA, name: 'Ada' });
    for (let i = 0; i < 5; i += 1) await turn();
    assert.deepEqual([...backing.items.keys()], [USER_KEY], 'the list made room');
    memory.saveRooms(['lobby']);
    await turn();
    assert.deepEqual([...backing.items.keys()], [USER_KEY]);
  });

  it('keeps the furthest read mark of all tabs, and starts anew in another log', async () => {
    const backing = place();
    const [one, other] = [new BrowserMemory(backing).of(ADA), new BrowserMemory(backing).of(ADA)];
    one.saveReadMark('lobby', mark(9));
    await turn();
    other.saveReadMark('lobby', mark(5));
    assert.deepEqual(one.readMark('lobby'), mark(9));
    other.saveReadMark('lobby', mark(2, 'made anew'));
    await turn();
    assert.deepEqual(one.readMark('lobby'), mark(2, 'made anew'));
  });

  it('forgets the caches of guests who are gone, and nothing of who is here', () => {
    const backing = place();
    for (const id of ['guest-1', 'guest-2', ADA]) {
      const memory = new BrowserMemory(backing).of(id);
      memory.saveRooms(['lobby']);
      memory.saveRoom('lobby', { cursor: mark(4), view: viewOf([message]) });
    }
    new BrowserMemory(backing).forgetOthers(ADA);
    const left = [...backing.items.keys()];
    assert.deepEqual(left, ['chatk8s:cache:guest-ada:rooms', 'chatk8s:cache:guest-ada:room:lobby']);
  });

  it('removes everything of a person who signs out, and nothing of others', () => {
    const backing = place();
    const [ada, bob] = [new BrowserMemory(backing).of(ADA), new BrowserMemory(backing).of('bob')];
    for (const memory of [ada, bob]) {
      memory.saveDraft('lobby', 'hm');
      memory.saveRooms(['lobby']);
    }
    ada.clear();
    assert.equal([...backing.items.keys()].filter((key) => key.includes(ADA)).length, 0);
    assert.equal(bob.draft('lobby'), 'hm');
  });

  it('is listed once for many messages that wait, not once for each', async () => {
    const backing = latePlace();
    const many = Array.from({ length: 1_500 }, (_, index) => ({
      ...post,
      id: `01900000-0000-7000-8000-${String(index).padStart(12, '0')}`,
    }));
    const before = new BrowserMemory(backing).of(ADA);
    for (const one of many) before.unsent.saveCommand(one);
    await turn();
    let accesses = 0;
    const counted = new Proxy(backing, {
      get(target, name) {
        accesses += 1;
        return Reflect.get(target, name);
      },
    });
    const memory = new BrowserMemory(counted).of(ADA);
    assert.deepEqual(memory.unsent.loadCommands(), many);
    assert.ok(accesses < 2 * many.length, `${accesses} accesses to read them`);
    accesses = 0;
    memory.rooms();
    new BrowserMemory(counted).forgetOthers(ADA);
    assert.ok(accesses < 10, `${accesses} accesses to look for others`);
  });

  it('knows who was here last', () => {
    const backing = place();
    new BrowserMemory(backing).saveLastUser({ id: ADA, name: 'Ada' });
    assert.deepEqual(new BrowserMemory(backing).lastUser, { id: ADA, name: 'Ada' });
    new BrowserMemory(backing).saveLastUser(undefined);
    assert.equal(new BrowserMemory(backing).lastUser, undefined);
  });
});

describe('what the page finds kept', () => {
  const kept = (more: object) =>
    JSON.stringify({ version: MODEL, cursor: mark(9), view: viewOf([message]), ...more });

  it('is a room as it was, the latest of its messages without a hole', () => {
    const memory = new BrowserMemory(place()).of(ADA);
    const messages = Array.from({ length: 300 }, (_, seq) => ({ ...message, seq, text: 'short' }));
    memory.saveRoom('lobby', { cursor: mark(299), view: viewOf(messages) });
    assert.deepEqual(memory.room('lobby'), {
      cursor: mark(299),
      view: viewOf(messages.slice(100)),
    });
    const view = {
      messages: [message],
      waiting: [{ ...message, seq: 1 }],
      notices: [{ seq: 3, at: message.at, user: message.user, event: 'RoomCreated', data: {} }],
      low: 2,
    };
    memory.saveRoom('lobby', { cursor: mark(9), view });
    assert.deepEqual(memory.room('lobby')?.view, view);
    const long = messages.map((one) => ({ ...one, text: 'x'.repeat(4_000) }));
    long[290] = { ...message, seq: 290, text: 'short' };
    memory.saveRoom('lobby', { cursor: mark(299), view: viewOf(long) });
    assert.deepEqual(memory.room('lobby')?.view.messages, long.slice(-25));
    memory.saveRoom('lobby', {
      cursor: mark(9),
      view: viewOf([{ ...message, text: 'x'.repeat(100_001) }]),
    });
    assert.deepEqual(memory.room('lobby'), { cursor: mark(9), view: viewOf([]) });
  });

  for (const [what, found] of [
    ['cut text', '{"cursor":{"seq":4'],
    ['no object', '"lobby"'],
    ['a list', '[]'],
    ['no cursor', JSON.stringify({ version: MODEL, view: viewOf([message]) })],
    ['a cursor without a log', kept({ cursor: { seq: 4 } })],
    ['a position that is none', kept({ cursor: mark(1.5) })],
    ['strange in what waits', kept({ view: { ...viewOf([message]), waiting: [{ seq: 1 }] } })],
    ['strange in what was done', kept({ view: { ...viewOf([message]), notices: [{ seq: 1 }] } })],
    ['no messages', kept({ view: { messages: {} } })],
    ['no place to go back from', kept({ view: { view: viewOf([message]), low: '4' } })],
    ['of a page that named no version', kept({ version: undefined })],
    ['of a page of another version', kept({ version: `${MODEL} MessageEdited.1` })],
  ] as const) {
    it(`is no room where it is ${what}`, () => {
      const backing = place();
      new BrowserMemory(backing)
        .of(ADA)
        .saveRoom('lobby', { cursor: mark(9), view: viewOf([message]) });
      const [key = ''] = backing.items.keys();
      assert.ok(new BrowserMemory(backing).of(ADA).room('lobby'));
      backing.items.set(key, kept({}));
      assert.deepEqual(new BrowserMemory(backing).of(ADA).room('lobby'), {
        cursor: mark(9),
        view: viewOf([message]),
      });
      backing.items.set(key, found);
      assert.equal(new BrowserMemory(backing).of(ADA).room('lobby'), undefined);
    });
  }

  for (const [what, strange] of [
    ['without text', { ...message, text: undefined }],
    ['without position', { ...message, seq: '5' }],
    ['of nobody', { ...message, user: { id: 'u' } }],
    ['of no time', { ...message, at: 'yesterday-ish' }],
    ['that is none', null],
  ] as const) {
    it(`is a room as it was, but for a message ${what} and what stood before it`, () => {
      const backing = place();
      new BrowserMemory(backing).of(ADA).saveRoom('lobby', { cursor: mark(9), view: viewOf([]) });
      const found = () => new BrowserMemory(backing).of(ADA).room('lobby');
      const [key = ''] = backing.items.keys();
      const after = { ...message, seq: 6 };
      backing.items.set(key, kept({ view: viewOf([message, strange as MessageView, after]) }));
      assert.deepEqual(found(), { cursor: mark(9), view: viewOf([after]) });
      backing.items.set(key, kept({ view: viewOf([message, strange as MessageView]) }));
      assert.deepEqual(found(), { cursor: mark(9), view: viewOf([]) });
    });
  }

  it('is nothing where somebody else’s text stands under our keys', async () => {
    const backing = place();
    const memory = new BrowserMemory(backing).of(ADA);
    memory.saveRooms(['lobby']);
    memory.saveLastRoom('lobby');
    memory.saveReadMark('lobby', mark(4));
    memory.saveDraft('lobby', 'hm');
    memory.saveStanding('lobby', {
      state: { kind: 'public' },
      member: { state: 'in', role: 'member' },
    });
    memory.unsent.saveCommand(post);
    new BrowserMemory(backing).saveLastUser({ id: ADA, name: 'Ada' });
    await turn();
    for (const junk of ['', '7', '{', '[1]', '{"id":1}', 'null']) {
      for (const key of backing.items.keys()) backing.items.set(key, junk);
      assert.deepEqual(memory.rooms(), ['lobby'], 'for a draft is kept of it');
      assert.deepEqual([memory.lastRoom(), memory.readMark('lobby')], [undefined, undefined]);
      assert.equal(memory.standing('lobby'), undefined);
      const sendable = memory.unsent.loadCommands().map(fromStored).filter(Boolean);
      assert.deepEqual([memory.draft('lobby'), sendable], ['', []]);
      assert.equal(new BrowserMemory(backing).lastUser, undefined);
    }
    memory.saveReadMark('lobby', mark(2));
    assert.deepEqual(memory.readMark('lobby'), mark(2));
  });
});
