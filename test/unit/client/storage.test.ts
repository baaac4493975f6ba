import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  browserStorage,
  type ChatStorage,
  type KeyValueStore,
  memoryStorage,
  webStorage,
} from '../../../src/client/storage.ts';

/** What a browser's localStorage does, without a browser. */
function keyValueStore(): KeyValueStore {
  const items = new Map<string, string>();
  return webStorage({
    get length() {
      return items.size;
    },
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => {
      items.set(key, value);
    },
    removeItem: (key) => {
      items.delete(key);
    },
  });
}

const first = {
  id: '01900000-0000-7000-8000-000000000001',
  room: 'lobby',
  text: 'one',
  sent: false,
};
const second = {
  id: '01900000-0000-7000-8000-000000000002',
  room: 'lobby',
  text: 'two',
  sent: true,
};

const kinds: [string, () => ChatStorage][] = [
  ['memory storage', memoryStorage],
  ['browser storage', () => browserStorage(keyValueStore(), 'chat:ada')],
];

for (const [name, create] of kinds) {
  describe(name, () => {
    it('gives back a cursor until it is forgotten', () => {
      const storage = create();
      assert.equal(storage.loadCursor('lobby'), undefined);
      storage.saveCursor('lobby', { seq: 7, epoch: 'e' });
      assert.deepEqual(storage.loadCursor('lobby'), { seq: 7, epoch: 'e' });
      storage.saveCursor('lobby', undefined);
      assert.equal(storage.loadCursor('lobby'), undefined);
    });

    it('gives back posts in the order they were typed, and the latest state of each', () => {
      const storage = create();
      storage.saveCommand(first);
      storage.saveCommand(second);
      storage.saveCommand({ ...first, sent: true });
      assert.deepEqual(storage.loadCommands(), [{ ...first, sent: true }, second]);
    });

    it('forgets a removed post, also one that another tab removed before', () => {
      const storage = create();
      storage.saveCommand(first);
      storage.removeCommand(first.id);
      storage.removeCommand(first.id);
      assert.deepEqual(storage.loadCommands(), []);
    });
  });
}

describe('browser storage', () => {
  it('keeps two people and two tabs apart', () => {
    const store = keyValueStore();
    const ada = browserStorage(store, 'chat:ada');
    const otherTab = browserStorage(store, 'chat:ada');
    const bob = browserStorage(store, 'chat:bob');
    ada.saveCommand(first);
    otherTab.saveCommand(second);
    assert.deepEqual(ada.loadCommands(), [first, second]);
    assert.deepEqual(bob.loadCommands(), []);
  });

  it('takes what it cannot read for absent', () => {
    const store = keyValueStore();
    store.setItem('chat:ada:cursor:lobby', '{"seq":"7"}');
    store.setItem('chat:ada:post:x', 'not json');
    store.setItem('chat:ada:post:y', '["no command"]');
    const storage = browserStorage(store, 'chat:ada');
    assert.equal(storage.loadCursor('lobby'), undefined);
    assert.deepEqual(storage.loadCommands(), []);
  });

  it('gives back what it does not know as it was kept', () => {
    const store = keyValueStore();
    store.setItem('chat:ada:post:x', '{"id":"x","kind":"of a later year"}');
    const storage = browserStorage(store, 'chat:ada');
    assert.deepEqual(storage.loadCommands(), [{ id: 'x', kind: 'of a later year' }]);
  });

  it('goes on when the store is full, and says that a message is not kept', () => {
    const store = keyValueStore();
    store.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    const refused: unknown[] = [];
    const storage = browserStorage(store, 'chat:ada', (error) => refused.push(error));
    storage.saveCursor('lobby', { seq: 7, epoch: 'e' });
    assert.deepEqual(refused, [], 'a cursor can be had again');
    storage.saveCommand(first);
    assert.match(String(refused), /^QuotaExceededError: full$/);
  });
});
