// What people type behind a slash, and what is asked of the gateway then.
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ME } from '../scripted.ts';
import { BOB, byAda, done, live, type Sitting, said, sit } from './sitting.ts';

describe('a command in the terminal chat', () => {
  let terminal: Sitting;
  const [bobs, adas] = [said(11, 'of Bob'), said(12, 'of Ada', byAda)];
  beforeEach(async () => {
    terminal = await sit();
    await terminal.tell(bobs, adas, live(12));
  });
  afterEach(async () => {
    await terminal.end();
  });
  const last = () => terminal.rows().at(-1) ?? '';
  /** The gateway has stored what was sent last. */
  const stored = (seq: number) => {
    const { id } = terminal.socket.sent.at(-1) as { id: string };
    return terminal.tell({ type: 'ack', room: 'lobby', id, seq });
  };

  describe('/edit', () => {
    it('says one’s last message otherwise, or the one with this number', async () => {
      await terminal.type('/edit  otherwise  said ');
      await stored(13);
      await terminal.type('/edit 2 2 apples');
      const asked = terminal.sent('edit').map(({ target, text }) => [target, text]);
      assert.deepEqual(asked, [
        [12, 'otherwise  said'],
        [12, '2 apples'],
      ]);
      assert.ok(!terminal.rows().some((row) => row.includes('/edit')), 'it comes back as an edit');
    });

    it('without a text brings the message into the line, to be changed there', async () => {
      const lines = said(13, 'one\ntwo', byAda);
      await terminal.tell(lines);
      await terminal.type('/edit');
      assert.equal(terminal.line(), '#lobby › /edit 3 one␤two');
      await terminal.type('!');
      assert.equal(terminal.sent('edit')[0]?.text, 'one\ntwo!');
    });

    it('does not touch what somebody else said', async () => {
      await terminal.type('/edit 1 mine now');
      assert.match(last(), /message 1 is of Bob: only who wrote it changes it/);
      assert.deepEqual(terminal.sent('edit'), []);
    });

    it('of the last message means none while that is on its way', async () => {
      await terminal.type('a newer one');
      await terminal.type('/edit oops');
      assert.match(last(), /your last message is still on its way/);
      await terminal.type('/delete');
      assert.match(last(), /your last message is still on its way/);
      assert.deepEqual([...terminal.sent('edit'), ...terminal.sent('delete')], []);
    });

    it('that is refused gives its text back', async () => {
      await terminal.type('/edit a long thought');
      const [{ id } = assert.fail()] = terminal.sent('edit');
      const refusal = { code: 'forbidden', message: 'too late', retry: false };
      await terminal.tell({ type: 'error', id, room: 'lobby', ...refusal });
      assert.match(last(), /not sent: the edit: a long thought \(too late\)/);
    });
  });

  it('/delete takes away one’s last message, or the one with this number', async () => {
    await terminal.type('/delete');
    await stored(13);
    await terminal.type('/delete 1');
    assert.deepEqual(
      terminal.sent('delete').map(({ target }) => target),
      [12, 11],
    );
  });

  it('/delete with more than a number deletes nothing', async () => {
    for (const line of ['/delete 1 2', '/delete this', '/delete 0x2', '/delete -1']) {
      await terminal.type(line);
      assert.match(last(), /say the number/, line);
    }
    assert.deepEqual(terminal.sent('delete'), []);
  });

  it('/react puts an emoji on the last message, or on the one with this number; again takes it back', async () => {
    await terminal.type('/react 👍');
    await stored(13);
    await terminal.type('/react 1 ❤');
    await stored(14);
    await terminal.tell(done(15, 'ReactionAdded', bobs, { user: ME, emoji: '❤️' }));
    await terminal.type('/react 1 ❤');
    await terminal.type('/react 1 ❤️');
    await stored(16);
    const asked = terminal.sent('react').map(({ target, on }) => [target, on]);
    assert.deepEqual(asked, [
      [12, true],
      [11, true],
      [11, false],
      [11, true],
    ]);
  });

  it('/react takes one emoji, and nothing else', async () => {
    for (const line of ['/react', '/react 1', '/react 1 yes', '/react 👍👍', '/react 1 👍 2']) {
      await terminal.type(line);
      assert.match(last(), /A reaction is exactly one emoji/, line);
    }
    assert.deepEqual(terminal.sent('react'), []);
  });

  it('/reply answers a message in its room, wherever one is', async () => {
    await terminal.type('/join den');
    await terminal.tell(live(12, 'den'));
    await terminal.type('/reply 1 an answer\t');
    const [{ room, text, replyTo } = assert.fail()] = terminal.sent('post');
    assert.deepEqual([room, text, replyTo], ['lobby', 'an answer', 11]);
    await terminal.type('/reply an answer');
    assert.match(last(), /\/reply n text/);
    await terminal.type('/reply 1');
    assert.match(last(), /must not be empty/);
    assert.equal(terminal.sent('post').length, 1);
  });

  it('/pin pins, and takes the pin away; /pins lists them', async () => {
    await terminal.type('/pins');
    assert.match(last(), /nothing is pinned of what was shown of #lobby/);
    await terminal.type('/pin 1');
    await stored(13);
    await terminal.tell(done(14, 'MessagePinned', bobs));
    await terminal.type('/pins');
    assert.match(last(), /^ 1 \d\d:\d\d Bob {2}of Bob 📌$/);
    await terminal.type('/pin 1');
    assert.deepEqual(
      terminal.sent('pin').map(({ target, on }) => [target, on]),
      [
        [11, true],
        [11, false],
      ],
    );
  });

  it('means no message by a number that none has, nor one that is deleted', async () => {
    await terminal.tell(done(13, 'MessageDeleted', bobs, { user: BOB }));
    const lines = ['edit N x', 'delete N', 'react N 👍', 'reply N x', 'pin N'];
    for (const line of lines) {
      await terminal.type(`/${line.replace('N', '7')}`);
      assert.match(last(), /7 names no message/, line);
      await terminal.type(`/${line.replace('N', '1')}`);
      assert.match(last(), /the message 1 is deleted/, line);
    }
    assert.equal(terminal.sent('post').length + terminal.sent('delete').length, 0);
  });

  it('/who says who is here, as far as somebody says it', async () => {
    await terminal.type('/who');
    assert.match(last(), /it is not known who is here/);
    await terminal.tell({ type: 'presence', room: 'lobby', count: 2, here: [ME, BOB] });
    await terminal.type('/who');
    assert.match(last(), /2 in #lobby: Ada, Bob$/);
    await terminal.tell({ type: 'presence', room: 'lobby', count: 312 });
    await terminal.type('/who');
    assert.match(last(), /312 in #lobby$/);
    terminal.socket.close();
    await terminal.type('/who');
    assert.match(last(), /it is not known who is here/);
  });

  it('waits to be sent like a message, and says so', async () => {
    terminal.socket.close();
    await terminal.type('/delete 2');
    assert.match(last(), /waits to be sent: the deletion/);
    assert.equal(await terminal.end(), 1);
  });

  it('is in /help, with what it takes; one that is none is said to be none', async () => {
    await terminal.type('/help');
    const shown = terminal.rows().join('\n');
    const names = 'join leave rooms who history edit delete react reply pin pins help quit';
    for (const name of names.split(' ')) assert.match(shown, new RegExp(`· /${name} .* \\S`));
    assert.match(shown, /· \/edit \[n\] text +say a message of yours otherwise/);
    for (const line of ['/nonsense 1', '/', '/constructor', '/EDIT x']) {
      await terminal.type(line);
      assert.match(last(), /is no command; \/help lists them/, line);
    }
    assert.deepEqual(terminal.sent('post'), []);
  });

  it('is none behind two slashes', async () => {
    await terminal.type('//edit 1 x');
    assert.equal(terminal.sent('post')[0]?.text, '/edit 1 x');
  });
});
