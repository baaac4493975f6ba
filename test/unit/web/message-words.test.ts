import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { canonicalEmoji } from '../../../src/chat/reaction/emoji.ts';
import { asSentence } from '../../../src/web/model/as-sentence.ts';
import { reactionsWith } from '../../../src/web/model/changes.ts';
import { deedsOf, lastOwn, pinnedIn } from '../../../src/web/model/deeds.ts';
import { loadEmoji, nameOfEmoji, quickOf, withRecent } from '../../../src/web/model/emoji.ts';
import { deletedWords, namesIn, snippetOf, whoOf } from '../../../src/web/model/message-words.ts';
import { refusalWords, waitingWords, whyWords } from '../../../src/web/model/refusal-words.ts';
import { type MessageRow, rowsOf } from '../../../src/web/model/rows.ts';
import { loadMarks } from '../../../src/web/model/text/marked.ts';
import { untilOf } from '../../../src/web/model/time.ts';
import { ADA, BOB, eventAt, eventsOf, NOON, roomOf } from './events.ts';
import { Page } from './page.ts';

const MEI = { id: 'guest-mei', name: 'Mei' };
const at = new Date(NOON).toISOString();
const target = (seq: number, user = BOB) => ({ seq, id: `m${seq}`, user, at });
const rows = (room: ReturnType<typeof roomOf>) =>
  rowsOf(room, { me: ADA, persisted: 0 }).filter(
    (row): row is MessageRow => row.kind === 'message',
  );

