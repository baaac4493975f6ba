import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { BrowserMemory } from '../../../src/web/model/browser-memory.ts';
import { bringAlong } from '../../../src/web/model/older-values.ts';
import { latePlace, place } from './places.ts';

const ADA = 'guest-ada';
const mark = (seq: number) => ({ seq, epoch: 'e' });
const message = {
  seq: 4,
  id: 'm',
  at: '2026-06-01T00:00:00Z',
  user: { id: 'u', name: 'U' },
  text: 'hello',
};
const post = { id: '01900000-0000-7000-8000-000000000001', room: 'lobby', text: 'hi', sent: false };

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
      const memory = new BrowserMemory(to).of(userId);
      assert.deepEqual(new BrowserMemory(to).lastUser, { id: userId, name: 'Ada' });
      assert.deepEqual(memory.rooms(), ['den', 'rooms']);
      assert.equal(memory.lastRoom(), 'den');
      assert.equal(memory.draft('rooms'), 'half a thought');
      assert.deepEqual(memory.readMark('den'), mark(6));
      assert.deepEqual(memory.unsent.loadCommands(), [post]);
    });
  }

  it('is put in order where it stands when there is no other place, also twice', async () => {
    const store = filled();
    for (let twice = 0; twice < 2; twice += 1) {
      await bringAlong(store, store);
      const memory = new BrowserMemory(store).of(ADA);
      assert.deepEqual(memory.unsent.loadCommands(), [post]);
      assert.deepEqual(memory.readMark('den'), mark(6));
      assert.deepEqual(new BrowserMemory(store).lastUser, { id: ADA, name: 'Ada' });
    }
  });

  it('stays there as long as there is no room for it', async () => {
    const [from, to] = [filled(), latePlace(0)];
    await bringAlong(from, to);
    assert.ok(from.items.has(`chatk8s:${ADA}:post:${post.id}`));
    assert.ok(from.items.has(`chatk8s:${ADA}:draft:rooms`));
  });
});
