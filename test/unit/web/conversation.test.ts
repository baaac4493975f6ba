// The page's model while one talks: what is shown of what the server says, what is kept of it, what is asked for.
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { pastId } from '../../../src/client/uuid7.ts';
import { newsOf } from '../../../src/web/model/news.ts';
import { SHOWN_MAX } from '../../../src/web/model/views.ts';
import { welcome } from '../client/sockets.ts';
import { Time } from '../client/time.ts';
import { ADA, eventAt, eventsOf, seqsOf } from './events.ts';
import { Page } from './page.ts';

describe('the page’s model, online', () => {
  const open: Page[] = [];
  let time: Time | undefined;
  afterEach(() => {
    for (const { chat } of open.splice(0)) chat.stop();
    time?.giveBack();
    time = undefined;
  });
  const start = (options?: ConstructorParameters<typeof Page>[0]) => {
    const page = new Page(options);
    open.push(page);
    return page;
  };
  const entered = async (events = eventsOf(1, 3)) => {
    const page = start();
    await page.enter(events);
    page.asked('join');
    return page;
  };

  it('shows a backlog when it is through, as read, and what comes then with the next picture', async () => {
    time = new Time();
    const page = start();
    await turn();
    assert.equal(page.room().entry.state, 'entering');
    await page.enter(eventsOf(1, 3));
    assert.deepEqual([page.room().entry.state, seqsOf(page.room())], ['in', [1, 2, 3]]);
    page.event(4);
    page.event(5);
    let changes = 0;
    page.chat.store.subscribe(() => {
      if (seqsOf(page.room()).length > 3) changes += 1;
    });
    await time.pass(16);
    assert.deepEqual(seqsOf(page.room()), [1, 2, 3, 4, 5]);
    assert.equal(changes, 2, 'what came in and that it is read, not one for each');
    assert.equal(newsOf(page.room(), ADA.id).count, 0);
    assert.equal(page.chat.store.get().wasLive, true);
  });

  it('keeps messages and cursor as one, also of what is not shown yet', async () => {
    const page = await entered();
    page.event(4);
    page.chat.client.flush();
    const kept = page.memory.room('lobby');
    assert.equal(kept?.cursor.seq, 4);
    assert.deepEqual(
      kept?.view.messages.map(({ seq }) => seq),
      [1, 2, 3, 4],
    );
    const again = start({ backing: page.backing });
    assert.deepEqual(seqsOf(again.room()), [1, 2, 3, 4]);
    await turn();
    await again.enter([]);
    const [join] = again.asked('join');
    assert.equal(join?.after, 4, 'and goes on from there');
  });

  it('begins anew with what another version of it kept, and loses nothing that it alone had', async () => {
    const page = await entered();
    page.chat.commands.send('waits');
    page.memory.saveDraft('lobby', 'half a thought');
    page.show();
    const [key = '', text = ''] =
      [...page.backing.items].find(([name]) => name.includes(':room:lobby')) ?? [];
    // As a page kept it that named no version.
    page.backing.items.set(key, JSON.stringify({ ...JSON.parse(text), version: undefined }));
    const again = start({ backing: page.backing });
    assert.deepEqual([seqsOf(again.room()), again.room().readSeq], [[], 3]);
    await again.enter(eventsOf(1, 5));
    assert.deepEqual(again.asked('join'), [{ type: 'join', room: 'lobby', last: 50 }]);
    assert.deepEqual(seqsOf(again.room()), [1, 2, 3, 4, 5]);
    assert.deepEqual(
      again.room().outgoing.map(({ text: waiting }) => waiting),
      ['waits'],
    );
    assert.equal(again.memory.draft('lobby'), 'half a thought');
  });

  it('follows a message of ours: on its way, in the log, in the database', async () => {
    const page = await entered([]);
    assert.equal(page.chat.commands.send('hello'), true);
    const [post] = page.asked('post');
    assert.ok(post);
    const status = () => page.room().outgoing.map(({ status: of }) => of);
    assert.deepEqual(status(), ['waiting']);
    page.socket.frame({
      type: 'error',
      id: post.id,
      room: 'lobby',
      code: 'unavailable',
      message: 'later',
      retry: true,
    });
    assert.deepEqual(
      page.room().outgoing.map(({ reason }) => reason),
      ['The chat cannot take it just now: it is sent by itself in a moment.'],
    );
    page.socket.frame({ type: 'ack', id: post.id, room: 'lobby', seq: 1 });
    assert.deepEqual(status(), ['stored']);
    page.event(1, { id: post.id, user: ADA });
    page.show();
    assert.deepEqual([status(), seqsOf(page.room())], [[], [1]]);
    page.socket.frame({ type: 'persisted', seq: 1 });
    assert.equal(page.chat.store.get().persisted, 1);
  });

  it('gives back a message that is refused for good, and takes it away when told to', async () => {
    const page = await entered([]);
    page.chat.commands.send('hello');
    const [post] = page.asked('post');
    assert.ok(post);
    page.socket.frame({
      type: 'error',
      id: post.id,
      room: 'lobby',
      code: 'forbidden',
      message: 'not here',
    });
    const [failed] = page.room().outgoing;
    assert.deepEqual(
      [failed?.text, failed?.status, failed?.reason],
      ['hello', 'failed', 'Not here.'],
    );
    page.chat.commands.dismiss(post.id);
    assert.deepEqual(page.room().outgoing, []);
  });

  it('knows a message by its new id when the first one was from the future', async () => {
    const page = await entered([]);
    page.chat.commands.send('hello');
    const id = page.room().outgoing[0]?.id ?? '';
    page.event(1, { id: pastId(id), user: ADA });
    page.show();
    assert.deepEqual([page.room().outgoing, seqsOf(page.room())], [[], [1]]);
  });

  it('says in words what cannot be sent, and forgets that with the next message', async () => {
    const page = await entered([]);
    assert.equal(page.chat.commands.send('x'.repeat(5_000)), false);
    assert.match(page.chat.store.get().notice ?? '', /at most 4096 characters/);
    assert.equal(page.chat.commands.send('short'), true);
    assert.equal(page.chat.store.get().notice, undefined);
  });

  it('shows a room that one may not enter as such', async () => {
    const page = await entered([]);
    page.chat.open('board');
    page.socket.frame({
      type: 'error',
      room: 'board',
      code: 'forbidden',
      message: 'board is private',
    });
    assert.deepEqual(page.room('board').entry, { state: 'refused', reason: 'Board is private.' });
    assert.equal(page.chat.store.get().notice, undefined);
  });

  it('waits before a room that cannot be entered right now', async () => {
    const page = await entered([]);
    page.chat.open('busy');
    const later = { message: 'later', retry: true, retryAfterMs: 1 };
    page.socket.frame({ type: 'error', room: 'busy', code: 'unavailable', ...later });
    assert.deepEqual(page.room('busy').entry, { state: 'entering' });
  });

  it('counts what others said in other rooms, and not what one said there in another tab', async () => {
    const page = await entered([]);
    page.chat.open('news');
    page.socket.frame({ type: 'live', room: 'news', seq: 3 });
    page.chat.open('lobby');
    page.event(4, { room: 'news', user: ADA });
    page.event(5, { room: 'news' });
    page.show();
    assert.equal(newsOf(page.room('news'), ADA.id).count, 1);
    page.chat.open('news');
    assert.deepEqual([page.room('news').newAfter, page.room('news').readSeq], [3, 5]);
  });

  it('does not take for read what comes while nobody can see the page', async () => {
    const page = await entered();
    page.visible = false;
    page.event(4);
    page.show();
    assert.equal(newsOf(page.room(), ADA.id).count, 1);
    assert.equal(page.memory.readMark('lobby')?.seq, 3);
    page.visible = true;
    page.chat.wake();
    assert.deepEqual([page.room().newAfter, newsOf(page.room(), ADA.id).count], [3, 0]);
    assert.equal(page.memory.readMark('lobby')?.seq, 4);
  });

  it('leaves a room with everything that was kept of it, and turns to the next one', async () => {
    const page = await entered();
    page.chat.open('brief');
    const member = { state: 'in', role: 'member' };
    page.socket.frame({
      type: 'joined',
      room: 'brief',
      head: 9,
      state: { kind: 'public' },
      member,
    });
    page.socket.frame({ type: 'live', room: 'brief', seq: 9 });
    page.memory.saveDraft('brief', 'half a thought');
    page.show();
    page.chat.belonging.leave('brief');
    assert.deepEqual(
      [page.chat.store.get().names, page.chat.store.get().current],
      [['lobby'], 'lobby'],
    );
    page.show();
    await turn();
    assert.deepEqual(
      [...page.backing.items.keys()].filter((key) => key.includes('brief')),
      [],
    );
    assert.deepEqual(page.memory.rooms(), ['lobby']);
    page.chat.belonging.leave('lobby');
    assert.deepEqual([page.chat.store.get().names, page.chat.store.get().current], [[], undefined]);
  });

  describe('with a log that is another one than before', () => {
    const comeBack = async (page: Page) => {
      await page.reconnect();
      welcome(page.socket, { user: ADA, epoch: 'two' });
      page.socket.frame({ type: 'reset', room: 'lobby', reason: 'epoch' });
      page.show();
    };

    it('shows the new one only, and still what waits', async () => {
      const page = await entered();
      page.chat.commands.send('waits');
      page.event(4);
      await comeBack(page);
      assert.deepEqual([seqsOf(page.room()), page.room().outgoing.length], [[], 1]);
      assert.match(page.chat.store.get().notice ?? '', /began anew/);
      page.event(1);
      page.socket.frame({ type: 'live', room: 'lobby', seq: 1 });
      assert.deepEqual(seqsOf(page.room()), [1]);
    });

    it('counts what is said in one that is shorter, also after a reload', async () => {
      const page = await entered(eventsOf(1, 9));
      page.show();
      await page.reconnect();
      await page.enter();
      page.socket.frame({ type: 'reset', room: 'lobby', reason: 'ahead' });
      page.event(1);
      page.socket.frame({ type: 'live', room: 'lobby', seq: 1 });
      page.show();
      page.visible = false;
      page.event(2);
      page.show();
      assert.equal(newsOf(page.room(), ADA.id).count, 1);
      assert.equal(newsOf(start({ backing: page.backing, room: 'other' }).room(), ADA.id).count, 1);
    });

    it('has nothing in the database before the server says so, whichever room is told first', async () => {
      const page = await entered();
      page.socket.frame({ type: 'persisted', seq: 3 });
      await page.reconnect();
      await page.enter([], { epoch: 'two' });
      assert.equal(page.chat.store.get().persisted, 0);
      page.socket.frame({ type: 'persisted', seq: 2 });
      page.socket.frame({ type: 'reset', room: 'lobby', reason: 'epoch' });
      assert.equal(page.chat.store.get().persisted, 2);
    });
  });

  it('takes a message of ours off its way also where what followed it is more than is shown', async () => {
    const page = await entered();
    page.chat.commands.send('sent just before the line broke');
    const [post] = page.asked('post');
    await page.reconnect();
    const ours = eventAt(4, { user: ADA, id: post?.id ?? '' });
    await page.enter([ours, ...eventsOf(5, SHOWN_MAX + 10)]);
    page.show();
    assert.ok((seqsOf(page.room())[0] ?? 0) > 4, 'it is far above');
    assert.deepEqual(page.room().outgoing, []);
  });

  it('does not show below what was stored above everything that is shown', async () => {
    const page = await entered(eventsOf(100, 103));
    page.chat.commands.send('stored long ago');
    page.chat.commands.send('stored just now');
    const [old] = page.asked('post');
    page.socket.frame({ type: 'ack', id: old?.id, room: 'lobby', seq: 50, duplicate: true });
    const [now] = page.asked('post');
    page.socket.frame({ type: 'ack', id: now?.id, room: 'lobby', seq: 104 });
    assert.deepEqual(
      page.room().outgoing.map(({ text, status }) => [text, status]),
      [['stored just now', 'stored']],
    );
  });

  it('shows at once what another tab kept of a room that it enters', async () => {
    const page = start();
    const other = start({ backing: page.backing });
    await page.enter();
    await other.enter();
    other.chat.open('garden');
    other.event(1, { room: 'garden' });
    other.socket.frame({ type: 'live', room: 'garden', seq: 1 });
    other.show();
    page.chat.open('garden');
    assert.equal(page.asked('join').at(-1)?.after, 1, 'nothing of before is told');
    assert.deepEqual(seqsOf(page.room('garden')), [1]);
  });

  it('enters a room whatever its name means to the language', async () => {
    const page = start({ room: 'constructor' });
    await page.enter();
    page.event(1, { room: 'constructor' });
    page.show();
    assert.deepEqual(seqsOf(page.room('constructor')), [1]);
    page.chat.belonging.leave('constructor');
    assert.equal(page.chat.current?.name, 'lobby');
    page.chat.open('constructor');
    assert.equal(page.chat.current?.name, 'constructor');
  });
});
