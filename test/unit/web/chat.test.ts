import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { Chat } from '../../../src/web/model/chat.ts';
import type { Backing } from '../../../src/web/model/keeping.ts';
import { openMemory } from '../../../src/web/model/memory.ts';
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
    const memory = openMemory(backing, ADA.id);
    const chat = new Chat({ url, user: ADA, memory, visible: () => true, room: 'lobby' });
    open.push(chat);
    return { chat, memory };
  };

  it('has its unsent messages again after a reload', async () => {
    const backing = latePlace();
    const { chat } = start(backing);
    assert.equal(chat.send('waits'), true);
    await turn();
    chat.save();
    const again = start(backing).chat;
    assert.deepEqual(
      again.current?.outgoing.map(({ text, status }) => [text, status]),
      [['waits', 'waiting']],
    );
  });

  it('says that the storage is full with the message that is not kept, and once', async () => {
    const { chat } = start(place(0));
    chat.send('one');
    await turn();
    assert.match(chat.store.get().notice ?? '', /^This browser’s storage is full/);
    chat.dismissNotice();
    chat.send('two');
    await turn();
    assert.equal(chat.store.get().notice, undefined);
  });

  it('takes back what it said when there is room again', async () => {
    const backing = place(0);
    const { chat } = start(backing);
    chat.send('one');
    await turn();
    backing.room = 10_000;
    chat.send('two');
    await turn();
    assert.deepEqual([chat.store.get().kept, chat.store.get().notice], ['kept', undefined]);
  });

  it('writes nothing any more once it is stopped', async () => {
    const backing = place();
    const cursor = { seq: 4, epoch: 'e' };
    openMemory(backing, ADA.id).saveRoom('lobby', { cursor, messages: [] });
    const { chat, memory } = start(backing);
    await turn();
    chat.stop();
    memory.clear();
    chat.save();
    await turn();
    assert.deepEqual([...backing.items.keys()], []);
  });
});
