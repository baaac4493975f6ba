// The terminal chat between programs: what is said comes out as JSON, lines go in meanwhile, and how it ended is a number.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { connect } from '../../src/client/room-client.ts';
import { FAST, startChat, type TestChat } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import type { WireClient } from '../support/wire.ts';

const TERMINAL = fileURLToPath(new URL('../../src/client/terminal/main.ts', import.meta.url));

interface Printed {
  kind: string;
  delivery: string;
  room: string;
  own: boolean;
  text: string;
  user: { name: string };
  [field: string]: unknown;
}

describe('the terminal chat between programs', () => {
  let chat: TestChat;
  let ada: WireClient;
  const running = new Set<ChildProcess>();
  before(async () => {
    chat = await startChat({ env: FAST });
    ada = await chat.join('Ada');
  });
  afterEach(() => {
    for (const child of running) child.kill('SIGKILL');
    running.clear();
  });
  after(async () => {
    await ada?.close();
    await chat?.stop();
  });

  let started = 0;
  const start = (env: Record<string, string>) => {
    started += 1;
    const child = spawn(process.execPath, [TERMINAL], {
      env: { ...process.env, NAME: `Script${started}`, CHAT_URLS: chat.urls().join(','), ...env },
    });
    running.add(child);
    const exited = once(child, 'exit').then(([code]) => code as number | null);
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (data: string) => {
      out += data;
    });
    const said = text(child.stderr);
    const printed = (): Printed[] =>
      out
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line));
    const seen = (what: string[]) =>
      eventually(() => assert.deepEqual(printed().map(short), what), { deadlineMs: 15_000 });
    return { child, exited, said, printed, seen };
  };
  const short = ({ kind, delivery, text: words }: Printed) => `${kind} ${delivery} ${words}`;
  const posts = async (room: string, ...texts: string[]) => {
    await ada.join(room);
    for (const words of texts) await ada.post(room, words);
  };

  it('prints what comes, and what becomes of it, an object a line, while it says what it is told', async () => {
    await posts('follow', 'before');
    const script = start({ ROOM: 'follow', FOLLOW: '1' });
    script.child.stdin.write('hello\n');
    await script.seen(['posted live hello']);
    const { seq } = await ada.post('follow', 'from Ada');
    script.child.stdin.end('bye\n');
    await eventually(() => assert.equal(script.printed().length, 3));
    assert.equal(
      script
        .printed()
        .map(({ text: words }) => words)
        .join(),
      'hello,from Ada,bye',
    );
    const [hello, other] = script.printed();
    assert.deepEqual(
      [hello?.own, hello?.user.name, hello?.room],
      [true, `Script${started}`, 'follow'],
    );
    assert.deepEqual([other?.own, other?.user.name, other?.['seq']], [false, 'Ada', seq]);
    assert.ok(!('marks' in (other ?? {})), 'nothing of how it is folded');
    await posts('follow', 'it goes on, though nothing goes in any more');
    await eventually(() => assert.equal(script.printed().length, 4));
    script.child.kill('SIGINT');
    assert.deepEqual([await script.exited, await script.said], [130, '']);
  });

  it('tells edits, deletions and reactions with the message as it is by then', async () => {
    const { token } = await chat.session('Editor');
    const client = connect({ url: chat.urls(), token });
    const room = await client.enter('changes');
    const script = start({ ROOM: 'changes', FOLLOW: '1' });
    await eventually(async () => {
      // It is there when it hears.
      await room.post('?').stored;
      assert.ok(script.printed().length > 0);
    });
    const { seq } = await room.post('frist').stored;
    const lines = () => script.printed().filter((one) => one['seq'] === seq);
    // What comes at once is told as it is by then: each is told before the next one.
    const told: string[] = [];
    const isTold = (line: string) => {
      told.push(line);
      return eventually(() => assert.deepEqual(lines().map(short), told));
    };
    await isTold('posted live frist');
    await room.edit(seq, 'first').stored;
    await isTold('edited live first');
    await room.react(seq, '👍').stored;
    await isTold('reacted live first');
    await room.delete(seq).stored;
    await isTold('deleted live ');
    const users = lines()[2]?.['reactions'] as { emoji: string }[];
    assert.deepEqual(
      users.map(({ emoji }) => emoji),
      ['👍'],
    );
    client.close();
  });

  it('prints the last messages, or those since a time, and ends, or goes on', async () => {
    await posts('past', ...Array.from({ length: 250 }, (_, i) => `line ${i}`));
    const last = start({ ROOM: 'past', LAST: '2' });
    assert.equal(await last.exited, 0);
    assert.deepEqual(last.printed().map(short), [
      'posted history line 248',
      'posted history line 249',
    ]);
    // Of more than one page.
    const many = start({ ROOM: 'past', LAST: '230' });
    assert.equal(await many.exited, 0);
    assert.deepEqual(
      many.printed().map(({ text: words }) => words),
      Array.from({ length: 230 }, (_, i) => `line ${i + 20}`),
    );
    const since = start({ ROOM: 'past', SINCE: '1h' });
    assert.equal(await since.exited, 0);
    assert.equal(since.printed().length, 250);
    const late = start({ ROOM: 'past', SINCE: '1s' });
    await late.exited;
    assert.ok(late.printed().length < 250, 'what is older is not printed');
    const on = start({ ROOM: 'past', LAST: '1', FOLLOW: '1' });
    await on.seen(['posted history line 249']);
    await ada.post('past', 'and on');
    await on.seen(['posted history line 249', 'posted live and on']);
  });

  it('ends, and says nothing, when nobody reads any more', async () => {
    const script = start({ ROOM: 'heads', FOLLOW: '1' });
    script.child.stdin.write('one\n');
    await script.seen(['posted live one']);
    script.child.stdout.destroy();
    const ended = script.exited;
    await ada.join('heads');
    await ada.post('heads', 'two');
    await ada.post('heads', 'three');
    assert.deepEqual([await ended, await script.said], [0, '']);
  });

  describe('ends with a number that says why', () => {
    it('67: the name is nobody’s to have', async () => {
      const script = start({ NAME: 'everyone', FOLLOW: '1' });
      assert.deepEqual([await script.exited, script.printed()], [67, []]);
      assert.match(await script.said, /everyone means everybody here/);
    });

    it('69: no server, though it was tried for as long as it was told', async () => {
      const began = Date.now();
      const nowhere = { CHAT_URLS: `http://127.0.0.1:${await freePort()}`, CONNECT_WITHIN: '2s' };
      const script = start(nowhere);
      assert.equal(await script.exited, 69);
      assert.ok(Date.now() - began >= 2_000);
      assert.match(await script.said, /cannot be reached/);
    });

    it('0, where the server came meanwhile', async () => {
      const port = await freePort();
      const script = start({
        ...{
          CHAT_URLS: `http://127.0.0.1:${port}`,
          CONNECT_WITHIN: '30s',
          ROOM: 'patient',
          LAST: '1',
        },
      });
      const gateway = await chat.startGateway({ PORT: String(port) });
      assert.equal(await script.exited, 0);
      await gateway.stop();
    });

    it('77: the room is closed to us, at once or meanwhile', async () => {
      const { token } = await chat.session('Owner');
      const owner = connect({ url: chat.urls(), token });
      await owner.ready();
      await owner.create('closed', { kind: 'private' }).stored;
      await owner.create('open', { kind: 'public' }).stored;
      const refused = start({ ROOM: 'closed', LAST: '1' });
      assert.equal(await refused.exited, 77);
      assert.match(await refused.said, /closed: /);
      const script = start({ ROOM: 'open', FOLLOW: '1' });
      script.child.stdin.write('hello\n');
      await script.seen(['posted live hello']);
      const me = script.printed()[0]?.user as { id: string } | undefined;
      await owner.member('open', { user: me?.id ?? '', do: 'ban' }).stored;
      assert.equal(await script.exited, 77, 'though its input is open still');
      assert.match(await script.said, /open: Owner banned you from this room/);
      owner.close();
    });

    it('78: what it was told is wrong, and everything of it is said', async () => {
      const wrong = { LAST: 'many', FOLLOW: 'yes', CONNECT_WITHIN: 'long' };
      const script = start(wrong);
      assert.equal(await script.exited, 78);
      const said = await script.said;
      for (const what of [
        /LAST is how many messages, 0 to 10000/,
        /FOLLOW is 1/,
        /CONNECT_WITHIN is/,
      ])
        assert.match(said, what);
      const both = start({ LAST: '1', SINCE: '1h' });
      assert.deepEqual(
        [await both.exited, await both.said],
        [78, 'chat: LAST or SINCE, not both: LAST=20 or SINCE=1h\n'],
      );
      const when = start({ SINCE: 'tea time' });
      assert.equal(await when.exited, 78);
      assert.match(await when.said, /SINCE is how long ago, or when: 90s, 10m/);
    });
  });
});
