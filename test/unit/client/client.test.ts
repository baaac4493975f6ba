// The SDK's door: what it refuses at once, and what leaving a room leaves behind.
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { type ChatClient, connect } from '../../../src/client/client.ts';
import { OUTBOX_MAX } from '../../../src/client/outbox.ts';
import { type ChatStorage, memoryStorage } from '../../../src/client/storage.ts';
import { EPOCH, LIMITS } from './scripted.ts';
import { type ScriptedSocket, Sockets, welcome } from './sockets.ts';
import { Thrown } from './thrown.ts';

/** Nobody listens there. */
const NOWHERE = 'ws://127.0.0.1:9';

describe('a client', () => {
  let client: ChatClient;
  let storage: ChatStorage;
  let socket: ScriptedSocket;
  beforeEach(async () => {
    storage = memoryStorage();
    const { WebSocket, opened } = new Sockets();
    client = connect({ url: NOWHERE, token: 't', storage, WebSocket });
    void client.join('lobby').catch(() => undefined);
    await turn();
    assert.ok(opened[0]);
    socket = opened[0];
  });
  afterEach(() => client.close());
  const enter = (room: string, seq: number) => {
    welcome(socket);
    socket.frame({ type: 'joined', room, head: seq });
    socket.frame({ type: 'live', room, seq });
  };
  const joins = () => socket.sent.filter(({ type }) => type === 'join');

  it('holds a thousand messages, and takes another one when one is gone', () => {
    const posted = Array.from({ length: OUTBOX_MAX }, (_, index) => {
      const { id } = client.post('lobby', `${index}`);
      return id;
    });
    assert.throws(() => client.post('lobby', 'one more'), { code: 'outbox_full' });
    assert.equal(client.pending().length, OUTBOX_MAX);
    client.discard(posted[0] ?? '');
    client.post('lobby', 'one more');
  });

  it('goes by the limits that the server told', () => {
    client.post('lobby', 'x'.repeat(11));
    welcome(socket, { limits: { ...LIMITS, textMax: 10 } });
    client.post('lobby', 'x'.repeat(10));
    assert.throws(() => client.post('lobby', 'x'.repeat(11)), { code: 'invalid' });
    assert.equal(client.limits?.textMax, 10);
  });

  it('sends what changes messages as it was given, in order, also what was given before a connection', () => {
    const given = [
      client.edit('lobby', 7, 'second'),
      client.edit('lobby', 7, 'third'),
      client.react('lobby', 7, '👍', true),
      client.pin('lobby', 7, false),
      client.post('lobby', 'yes', { replyTo: 7 }),
      client.delete('lobby', 7),
    ].map(({ id }) => id);
    const kept = storage.loadCommands();
    assert.equal(kept.length, given.length, 'and they are kept');
    const again = memoryStorage();
    again.loadCommands = () => kept;
    const { WebSocket } = new Sockets();
    const other = connect({ url: NOWHERE, token: 't', storage: again, WebSocket });
    assert.deepEqual(other.pending(), client.pending(), 'for another process');
    other.close();
    const commands = ['edit', 'react', 'pin', 'post', 'post.replyTo', 'delete', 'join'];
    welcome(socket, { commands });
    socket.frame({ type: 'live', room: 'lobby', seq: 7 });
    for (const id of given) socket.frame({ type: 'ack', id, room: 'lobby', seq: 8 });
    const about = { room: 'lobby', target: 7 };
    assert.deepEqual(
      socket.sent
        .filter((frame) => 'id' in frame)
        .map(({ id, ...frame }) => {
          assert.equal(id, given.shift());
          return frame;
        }),
      [
        { type: 'edit', ...about, text: 'second' },
        { type: 'edit', ...about, text: 'third' },
        { type: 'react', ...about, emoji: '👍', on: true },
        { type: 'pin', ...about, on: false },
        { type: 'post', room: 'lobby', text: 'yes', replyTo: 7 },
        { type: 'delete', ...about },
      ],
    );
  });

  it('sends nothing that no gateway would take', () => {
    for (const wrong of [
      () => client.edit('lobby', 0, 'text'),
      () => client.edit('lobby', 7, ' '),
      () => client.delete('lobby', 1.5),
      () => client.react('lobby', 7, '👍👍', true),
      () => client.react('lobby', 7, 'ok', true),
      () => client.pin('lobby', -1, true),
      () => client.post('lobby', 'text', { replyTo: 0 }),
    ]) {
      assert.throws(wrong, { code: 'invalid' });
    }
    assert.deepEqual(client.pending(), []);
  });

  it('forgets a room’s cursor as it leaves it: who enters again begins with the last messages', () => {
    enter('lobby', 7);
    client.flush();
    assert.deepEqual(storage.loadCursor('lobby'), { seq: 7, epoch: EPOCH });
    client.leave('lobby');
    assert.equal(storage.loadCursor('lobby'), undefined);
    void client.join('lobby', { last: 3 }).catch(() => undefined);
    assert.deepEqual(joins().at(-1), { type: 'join', room: 'lobby', last: 3 });
  });

  it('takes nothing once it is closed, and lets go of who waits', async () => {
    let joined = 'waits';
    client.join('other').catch(({ code }) => {
      joined = code;
    });
    client.close();
    await turn();
    assert.equal(joined, 'closed');
    await assert.rejects(client.join('lobby'), { code: 'closed' });
    await assert.rejects(client.history('lobby', { before: 1 }), { code: 'closed' });
    assert.throws(() => client.post('lobby', 'too late'), { code: 'closed' });
    assert.equal(client.state, 'closed');
  });

  it('opens nothing where it is closed in the turn in which it was made', async () => {
    const { WebSocket, opened } = new Sockets();
    const states: string[] = [];
    const other = connect({ url: NOWHERE, token: 't', WebSocket });
    other.on('state', ({ state }) => states.push(state));
    other.close();
    await turn();
    assert.deepEqual([opened.length, other.state, states], [0, 'closed', ['closed']]);
  });

  it('gives nothing to a room that it is not in', async () => {
    assert.throws(() => client.post('other', 'hello'), { code: 'not_joined' });
    assert.throws(() => client.edit('other', 1, 'hello'), { code: 'not_joined' });
    await assert.rejects(client.history('other', { before: 1 }), { code: 'not_joined' });
  });

  it('sends what its storage throws at, and the next one, and does not hide it', () => {
    enter('lobby', 1);
    const { saveCommand } = storage;
    storage.saveCommand = () => {
      throw new Error('the disk is full');
    };
    const thrown = new Thrown();
    const posted = () => socket.sent.flatMap((frame) => (frame.type === 'post' ? [frame] : []));
    try {
      client.post('lobby', 'one');
    } finally {
      thrown.giveBack();
    }
    assert.ok(thrown.tasks.length > 0);
    for (const task of thrown.tasks) assert.throws(task, /the disk is full/);
    storage.saveCommand = saveCommand;
    const [one] = posted();
    socket.frame({ type: 'ack', id: one?.id, room: 'lobby', seq: 2 });
    client.post('lobby', 'two');
    assert.deepEqual(
      posted().map(({ text }) => text),
      ['one', 'two'],
    );
  });

  it('has the messages on their way after the process ended, and sends them when it is back', async () => {
    const { id } = client.post('lobby', 'waits');
    client.close();
    const { WebSocket, opened } = new Sockets();
    client = connect({ url: NOWHERE, token: 't', storage, WebSocket });
    const post = { id, room: 'lobby', text: 'waits' };
    assert.deepEqual(client.pending(), [
      { ...post, sent: false, command: { type: 'post', ...post } },
    ]);
    await turn();
    const [next] = opened;
    assert.ok(next);
    void client.join('lobby').catch(() => undefined);
    welcome(next);
    next.frame({ type: 'live', room: 'lobby', seq: 1 });
    assert.deepEqual(next.sent.at(-1), { type: 'post', id, room: 'lobby', text: 'waits' });
    next.frame({ type: 'ack', id, room: 'lobby', seq: 2 });
    assert.deepEqual([client.pending(), storage.loadCommands()], [[], []]);
  });

  it('lets go of who waits, and writes what it can, also where its storage throws', async () => {
    enter('lobby', 1);
    void client.join('other').catch(() => undefined);
    enter('other', 2);
    let answered = 'waits';
    client.history('lobby', { before: 1 }).catch(({ code }) => {
      answered = code;
    });
    const written: string[] = [];
    storage.saveCursor = (room) => {
      if (room === 'lobby') throw new Error('the disk is full');
      written.push(room);
    };
    const thrown = new Thrown();
    try {
      client.close();
    } finally {
      thrown.giveBack();
    }
    for (const task of thrown.tasks) assert.throws(task, /the disk is full/);
    await turn();
    assert.deepEqual([answered, written], ['closed', ['other']]);
  });

  it('enters a room also where the storage throws at being asked for its cursor', async () => {
    storage.loadCursor = () => {
      throw new Error('the disk is broken');
    };
    const thrown = new Thrown();
    let joined: Promise<void>;
    try {
      joined = client.join('other');
    } finally {
      thrown.giveBack();
    }
    for (const task of thrown.tasks) assert.throws(task, /the disk is broken/);
    enter('other', 2);
    await joined;
  });

  it('enters a room anew from within a handler, in which it was left', async () => {
    enter('lobby', 7);
    client.flush();
    let again: Promise<void> | undefined;
    client.on('persisted', () => {
      client.leave('lobby');
      again = client.join('lobby', { last: 3 });
    });
    socket.frame({ type: 'persisted', seq: 7 });
    assert.deepEqual(joins().at(-1), { type: 'join', room: 'lobby', last: 3 });
    socket.frame({ type: 'live', room: 'lobby', seq: 7 });
    await again;
    client.flush();
    assert.equal(storage.loadCursor('lobby')?.seq, 7);
  });
});
