// What was missed comes event by event; the page shows it when it is through.
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { welcome } from '../client/sockets.ts';
import { Time } from '../client/time.ts';
import { ADA, eventsOf } from './events.ts';
import { Page } from './page.ts';

describe('a backlog on the page', () => {
  let time: Time;
  let page: Page;
  beforeEach(async () => {
    time = new Time();
    page = new Page();
    await turn();
    welcome(page.socket, { user: ADA });
  });
  afterEach(() => {
    page.chat.stop();
    time.giveBack();
  });
  const shown = () => page.room().view.messages.length;
  const come = (first: number, last: number) => {
    for (const event of eventsOf(first, last)) page.socket.frame(event);
  };

  it('is shown whole, at once when it is through', async () => {
    page.chat.open('other');
    page.socket.frame({ type: 'live', room: 'other', seq: 0 });
    come(1, 20);
    await time.pass(200);
    come(21, 40);
    await time.pass(200);
    assert.deepEqual([shown(), page.memory.room('lobby')], [0, undefined]);
    page.socket.frame({ type: 'live', room: 'lobby', seq: 40 });
    assert.equal(shown(), 40);
    page.event(41);
    await time.pass(16);
    assert.equal(shown(), 41, 'from then on with the next picture');
    await time.pass(250);
    const { cursor, view } = page.memory.room('lobby') ?? {};
    assert.deepEqual([cursor?.seq, view?.messages.length], [41, 41], 'and is kept');
  });

  it('that takes long is shown as far as it is there', async () => {
    come(1, 20);
    await time.pass(500);
    assert.equal(shown(), 20);
  });

  it('is shown no sooner because somebody would see what was before it', async () => {
    come(1, 20);
    await page.chat.looking.loadOlder();
    assert.equal(shown(), 0);
  });

  it('is none: what came a moment before the connection was lost is kept', () => {
    page.socket.frame({ type: 'live', room: 'lobby', seq: 0 });
    page.event(1);
    page.socket.close('', 1006);
    const { cursor, view } = page.memory.room('lobby') ?? {};
    assert.deepEqual([cursor?.seq, view?.messages.length], [1, 1]);
  });

  it('is kept as far as it came where the page goes away', () => {
    come(1, 20);
    page.chat.save();
    const { cursor, view } = page.memory.room('lobby') ?? {};
    assert.deepEqual([cursor?.seq, view?.messages.length], [20, 20]);
  });

  it('keeps nothing waiting in a room that has all of its own', async () => {
    page.chat.open('other');
    page.socket.frame({ type: 'live', room: 'other', seq: 9 });
    come(1, 20);
    page.event(21, { room: 'other' });
    await time.pass(16);
    assert.equal(page.room('other').view.messages.length, 1);
  });
});
