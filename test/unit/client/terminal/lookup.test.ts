// What is looked up at a terminal: a search, what stands around a message or a time.
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Message } from '../../../../src/shared/wire/objects.ts';
import { ME } from '../scripted.ts';
import { ALL_COMMANDS, BOB, done, EVE, last, live, type Sitting, said, sit } from './sitting.ts';

const AT = new Date(2026, 0, 2, 14, 5).toISOString();
const found = (seq: number, text: string, more: object = {}) => ({
  ...{ room: 'lobby', seq, id: `m${seq}`, at: AT, user: BOB, text },
  ...more,
});
const message = (seq: number, text: string, more: Partial<Message> = {}): Message => ({
  ...{ seq, id: `m${seq}`, at: AT, user: BOB, text, reactions: [], changedSeq: seq },
  ...more,
});

describe('looked up at a terminal', () => {
  let terminal: Sitting;
  beforeEach(async () => {
    terminal = await sit({ commands: ALL_COMMANDS });
    await terminal.tell(said(90, 'shown'), live(90));
  });
  afterEach(async () => {
    await terminal.end();
  });
  const answer = (frame: object) => terminal.tell({ id: terminal.lastId(), ...frame });
  const foundFrame = (messages: object[], more = false) =>
    answer({ type: 'found', messages, more });
  const aroundFrame = (messages: Message[], ways: object = {}) =>
    answer({
      type: 'history',
      room: 'lobby',
      events: [],
      messages,
      more: false,
      asOf: 90,
      ...ways,
    });
  const asked = () => terminal.sent('history').at(-1);

  it('a search shows what it found, a row each, and /more what is older', async () => {
    await terminal.type('/search tea from:Bob');
    assert.equal(terminal.sent('search')[0]?.query, 'tea from:Bob');
    await foundFrame(
      [
        found(90, 'shown tea'),
        found(40, `tea\n${'and more tea '.repeat(20)}`, { user: { ...EVE, kind: 'guest' } }),
        found(30, 'green tea', { room: 'den' }),
      ],
      true,
    );
    const rows = terminal
      .rows()
      .join('\n')
      .replaceAll(/\d\d:\d\d/g, 'hh:mm');
    assert.match(rows, / 1 2026-01-02 hh:mm #lobby Bob {2}shown tea\n/, 'it has its number');
    assert.match(
      rows,
      / 2 2026-01-02 hh:mm #lobby Eve \(guest\) {2}tea and more [^\n]*\n[^\n]*…\n/,
    );
    assert.match(rows, / 3 2026-01-02 hh:mm #den Bob {2}green tea\n· \/more shows more$/);
    await terminal.type('/more');
    assert.equal(terminal.sent('search').at(-1)?.before, 30);
    await foundFrame([]);
    await terminal.type('/more');
    assert.match(last(terminal).join(), /there is no more of what was listed/);
    await terminal.type('/search nothing');
    await foundFrame([]);
    assert.match(last(terminal).join(), /nothing says that, in the rooms that are open to you/);
  });

  it('a search that is none is said to be none', async () => {
    await terminal.type('/search');
    assert.match(last(terminal, 3).join(''), /There is nothing to look for: give a word/);
    await terminal.type('/search the');
    await answer({ type: 'error', code: 'too_wide', message: 'add a word' });
    assert.deepEqual(last(terminal), ['! add a word']);
    assert.equal(terminal.sent('search').length, 1);
  });

  it('what stands around a found message is shown with numbers that mean it', async () => {
    await terminal.type('/search tea');
    await foundFrame([found(40, 'tea')]);
    await terminal.type('/reply 2 yes');
    assert.match(last(terminal).join(), /look at it first: \/around 2/);
    await terminal.type('/around 2');
    assert.deepEqual([asked()?.room, asked()?.around], ['lobby', 40]);
    await aroundFrame([message(39, 'before'), message(40, 'tea', { user: ME })], { newer: true });
    assert.deepEqual(last(terminal, 4), [
      '· around 2, #lobby:',
      '3 hh:mm Bob  before',
      '2 hh:mm Ada  tea ←',
      '· there are newer ones: /around the first or the last of these',
    ]);
    await terminal.type('/reply 3 yes');
    assert.equal(terminal.sent('post').at(-1)?.replyTo, 39);
    await answer({ type: 'ack', room: 'lobby', seq: 91 });
    await terminal.type('/edit 2 coffee');
    assert.equal(terminal.sent('edit').at(-1)?.target, 40);
    await terminal.type('/edit 3 mine');
    assert.match(last(terminal).join(), /message 3 is of Bob/);
  });

  it('what is shown is looked up by the number that it has', async () => {
    await terminal.type('/around 1');
    assert.equal(asked()?.around, 90);
    await aroundFrame([message(90, 'shown')]);
    assert.deepEqual(last(terminal), ['1 hh:mm Bob  shown ←']);
    await terminal.type('/around 9');
    assert.match(last(terminal).join(), /9 names no message/);
  });

  it('a message of another room is looked up there', async () => {
    await terminal.type('/search tea');
    await foundFrame([found(30, 'tea', { room: 'den' })]);
    await terminal.type('/around 2');
    assert.equal(terminal.sent('join').at(-1)?.room, 'den');
    await terminal.tell(live(90, 'den'));
    assert.deepEqual([asked()?.room, asked()?.around], ['den', 30]);
    assert.equal(terminal.line(), '#den ›');
  });

  it('a time of this room is looked up, and what is none is said', async () => {
    await terminal.type('/around 2026-01-02 14:05');
    assert.equal(asked()?.at, new Date(2026, 0, 2, 14, 5).getTime());
    await aroundFrame([]);
    assert.deepEqual(last(terminal), ['· nothing was said in #lobby']);
    for (const line of ['/around', '/around noon', '/around 1 2', '/around 2026-02-30']) {
      await terminal.type(line);
      assert.match(
        last(terminal, 2).join(''),
        /\/around n: n is the number of a message; or a time/,
      );
    }
    assert.equal(terminal.sent('history').length, 1);
  });

  it('a message that is deleted since cannot be answered', async () => {
    await terminal.type('/around 2026-01-02');
    await aroundFrame([message(40, 'tea')]);
    await terminal.tell(done(91, 'MessageDeleted', said(40, 'tea'), { user: BOB }));
    await terminal.type('/reply 2 yes');
    assert.match(last(terminal).join(), /the message 2 is deleted/);
    assert.deepEqual(terminal.sent('post'), []);
  });

  it('so many are known by their numbers, and no more', async () => {
    const of = (first: number) =>
      Array.from({ length: 10 }, (_, i) => found(1_000 - first - i, 'x'));
    await terminal.type('/search x');
    for (let page = 0; page < 51; page += 1) {
      await foundFrame(of(page * 10), true);
      await terminal.type('/more');
    }
    await terminal.type('/around 11');
    assert.match(last(terminal).join(), /11 names no message/);
    await terminal.type('/around 12');
    assert.equal(asked()?.around, 990);
  });
});
