// A room as a program goes over it; the gateway says what the test says.
import assert from 'node:assert/strict';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { WAITING_MAX } from '../../../src/client/feed.ts';
import type { FollowOptions, Room } from '../../../src/client/room.ts';
import { connect, type RoomClient } from '../../../src/client/room-client.ts';
import { memoryStorage } from '../../../src/client/storage.ts';
import { FIRST_COMMANDS } from '../../../src/shared/wire/frames.ts';
import { EPOCH, ME } from './scripted.ts';
import { type ScriptedSocket, Sockets, welcome } from './sockets.ts';
import { done, said } from './terminal/sitting.ts';
import { Time } from './time.ts';

const LIVE = (seq: number) => ({ type: 'live', room: 'lobby', seq });

describe('a room', () => {
  let client: RoomClient;
  let opened: readonly ScriptedSocket[];
  const socket = () => opened.at(-1) ?? assert.fail('nobody connected');
  const start = async (cursor?: number) => {
    const sockets = new Sockets();
    const storage = memoryStorage();
    if (cursor !== undefined) storage.saveCursor('lobby', { seq: cursor, epoch: EPOCH });
    client = connect({
      url: 'ws://127.0.0.1:9',
      token: 't',
      storage,
      WebSocket: sockets.WebSocket,
    });
    opened = sockets.opened;
    await turn();
  };
  afterEach(() => client.close());

  /** It is entered, and that was told before. */
  const enter = async (before: object[] = [], seq = 10, keep?: number): Promise<Room> => {
    const entering = client.enter('lobby', { ...(keep && { keep }) });
    await turn();
    welcome(socket(), { commands: [...FIRST_COMMANDS, 'edit', 'delete', 'react', 'post.replyTo'] });
    for (const frame of [...before, LIVE(seq)]) socket().frame(frame);
    return await entering;
  };
  const tell = async (...frames: object[]) => {
    for (const frame of frames) socket().frame(frame);
    await turn();
  };
  /** What a loop has so far, in a line each; and how it ended. */
  const follow = (room: Room, options?: FollowOptions) => {
    const heard: string[] = [];
    const over = (async () => {
      for await (const { kind, delivery, message } of room.changes(options)) {
        heard.push(`${kind} ${delivery} ${message.text}`);
      }
    })();
    over.catch(() => undefined);
    return { heard, over };
  };

  it('says what was there before, what is live, and what was missed meanwhile, as that is by then', async () => {
    const time = new Time();
    try {
      await start();
      const room = await enter([said(8, 'one'), said(9, 'two')]);
      const { heard } = follow(room);
      await tell(said(11, 'three'));
      socket().close();
      await time.pass(5_000);
      welcome(socket());
      const post = said(12, 'fuor');
      await tell(post, done(13, 'MessageEdited', post, { text: 'four' }), LIVE(13));
      await tell(said(14, 'five'));
      assert.deepEqual(heard, [
        ...['posted history one', 'posted history two', 'posted live three'],
        ...['posted missed four', 'posted live five'],
      ]);
      assert.deepEqual(
        room.timeline.map(({ delivery }) => delivery),
        ['history', 'history', 'live', 'missed', 'live'],
      );
    } finally {
      time.giveBack();
    }
  });

  it('says what comes after the cursor of an earlier process as missed', async () => {
    await start(7);
    const room = await enter([said(8, 'one')]);
    assert.deepEqual(
      room.timeline.map(({ delivery }) => delivery),
      ['missed'],
    );
  });

  it('tells a message as it is when what was missed is there, not as it was', async () => {
    await start();
    const post = said(5, 'frist');
    const gone = said(6, 'oops');
    const edited = done(7, 'MessageEdited', post, { text: 'first' });
    const room = await enter([post, gone, edited, done(8, 'MessageDeleted', gone)]);
    assert.deepEqual(
      room.timeline.map(({ text }) => text),
      ['first', ''],
    );
    const texts: string[] = [];
    for await (const { text } of room.messages()) {
      texts.push(text);
      if (texts.length === 1) void tell(said(11, 'second'));
      else break;
    }
    assert.deepEqual(texts, ['first', 'second'], 'not what is deleted');
  });

  it('tells each change of a message that is known, with the message as it is by then', async () => {
    await start();
    const post = said(5, 'frist', { user: ME });
    const room = await enter([post]);
    const { heard } = follow(room, { backlog: false });
    const steps = [
      done(11, 'MessageEdited', post, { text: 'first' }),
      done(12, 'ReactionAdded', post, { emoji: '👍' }),
      done(13, 'MessageDeleted', post),
    ];
    for (const step of steps) await tell(step);
    assert.deepEqual(heard, ['edited live first', 'reacted live first', 'deleted live ']);
    assert.deepEqual([room.timeline[0]?.own, room.timeline[0]?.deleted?.by], [true, ME]);
    assert.ok(!('marks' in (room.timeline[0] ?? {})), 'nothing of how it is folded');
  });

  it('tells every loop, and a message is the same object until something of it changes', async () => {
    await start();
    const room = await enter([said(5, 'one')]);
    const [first, second] = [follow(room), follow(room)];
    const [before] = room.timeline;
    await tell(said(11, 'two'));
    assert.deepEqual(first.heard, ['posted history one', 'posted live two']);
    assert.deepEqual(second.heard, first.heard);
    assert.equal(room.timeline[0], before);
  });

  it('forgets how old messages came when it lets go of them, and has them back as a page', async () => {
    await start();
    const room = await enter([], 10, 2);
    for (let seq = 11; seq <= 15; seq += 1) await tell(said(seq, `${seq}`));
    assert.deepEqual(
      room.timeline.map(({ seq }) => seq),
      [14, 15],
    );
    const { heard } = follow(room, { backlog: false });
    const loading = room.loadOlder({ limit: 2 });
    await turn();
    const question = socket().sent.findLast((frame) => frame.type === 'history');
    assert.equal(question?.before, 14);
    await tell({ ...question, events: [said(12, '12'), said(13, '13')], more: true });
    const { messages, more } = await loading;
    assert.deepEqual(
      [messages.map(({ seq, delivery }) => [seq, delivery]), more],
      [
        [
          [12, 'history'],
          [13, 'history'],
        ],
        true,
      ],
    );
    assert.deepEqual(
      room.timeline.map(({ seq }) => seq),
      [12, 13, 14, 15],
    );
    await tell(said(16, '16'));
    assert.deepEqual(heard, ['posted live 16'], 'no loop hears of a page');
  });

  it('is one object, also for who enters it twice, and another one after it was left', async () => {
    await start();
    const room = await enter();
    assert.equal(await client.enter('lobby'), room);
    room.leave();
    const again = client.enter('lobby');
    await tell(LIVE(10));
    assert.notEqual(await again, room);
  });

  it('begins at once where it was joined before, with what comes from then on', async () => {
    await start();
    welcome(socket());
    const joined = client.join('lobby');
    await tell(said(9, 'before'), LIVE(9));
    await joined;
    const room = await client.enter('lobby');
    await tell(said(11, 'now'));
    assert.deepEqual(
      room.timeline.map(({ text, delivery }) => [text, delivery]),
      [['now', 'live']],
    );
  });

  it('begins anew where the log is another one', async () => {
    await start();
    const room = await enter([said(9, 'gone')]);
    const { heard } = follow(room, { backlog: false });
    await tell({ type: 'reset', room: 'lobby', reason: 'epoch' }, said(1, 'anew'), LIVE(1));
    assert.deepEqual(
      [heard, room.timeline.map(({ text }) => text)],
      [['posted history anew'], ['anew']],
    );
  });

  describe('ends a loop over it', () => {
    const EVE = { id: 'u-eve', name: 'Eve' };
    const ENDS: [string, (room: Room, stop: AbortController) => unknown, string | undefined][] = [
      ['where the room is left', (room) => room.leave(), undefined],
      ['where the client is closed', () => client.close(), undefined],
      ['by its signal', (_, stop) => stop.abort(), undefined],
      [
        'where somebody sends us out',
        () => tell({ type: 'left', room: 'lobby', reason: 'banned', by: EVE }),
        'left',
      ],
      ['where the session ends', () => socket().close('', 4500), 'unauthorized'],
      [
        'where the room is closed to us since we were there',
        () =>
          tell({ type: 'error', room: 'lobby', code: 'forbidden', message: 'no', retry: false }),
        'forbidden',
      ],
    ];
    for (const [why, end, code] of ENDS) {
      it(`${why}, ${code === undefined ? 'in silence' : 'with an error that says so'}`, async () => {
        await start();
        const room = await enter([said(9, 'one')]);
        const stop = new AbortController();
        const { heard, over } = follow(room, { signal: stop.signal });
        await turn();
        end(room, stop);
        if (code === undefined) await over;
        else await assert.rejects(over, { name: 'ChatError', code });
        await tell(said(12, 'too late'));
        assert.deepEqual(heard, ['posted history one']);
      });

      it(`that is begun later ${why}, after what is known, in the same way`, async () => {
        await start();
        const room = await enter([said(9, 'one')]);
        const stop = new AbortController();
        end(room, stop);
        await turn();
        const { heard, over } = follow(room, { signal: stop.signal });
        await Promise.race([
          code === undefined ? over : assert.rejects(over, { name: 'ChatError', code }),
          sleep(500).then(() => assert.fail('it waits for what never comes')),
        ]);
        assert.deepEqual(heard, stop.signal.aborted ? [] : ['posted history one']);
      });
    }

    it('that is slower than what comes, after all that waits for it', async () => {
      await start();
      const room = await enter();
      const loop = room.messages()[Symbol.asyncIterator]();
      for (let seq = 11; seq <= 11 + WAITING_MAX; seq += 1) socket().frame(said(seq, 'x'));
      await turn();
      for (let heard = 0; heard < WAITING_MAX; heard += 1) assert.ok((await loop.next()).value);
      await assert.rejects(loop.next(), { code: 'too_slow' });
      assert.equal((await loop.next()).done, true);
    });

    it('that was begun under an aborted signal, before anything', async () => {
      await start();
      const room = await enter([said(9, 'one')]);
      const { heard, over } = follow(room, { signal: AbortSignal.abort() });
      await over;
      assert.deepEqual(heard, []);
    });
  });

  it('is not entered where it is closed to us: nothing of it stays', async () => {
    await start();
    welcome(socket());
    const entering = client.enter('lobby');
    const refused = assert.rejects(entering, { code: 'forbidden' });
    await tell({ type: 'error', room: 'lobby', code: 'forbidden', message: 'no', retry: false });
    await refused;
    await assert.rejects(client.enter('No Room'), { code: 'invalid' });
    await assert.rejects(client.enter('lobby', { keep: 0 }), { code: 'invalid' });
    await assert.rejects(client.enter('lobby', { keep: 1, last: -1 }), { code: 'invalid' });
    const again = client.enter('lobby');
    await tell(said(7, 'one'), said(8, 'two'), said(9, 'three'), LIVE(9));
    assert.equal((await again).timeline.length, 3);
  });

  it('gives what is done there to the client', async () => {
    await start();
    const room = await enter([said(9, 'one')]);
    const [message] = room.timeline;
    assert.ok(message);
    const ids = [
      room.post('text'),
      room.reply(message, 'answer'),
      room.edit(9, 'other'),
      room.react(message, '👍'),
      room.react(message, '👍', { on: false }),
      room.delete(message),
    ].map(({ id }) => id);
    assert.deepEqual(
      client.pending('lobby').map(({ id }) => id),
      ids,
    );
    const given = client.pending('lobby').map(({ command }) => {
      const { type, id: _, ...said } = command;
      return [type, said];
    });
    const about = { room: 'lobby' };
    assert.deepEqual(given, [
      ['post', { ...about, text: 'text' }],
      ['post', { ...about, text: 'answer', replyTo: 9 }],
      ['edit', { ...about, target: 9, text: 'other' }],
      ['react', { ...about, target: 9, emoji: '👍', on: true }],
      ['react', { ...about, target: 9, emoji: '👍', on: false }],
      ['delete', { ...about, target: 9 }],
    ]);
  });
});
