// What the terminal chat prints of what becomes of messages.
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ME } from '../scripted.ts';
import type { Time } from '../time.ts';
import { BOB, byAda, done, EVE, eachSits, last, live, type Sitting, said } from './sitting.ts';

describe('a message in the terminal chat', () => {
  let terminal: Sitting;
  eachSits((sitting) => {
    terminal = sitting;
  });

  it('has a number at the beginning of its line, which goes on over all rooms', async () => {
    await terminal.tell(said(1, 'one'), said(2, 'two', byAda));
    await terminal.type('/join den');
    await terminal.tell(said(3, 'three', { room: 'den' }), live(3, 'den'));
    await terminal.tell(said(4, 'four'));
    assert.deepEqual(last(terminal, 6), [
      '1 hh:mm Bob  one',
      '2 hh:mm Ada  two ✓',
      '#lobby › /join den',
      '3 hh:mm Bob  three',
      '· you are in #den',
      '#lobby  4 hh:mm Bob  four',
    ]);
  });

  it('is said otherwise: a line says what it says now', async () => {
    const message = said(1, 'hello');
    await terminal.tell(
      message,
      done(2, 'MessageEdited', message, { user: BOB, text: 'hullo\nBob' }),
    );
    assert.deepEqual(terminal.rows().slice(-2), [' 1 ✎ Bob: hullo', '   Bob']);
    const own = said(3, 'mine', byAda);
    await terminal.tell(own, done(4, 'MessageEdited', own, { text: 'still mine' }));
    assert.deepEqual(last(terminal), ['2 ✎ Ada: still mine ✓']);
  });

  it('is deleted: a line says by whom and of whom, and not what it said', async () => {
    const message = said(1, 'secret');
    const own = said(2, 'mine', byAda);
    await terminal.tell(message, own);
    const before = terminal.rows().join('\n').split('secret').length;
    await terminal.tell(done(3, 'MessageDeleted', message, { user: EVE }));
    assert.deepEqual(last(terminal), ['1 ✗ Eve deleted a message of Bob (hh:mm)']);
    await terminal.tell(done(4, 'MessageDeleted', own));
    assert.deepEqual(last(terminal), ['2 ✗ Ada deleted a message (hh:mm)']);
    assert.equal(terminal.rows().join('\n').split('secret').length, before);
  });

  it('is pinned by somebody, and no more', async () => {
    const message = said(1, 'the rules of this room are few');
    const pinned = done(2, 'MessagePinned', message, { user: EVE });
    await terminal.tell(message, pinned, done(3, 'MessageUnpinned', message, { user: EVE }));
    assert.deepEqual(last(terminal, 2), [
      '1 📌 Eve pinned ‹the rules of this room a…›',
      '1 📌 ‹the rules of this room a…› is pinned no more',
    ]);
  });

  it('answers another, which it quotes as that one is by then', async () => {
    const message = said(1, 'hello');
    const answer = (seq: number, replyTo: number) =>
      said(seq, 'an answer', { data: { text: 'an answer', replyTo } });
    await terminal.tell(message, answer(2, 1));
    assert.deepEqual(last(terminal), ['2 hh:mm Bob ↪ Bob ‹hello›  an answer']);
    await terminal.tell(done(3, 'MessageEdited', message, { text: 'hullo' }), answer(4, 1));
    assert.deepEqual(last(terminal), ['3 hh:mm Bob ↪ Bob ‹hullo›  an answer']);
    await terminal.tell(done(5, 'MessageDeleted', message), answer(6, 1), answer(7, 9));
    assert.deepEqual(last(terminal, 2), [
      '4 hh:mm Bob ↪ Bob ‹deleted›  an answer',
      '5 hh:mm Bob ↪ ‹…›  an answer',
    ]);
  });

  it('that is caught up with is printed as it is, not as it was', async () => {
    await terminal.tell({ type: 'reset', room: 'lobby', reason: 'ahead' });
    const [gone, other] = [said(11, 'secret'), said(12, 'frist')];
    await terminal.tell(
      ...[gone, other],
      done(13, 'MessageEdited', other, { user: BOB, text: 'first' }),
      done(14, 'ReactionAdded', other, { emoji: '👍' }),
      done(15, 'MessagePinned', other),
      done(16, 'MessageDeleted', gone, { user: BOB }),
      live(16),
    );
    assert.deepEqual(last(terminal, 2), [
      '1 hh:mm Bob  (deleted)',
      '2 hh:mm Bob  first (edited) 📌 👍 1',
    ]);
    assert.doesNotMatch(terminal.rows().join(), /secret|frist/);
  });

  it('is not said again when it comes again, nor what nobody knows', async () => {
    const message = said(1, 'hello');
    await terminal.tell(message);
    const before = terminal.rows();
    await terminal.tell(said(2, 'hello', { id: message.id }), said(3, '', { event: 'Later' }));
    assert.deepEqual(terminal.rows(), before);
  });

  it('of somebody else does nothing to the terminal, in whatever line', async () => {
    const user = { id: 'u-mallory', name: 'Mal\u001b[2Jlory' };
    const message = said(1, 'bell \u0007\u202e', { user });
    await terminal.tell(
      ...[message, said(2, 'x', { user, data: { text: '\u009b2J', replyTo: 1 } })],
      done(3, 'ReactionAdded', message, { user, emoji: '\u001b[2J' }),
      done(4, 'MessageEdited', message, { user, text: '\u001b]0;title\u0007' }),
      done(5, 'MessagePinned', message, { user }),
      done(6, 'MessageDeleted', message, { user }),
      { type: 'typing', room: 'lobby', user },
    );
    const rows = terminal.rows().filter((row) => row.includes('Mal�[2Jlory'));
    assert.equal(rows.length, 5);
    const quotes = terminal.rows().filter((row) => row.includes('‹bell ��›'));
    assert.equal(quotes.length, 2);
    assert.match(terminal.rows().join('\n'), / 1 �\[2J 1 on/);
    assert.match(terminal.line(), /Mal�\[2Jlory is typing/);
  });
});

describe('reactions in the terminal chat', () => {
  let time: Time;
  let terminal: Sitting;
  eachSits(
    (sitting) => {
      terminal = sitting;
    },
    (own) => {
      time = own;
    },
  );

  const message = said(1, 'hello');
  const reaction = (seq: number, emoji: string, user = BOB, to = message) =>
    done(seq, 'ReactionAdded', to, { user, emoji });
  /** The emulator has no cell for a selector. */
  const lines = () => terminal.rows().filter((row) => row.includes(' on ‹'));

  it('are told at once, and what follows together, a line a message', async () => {
    await terminal.tell(message, reaction(2, '👍'));
    assert.deepEqual(lines(), [' 1 👍 1 on ‹hello›']);
    await terminal.tell(reaction(3, '❤️'), reaction(4, '👍', EVE), reaction(5, '❤️', ME));
    assert.equal(lines().length, 1);
    await time.pass(2_000);
    assert.deepEqual(lines().slice(1), [' 1 👍 2 ❤ 2 on ‹hello›']);
    await time.pass(10_000);
    assert.equal(lines().length, 2);
  });

  it('are not told where they were taken back meanwhile; the last one is', async () => {
    await terminal.tell(message, reaction(2, '👍'), reaction(3, '❤️'));
    await terminal.tell(done(4, 'ReactionRemoved', message, { user: BOB, emoji: '❤️' }));
    await time.pass(2_000);
    assert.equal(lines().length, 1);
    await time.pass(2_000);
    await terminal.tell(done(5, 'ReactionRemoved', message, { user: BOB, emoji: '👍' }));
    assert.deepEqual(lines().slice(1), [' 1 no reactions any more on ‹hello›']);
  });

  it('are few lines, however many react to however many messages', async () => {
    const many = Array.from({ length: 30 }, (_, i) => said(i + 1, `line ${i + 1}`));
    await terminal.tell(...many);
    for (let i = 0; i < 1_000; i += 1) {
      const user = { id: `u-${i}`, name: `User ${i}` };
      await terminal.tell(reaction(100 + i, '👍', user, many[i % 30]));
    }
    await time.pass(2_000);
    assert.equal(lines().length, 1 + 5);
    assert.match(terminal.rows().at(-1) ?? '', /and reactions on 25 more/);
  });

  it('of a message that is deleted meanwhile are not told, nor what it said', async () => {
    await terminal.tell(message, reaction(2, '👍'), reaction(3, '❤️'));
    await terminal.tell(done(4, 'MessageDeleted', message));
    await time.pass(2_000);
    assert.equal(lines().length, 1);
  });
});
