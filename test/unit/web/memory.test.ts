import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { forgetOthers, lastUser, openMemory, saveLastUser } from '../../../src/web/model/memory.ts';
import { bringAlong } from '../../../src/web/model/older-values.ts';
import { latePlace, place } from './places.ts';

const ADA = 'guest-ada';
const mark = (seq: number, epoch = 'e') => ({ seq, epoch });
const message = {
  seq: 4,
  id: 'm',
  at: '2026-06-01T00:00:00Z',
  user: { id: 'u', name: 'U' },
  text: 'x'.repeat(200),
};
const post = { id: '01900000-0000-7000-8000-000000000001', room: 'lobby', text: 'hi', sent: false };

describe('what the page keeps of one person', () => {
  it('outlives the caches where the storage is full: messages, drafts and read marks', async () => {
    const backing = latePlace(400);
    const memory = openMemory(backing, ADA);
    memory.saveRooms(['lobby', 'den']);
    memory.saveRoom('lobby', { cursor: mark(4), messages: [message] });
    memory.saveReadMark('den', mark(7));
    memory.unsent.savePost(post);
    memory.saveDraft('lobby', 'a thought '.repeat(10));
    await turn();
    assert.equal(memory.kept.get(), 'kept');
    const again = openMemory(backing, ADA);
    assert.deepEqual(again.unsent.loadPosts(), [post]);
    assert.equal(again.draft('lobby'), 'a thought '.repeat(10));
    assert.deepEqual(again.readMark('den'), mark(7));
    assert.equal(again.room('lobby'), undefined);
    assert.deepEqual(again.rooms().sort(), ['den', 'lobby'], 'rooms with something kept');
  });

  it('keeps the furthest read mark of all tabs, and starts anew in another log', async () => {
    const backing = place();
    const [one, other] = [openMemory(backing, ADA), openMemory(backing, ADA)];
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
      const memory = openMemory(backing, id);
      memory.saveRooms(['lobby']);
      memory.saveRoom('lobby', { cursor: mark(4), messages: [message] });
    }
    forgetOthers(backing, ADA);
    const left = [...backing.items.keys()];
    assert.deepEqual(left, ['chatk8s:cache:guest-ada:rooms', 'chatk8s:cache:guest-ada:room:lobby']);
  });

  it('removes everything of a person who signs out, and nothing of others', () => {
    const backing = place();
    const [ada, bob] = [openMemory(backing, ADA), openMemory(backing, 'bob')];
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
    const before = openMemory(backing, ADA);
    for (const one of many) before.unsent.savePost(one);
    await turn();
    let accesses = 0;
    const counted = new Proxy(backing, {
      get(target, name) {
        accesses += 1;
        return Reflect.get(target, name);
      },
    });
    const memory = openMemory(counted, ADA);
    assert.deepEqual(memory.unsent.loadPosts(), many);
    assert.ok(accesses < 2 * many.length, `${accesses} accesses to read them`);
    accesses = 0;
    memory.rooms();
    forgetOthers(counted, ADA);
    assert.ok(accesses < 10, `${accesses} accesses to look for others`);
  });

  it('knows who was here last', () => {
    const backing = place();
    saveLastUser(backing, { id: ADA, name: 'Ada' });
    assert.deepEqual(lastUser(backing), { id: ADA, name: 'Ada' });
    saveLastUser(backing, undefined);
    assert.equal(lastUser(backing), undefined);
  });
});

describe('what an older page kept in localStorage', () => {
  const older = (userId: string) =>
    ({
      'chatk8s:user': { id: userId, name: 'Ada' },
      [`chatk8s:${userId}:rooms`]: ['den', 'rooms'],
      [`chatk8s:${userId}:last-room`]: 'den',
      [`chatk8s:${userId}:draft:rooms`]: 'half a thought',
      [`chatk8s:${userId}:room:den`]: { cursor: mark(9), readSeq: 6, messages: [message] },
      [`chatk8s:${userId}:post:${post.id}`]: post,
      [`chatk8s:${userId}:room:broken`]: 'cut',
    }) as const;
  const filled = (userId = ADA) => {
    const store = place();
    for (const [key, value] of Object.entries(older(userId))) {
      store.setItem(key, JSON.stringify(value));
    }
    store.setItem('another app', 'stays');
    store.setItem(`chatk8s:${userId}:cursor:lobby`, 'of a page that is not ours');
    return store;
  };

  for (const userId of [ADA, 'https://id.example:8443/ada', 'room:x']) {
    it(`is brought along for ${userId}`, async () => {
      const [from, to] = [filled(userId), latePlace()];
      await bringAlong(from, to);
      const left = ['another app', `chatk8s:${userId}:cursor:lobby`];
      assert.deepEqual([...from.items.keys()], left);
      const memory = openMemory(to, userId);
      assert.deepEqual(lastUser(to), { id: userId, name: 'Ada' });
      assert.deepEqual(memory.rooms(), ['den', 'rooms']);
      assert.equal(memory.lastRoom(), 'den');
      assert.equal(memory.draft('rooms'), 'half a thought');
      assert.deepEqual(memory.readMark('den'), mark(6));
      assert.deepEqual(memory.unsent.loadPosts(), [post]);
    });
  }

  it('is put in order where it stands when there is no other place, also twice', async () => {
    const store = filled();
    for (let twice = 0; twice < 2; twice += 1) {
      await bringAlong(store, store);
      const memory = openMemory(store, ADA);
      assert.deepEqual(memory.unsent.loadPosts(), [post]);
      assert.deepEqual(memory.readMark('den'), mark(6));
      assert.deepEqual(lastUser(store), { id: ADA, name: 'Ada' });
    }
  });

  it('stays there as long as there is no room for it', async () => {
    const [from, to] = [filled(), latePlace(0)];
    await bringAlong(from, to);
    assert.ok(from.items.has(`chatk8s:${ADA}:post:${post.id}`));
    assert.ok(from.items.has(`chatk8s:${ADA}:draft:rooms`));
  });
});