describe('what is said of a message', () => {
  it('is who reacted: those the room knows by name, the others as a number, oneself last', () => {
    const names = namesIn(roomOf([eventAt(1), eventAt(2, { user: MEI })]).view);
    assert.equal(whoOf([ADA.id], names, ADA.id), 'you');
    assert.equal(whoOf([ADA.id, BOB.id, MEI.id], names, ADA.id), 'Bob, Mei and you');
    assert.equal(whoOf(['x', BOB.id], names, ADA.id), 'Bob and somebody else');
    assert.equal(whoOf(['x', 'y', ADA.id], names, ADA.id), '2 others and you');
  });

  it('is a name as it was last', () => {
    const room = roomOf([eventAt(1), eventAt(2, { user: { ...BOB, name: 'Robert' } })]);
    assert.equal(namesIn(room.view).get(BOB.id), 'Robert');
  });

  it('is who deleted it', () => {
    const by = (user: typeof ADA, deleter: typeof ADA) =>
      deletedWords({ user, deleted: { at, by: deleter } }, ADA);
    assert.equal(by(ADA, ADA), 'You deleted this message');
    assert.equal(by(BOB, ADA), 'Deleted by you');
    assert.equal(by(BOB, BOB), 'Bob deleted this message');
    assert.equal(by(BOB, MEI), 'Deleted by Mei');
  });

  it('is the beginning of its text on one line without its marks, and no half character', async () => {
    assert.equal(snippetOf('  two\n lines '), 'two lines');
    await loadMarks();
    assert.equal(snippetOf('> **two**\n\n```js\nlines\n```'), 'two lines');
    assert.equal(snippetOf(`${'x'.repeat(159)}🚀!`), `${'x'.repeat(159)}…`);
  });

  it('is a server’s word as a sentence', () => {
    assert.equal(asSentence('this message is too old'), 'This message is too old.');
    assert.equal(asSentence('Why?'), 'Why?');
  });

  it('is why it was not done: to people as a server says it, and otherwise what it says to programs', () => {
    const words = (code: string, message: string) => refusalWords({ code, message } as never);
    assert.equal(words('conflict', '“Bob” is taken'), '“Bob” is taken.');
    assert.equal(words('bad_frame', 'text: it is empty'), 'It is empty.');
    for (const [code, message] of [
      ['unavailable', 'the log is not reachable right now: send the same id again'],
      ['full', 'the log is full and takes no messages until an operator makes room'],
      ['unknown', 'the log did not say whether it stored this: send the same id again'],
      ['clock', 'this id is 90 s in the future: correct your clock by welcome.now'],
      ['rate', 'too many frames at once: wait 300 ms, then send the same again'],
      ['closed', 'The chat connection is closed (version).'],
    ] as const) {
      assert.doesNotMatch(words(code, message), /\blog\b|\bid\b|\bms\b|\bframes\b|\(|welcome/);
      assert.match(words(code, message), /[Tt]ry again|Reload|then try/, 'it says what to do');
    }
    assert.equal(whyWords({ code: 'not_found', message: 'no 7' }), 'The message was deleted.');
  });

  it('is why it waits, without a server’s milliseconds', () => {
    const words = (code: string, retryAfterMs: number) =>
      waitingWords({ code, message: `wait ${retryAfterMs} ms`, retryAfterMs } as never, NOON);
    assert.equal(
      words('slow_mode', 14_958),
      'This room is slow: it is sent by itself within a minute.',
    );
    const later = words('slow_mode', 3_600_000);
    assert.equal(
      later,
      `This room is slow: it is sent by itself at ${untilOf(NOON + 3_600_000, NOON)}.`,
    );
    assert.match(words('rate', 300), /^That is a lot at once/);
    for (const code of ['unavailable', 'unknown', 'unsupported', 'full'])
      assert.match(words(code, 5), /: it is sent by itself [^0-9]*\.$/);
    assert.equal(words('forbidden', 5), 'Wait 5 ms.');
  });

  it('is so where it waits', async () => {
    const page = new Page();
    await page.enter([eventAt(1)]);
    page.chat.commands.send('slowly');
    const [{ id } = assert.fail()] = page.asked('post');
    const error = { code: 'slow_mode', message: 'wait 5 ms', retry: true, retryAfterMs: 5 };
    page.socket.frame({ type: 'error', ...error, id, room: 'lobby' });
    assert.match(page.room().outgoing[0]?.reason ?? '', /^This room is slow/);
    page.chat.stop();
  });
});

describe('what can be done with a message', () => {
  const others = rows(roomOf([eventAt(1)]))[0] as MessageRow;
  const mine = rows(roomOf([eventAt(1, { user: ADA })]))[0] as MessageRow;
  const doer = { me: ADA, moderates: false };

  it('is less with what others said, and all of it as a moderator but to edit', () => {
    const any = ['react', 'reply', 'copy', 'link', 'unread', 'person'];
    assert.deepEqual(deedsOf(others, doer), any);
    const own = ['react', 'reply', 'copy', 'link', 'edit', 'delete'];
    assert.deepEqual(deedsOf(mine, doer), own);
    const all = deedsOf(others, { ...doer, moderates: true });
    assert.deepEqual(all, [...any, 'pin', 'delete']);
    const pinned = { ...others, pinned: { at, by: MEI } };
    assert.ok(deedsOf(pinned, { ...doer, moderates: true }).includes('unpin'));
  });

  it('is nothing with what is deleted, and to copy what is on its way', () => {
    assert.deepEqual(deedsOf({ ...mine, deleted: { at, by: ADA } }, doer), []);
    assert.deepEqual(deedsOf({ ...mine, seq: undefined }, doer), ['copy']);
  });

  it('is to edit the last of one’s own that is there', () => {
    const events = [
      eventAt(1, { user: ADA }),
      eventAt(2, { user: ADA }),
      eventAt(3),
      eventAt(4, { event: 'MessageDeleted', user: ADA, data: { target: target(2, ADA) } }),
    ];
    assert.equal(lastOwn(roomOf(events).view, ADA)?.seq, 1);
  });

  it('is to find what is pinned, the last pin first', () => {
    const pin = (seq: number, of: number) =>
      eventAt(seq, { event: 'MessagePinned', user: MEI, data: { target: target(of) } });
    const room = roomOf([...eventsOf(1, 3), pin(4, 3), pin(5, 1)]);
    assert.deepEqual(
      pinnedIn(room.view).map(({ seq }) => seq),
      [1, 3],
    );
  });
});

describe('a row of a message', () => {
  it('has what it answers as that is now', () => {
    const events = [
      ...eventsOf(5, 6),
      eventAt(7, { data: { text: 'yes', replyTo: 5 } }),
      eventAt(8, { event: 'MessageEdited', user: BOB, data: { target: target(5), text: 'new' } }),
    ];
    const quoted = rows(roomOf(events)).at(-1)?.quoted;
    assert.equal(typeof quoted === 'object' && quoted.text, 'new');
  });

  it('knows an answer to what is further up from one to what is not there', () => {
    const answer = [eventAt(7, { data: { text: 'yes', replyTo: 2 } })];
    assert.equal(rows(roomOf(answer))[0]?.quoted, 'older');
    assert.equal(rows(roomOf(answer, { older: { state: 'none' } }))[0]?.quoted, 'gone');
    const within = [...eventsOf(1, 1), eventAt(7, { data: { text: 'yes', replyTo: 2 } })];
    assert.equal(rows(roomOf(within))[1]?.quoted, 'gone');
    assert.equal(rows(roomOf(eventsOf(1, 1)))[0]?.quoted, undefined);
  });

  it('is marked where it speaks to who looks, by name or to everybody, and never what one said oneself', () => {
    const isForMe = (data: object, user = BOB) =>
      rows(roomOf([eventAt(1, { user, data: { text: 'hey', ...data } })]))[0]?.isForMe;
    assert.equal(isForMe({ mentions: [BOB.id, ADA.id] }), true);
    assert.equal(isForMe({ everyone: true }), true);
    assert.equal(isForMe({ mentions: [BOB.id] }), false);
    assert.equal(isForMe({ everyone: true }, ADA), false);
  });
});

describe('reactions on their way', () => {
  const react = (emoji: string, on: boolean, status: 'waiting' | 'failed' = 'waiting') => ({
    command: { type: 'react' as const, id: 'r', room: 'lobby', target: 1, emoji, on },
    status,
  });
  const said = { reactions: [{ emoji: '👍', users: [BOB.id, ADA.id] }] };

  it('are counted and taken away as they will be', () => {
    const shown = reactionsWith(said, [react('👍', false), react('🎉', true)], ADA.id);
    assert.deepEqual(shown, [
      { emoji: '👍', users: [BOB.id] },
      { emoji: '🎉', users: [ADA.id] },
    ]);
    assert.deepEqual(
      reactionsWith(said, [react('👍', false), react('👍', true)], ADA.id),
      said.reactions,
    );
    const alone = { reactions: [{ emoji: '👍', users: [ADA.id] }] };
    assert.deepEqual(reactionsWith(alone, [react('👍', false)], ADA.id), []);
  });

  it('that failed or change nothing leave what the log says, as it is', () => {
    const { reactions } = said;
    assert.equal(reactionsWith(said, [react('🎉', true, 'failed')], ADA.id), reactions);
    assert.equal(reactionsWith(said, [react('👍', true)], ADA.id), reactions);
  });
});

describe('the emoji to choose from', () => {
  it('are each written as the log has them, and once', async () => {
    const { all } = await loadEmoji();
    assert.deepEqual(
      all.map(({ emoji }) => canonicalEmoji(emoji)),
      all.map(({ emoji }) => emoji),
    );
    assert.equal(new Set(all.map(({ emoji }) => emoji)).size, all.length);
    assert.ok(all.length > 1_800);
    for (const emoji of quickOf([])) assert.equal(nameOfEmoji(emoji), named(all, emoji));
  });

  it('begin with the last ones, as many as fit', () => {
    assert.deepEqual(withRecent(['🎉', '👍'], '👍'), ['👍', '🎉']);
    assert.equal(withRecent([...'abcdefghijklmnop'], '👍').length, 16);
    assert.deepEqual(quickOf(['🎉'], 3), ['🎉', '👍', '❤️']);
  });
});

const named = (all: readonly { emoji: string; name: string }[], emoji: string) =>
  all.find((one) => one.emoji === emoji)?.name;
