import assert from 'node:assert/strict';
import { isMessagePosted } from '../../src/chat/message/view.ts';
import { type ChatClient, connect } from '../../src/client/client.ts';
import type { ConnectOptions } from '../../src/client/options.ts';
import { createSession } from '../../src/client/session.ts';
import { memoryStorage } from '../../src/client/storage.ts';
import type { EventFrame } from '../../src/shared/wire/frames.ts';
import { startChat, type TestChat } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { uuid7 } from '../support/wire.ts';

interface Guest {
  client: ChatClient;
  seen: EventFrame[];
  token: string;
}

describe('the SDK with real gateways', () => {
  let chat: TestChat;
  const open: ChatClient[] = [];
  before(async () => {
    chat = await startChat({ gateways: 2 });
  });
  afterEach(() => {
    for (const client of open.splice(0)) client.close();
  });
  after(async () => {
    await chat?.stop();
  });

  const client = (options: Partial<ConnectOptions>): ChatClient => {
    const made = connect({ url: chat.urls(), ...options });
    open.push(made);
    return made;
  };
  const guest = async (name: string, options: Partial<ConnectOptions> = {}): Promise<Guest> => {
    const { token } = await chat.session(name);
    const made = client({ token, ...options });
    const seen: EventFrame[] = [];
    made.on('event', (event) => seen.push(event));
    return { client: made, seen, token };
  };
  const textsOf = ({ seen }: Guest) => seen.filter(isMessagePosted).map(({ data }) => data.text);
  /** What a newcomer finds in a room. */
  const logOf = async (room: string) => {
    const reader = await guest('Reader');
    await reader.client.join(room, { last: 200 });
    return textsOf(reader);
  };

  it('posts, hears, acknowledges and says when it is in the database', async () => {
    const ada = await guest('Ada', { url: chat.urls()[0] ?? '' });
    const grace = await guest('Grace', { url: chat.urls()[1] ?? '' });
    await Promise.all([ada.client.join('talk'), grace.client.join('talk')]);
    const { id, stored } = ada.client.post('talk', 'hello');
    const { seq } = await stored;
    await eventually(() => assert.deepEqual(textsOf(grace), ['hello']));
    assert.equal(grace.seen[0]?.id, id);
    assert.equal(grace.seen[0]?.seq, seq);
    await eventually(() => assert.ok(ada.client.persisted >= seq));
    assert.equal(ada.client.user?.name, 'Ada');
    assert.deepEqual(ada.client.pending(), []);
  });

  it('keeps the order of a burst past the rate limit and stores everything once', async () => {
    const gateway = await chat.startGateway({ POST_RATE: '40', POST_BURST: '5' });
    const ada = await guest('Ada', { url: `http://127.0.0.1:${gateway.port}` });
    await ada.client.join('burst');
    const posts = Array.from({ length: 40 }, (_, i) => ada.client.post('burst', `text ${i}`));
    await Promise.all(posts.map(({ stored }) => stored));
    assert.deepEqual(
      await logOf('burst'),
      posts.map((_, i) => `text ${i}`),
    );
    await gateway.stop();
  });

  it('asks more at once than is answered, and more than a person may, and is answered all the same', async () => {
    const ada = await guest('Ada', { url: chat.urls()[0] ?? '' });
    await ada.client.join('asked');
    const { seq } = await ada.client.post('asked', 'the only one').stored;
    const refused: string[] = [];
    ada.client.on('error', ({ code }) => refused.push(code));
    const pages = await Promise.all(
      Array.from({ length: 60 }, () => ada.client.around('asked', { seq, limit: 5 })),
    );
    assert.ok(pages.every(({ messages }) => messages[0]?.seq === seq));
    assert.deepEqual([...new Set(refused)], ['rate']);
  });

  it('goes on with another gateway when its own is killed, and loses and repeats nothing', async () => {
    const first = await chat.startGateway();
    const url = [`http://127.0.0.1:${first.port}`, chat.urls()[0] ?? ''];
    const ada = await guest('Ada', { url });
    await ada.client.join('hop');
    const texts = Array.from({ length: 60 }, (_, i) => `text ${i}`);
    const posts = texts.map((text) => ada.client.post('hop', text).stored);
    await posts[5];
    await first.kill9();
    await Promise.all(posts);
    assert.deepEqual(await logOf('hop'), texts);
    await eventually(() => assert.deepEqual(textsOf(ada), texts));
  });

  it('comes back within 3 s from a gateway that is stopped in order', async () => {
    const first = await chat.startGateway();
    const url = [`http://127.0.0.1:${first.port}`, chat.urls()[0] ?? ''];
    const ada = await guest('Ada', { url });
    await ada.client.join('drain');
    let lostAt = 0;
    const backAfter = new Promise<number>((resolve) => {
      ada.client.on('state', (change) => {
        if (change.state === 'connecting') {
          assert.equal(change.reason, 'restart');
          lostAt = Date.now();
        }
        if (change.state === 'live') resolve(Date.now() - lostAt);
      });
    });
    await first.stop();
    assert.ok((await backAfter) < 3_000);
    await ada.client.post('drain', 'back').stored;
  });

  it('resumes from its storage: what was missed comes, what was seen does not', async () => {
    const storage = memoryStorage();
    const before = await guest('Ada', { storage });
    await before.client.join('resume');
    await before.client.post('resume', 'seen').stored;
    await eventually(() => assert.equal(before.seen.length, 1));
    before.client.close();
    const other = await guest('Grace');
    await other.client.join('resume');
    await other.client.post('resume', 'missed').stored;
    const again = await guest('Ada', { storage });
    await again.client.join('resume');
    assert.deepEqual(textsOf(again), ['missed']);
  });

  it('sends what an earlier process left unsent, once, though both the id and the order are old', async () => {
    const { token } = await chat.session('Ada');
    const storage = memoryStorage();
    const old = uuid7(Date.now() - 3_600_000);
    storage.saveCommand({ id: old, room: 'left', text: 'typed an hour ago', sent: true });
    storage.saveCommand({ id: uuid7(), room: 'left', text: 'typed just now', sent: false });
    for (let process = 0; process < 2; process += 1) {
      const made = client({ token, storage });
      await made.join('left');
      await eventually(() => assert.deepEqual(made.pending(), []));
      made.close();
      storage.saveCommand({ id: old, room: 'left', text: 'typed an hour ago', sent: true });
    }
    assert.deepEqual(await logOf('left'), ['typed an hour ago', 'typed just now']);
  });

  it('gives a message from a wrong clock a new id when the server refuses it', async () => {
    const { token } = await chat.session('Ada');
    const storage = memoryStorage();
    const ahead = uuid7(Date.now() + 3_600_000);
    storage.saveCommand({ id: ahead, room: 'clock', text: 'from the future', sent: false });
    const made = client({ token, storage });
    const renamed: string[] = [];
    made.on('renamed', ({ from, to }) => renamed.push(from, to));
    await made.join('clock');
    await eventually(() => assert.deepEqual(made.pending(), []));
    assert.equal(renamed[0], ahead);
    assert.deepEqual(storage.loadCommands(), []);
    assert.deepEqual(await logOf('clock'), ['from the future']);
  });

  it('begins anew where the log does not know its cursor', async () => {
    const ada = await guest('Ada');
    await ada.client.join('anew');
    await ada.client.post('anew', 'here').stored;
    const storage = memoryStorage();
    storage.saveCursor('anew', { seq: 3, epoch: 'another log' });
    const again = await guest('Ada', { storage });
    const resets: string[] = [];
    again.client.on('reset', ({ reason }) => resets.push(reason));
    await again.client.join('anew');
    assert.deepEqual(resets, ['epoch']);
    assert.deepEqual(textsOf(again), ['here']);
  });

  it('reads the past page by page', async () => {
    const ada = await guest('Ada');
    await ada.client.join('past');
    for (let i = 0; i < 25; i += 1) await ada.client.post('past', `text ${i}`).stored;
    await eventually(() => assert.ok(ada.client.persisted >= (ada.seen.at(-1)?.seq ?? Infinity)));
    let before = Number.MAX_SAFE_INTEGER;
    const pages: string[][] = [];
    for (let more = true; more; ) {
      const page = await ada.client.history('past', { before, limit: 10 });
      pages.unshift(page.events.filter(isMessagePosted).map(({ data }) => data.text));
      before = page.events[0]?.seq ?? 0;
      more = page.more;
    }
    assert.deepEqual(
      pages.map(({ length }) => length),
      [5, 10, 10],
    );
    assert.deepEqual(pages.flat(), textsOf(ada));
  });

  it('is closed for good, in words, when the server does not accept its token', async () => {
    const made = client({ token: 'nonsense' });
    await assert.rejects(made.join('lobby'), { name: 'ChatError', code: 'unauthorized' });
    assert.equal(made.state, 'closed');
    assert.throws(() => made.post('lobby', 'hello'), { code: 'unauthorized' });
  });

  it('outlives its token when it can get a fresh one, and ends with it when it cannot', async () => {
    const env = { SESSION_TTL_SECONDS: '2', EXPIRY_GRACE_SECONDS: '0', HEARTBEAT_MS: '500' };
    const gateway = await chat.startGateway(env);
    const url = `http://127.0.0.1:${gateway.port}`;
    let token: string | undefined;
    const fresh = async () => {
      ({ token } = await createSession(url, 'Brief', token));
      return token;
    };
    const fixed = client({ url, token: (await createSession(url, 'Briefer')).token });
    const renewed = client({ url, token: fresh });
    const reasons: string[] = [];
    renewed.on('state', (change) => {
      if (change.state === 'connecting' && change.reason !== undefined) reasons.push(change.reason);
    });
    await Promise.all([fixed.join('lobby'), renewed.join('lobby')]);
    await eventually(() => assert.equal(fixed.state, 'closed'), { deadlineMs: 10_000 });
    await eventually(
      () => assert.deepEqual([reasons[0], renewed.state], ['unauthorized', 'live']),
      {
        deadlineMs: 10_000,
      },
    );
    renewed.close();
    await gateway.stop();
  });

  it('refuses in words what no gateway accepts, before anything is sent', async () => {
    const { client: made } = await guest('Ada');
    await assert.rejects(made.join('No Room'), { code: 'invalid' });
    assert.throws(() => made.post('lobby', 'hello'), { code: 'not_joined' });
    await made.join('lobby');
    for (const text of ['', '   ', 'x'.repeat(4097), 'a\u0000b', '\ud800']) {
      assert.throws(() => made.post('lobby', text), { code: 'invalid' });
    }
    assert.throws(() => connect({ url: 'nowhere' }), { code: 'invalid' });
    assert.throws(() => connect({ url: [] }), { code: 'invalid' });
  });
});
