import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { byName, TYPING_SHOWN_MS, typingWords } from '../../../src/web/model/around.ts';
import { welcome } from '../client/sockets.ts';
import { Time } from '../client/time.ts';
import { ADA, BOB } from './events.ts';
import { Page } from './page.ts';

const MEI = { id: 'guest-mei', name: 'Mei' };

describe('who is around', () => {
  let time: Time;
  let page: Page;
  beforeEach(async () => {
    time = new Time();
    page = new Page();
    await page.enter([], { commands: ['typing'] });
  });
  afterEach(() => {
    page.chat.stop();
    time.giveBack();
  });
  const typing = (user = BOB, room = 'lobby') => page.socket.frame({ type: 'typing', room, user });
  const words = (room = 'lobby') => typingWords(page.chat.store.get().typing.get(room) ?? []);
  const present = () => page.chat.store.get().present.get('lobby');

  it('shows who writes for five seconds from the last time they said so', async () => {
    typing();
    assert.equal(words(), 'Bob is typing');
    assert.equal(words('news'), undefined);
    await time.pass(3_000);
    typing();
    await time.pass(TYPING_SHOWN_MS - 1);
    assert.equal(words(), 'Bob is typing');
    await time.pass(1);
    assert.equal(words(), undefined);
    assert.equal(page.chat.store.get().typing.size, 0);
  });

  it('does not show any more that somebody writes whose message is there', async () => {
    typing();
    typing(MEI);
    page.event(1);
    assert.equal(words(), 'Mei is typing');
    page.event(2, { user: MEI, event: 'Reacted' });
    assert.equal(words(), 'Mei is typing', 'a reaction is nothing that was typed');
    await time.pass(TYPING_SHOWN_MS);
    assert.equal(words(), undefined);
  });

  it('does not show that one writes oneself, in another tab', () => {
    typing(ADA);
    assert.equal(words(), undefined);
  });

  it('tells that the person writes, in the open room', () => {
    page.chat.typing();
    page.chat.typing();
    assert.deepEqual(page.asked('typing'), [{ type: 'typing', room: 'lobby' }]);
  });

  it('is known until the connection is gone or the room is left', async () => {
    const here = { type: 'presence', room: 'lobby', count: 2, here: [ADA, BOB] };
    page.socket.frame(here);
    typing();
    assert.deepEqual([present()?.count, present()?.here], [2, [ADA, BOB]]);
    await page.reconnect();
    assert.deepEqual([present(), words()], [undefined, undefined]);
    welcome(page.socket, { user: ADA, epoch: 'one' });
    page.socket.frame(here);
    assert.equal(present()?.count, 2);
    typing();
    page.chat.belonging.leave('lobby');
    assert.deepEqual([present(), words()], [undefined, undefined]);
    await turn();
  });

  it('is a number alone where there are many', () => {
    page.socket.frame({ type: 'presence', room: 'lobby', count: 2_412 });
    assert.deepEqual(present(), { room: 'lobby', count: 2_412 });
  });
});

describe('names of people', () => {
  it('are said of two, and of more only that they are several', () => {
    assert.equal(typingWords([]), undefined);
    assert.equal(typingWords([ADA, BOB]), 'Ada and Bob are typing');
    assert.equal(typingWords([ADA, BOB, MEI]), 'Several people are typing');
  });

  it('are listed by name, whoever came first, two of one name always alike', () => {
    const other = { id: 'guest-zoe', name: 'Ada' };
    const guests = [2, 10].map((number) => ({ id: `guest-${number}`, name: `Guest ${number}` }));
    const list = [BOB, ...guests.toReversed(), other, ADA];
    assert.deepEqual(byName(list), [ADA, other, BOB, ...guests]);
  });
});
