// Leading to a message that is not loaded: what stands around it comes onto the screen in place of the live end, until both meet.
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import type { EventFrame } from '../../../src/shared/wire/frames.ts';
import type { Message } from '../../../src/shared/wire/objects.ts';
import { onScreen } from '../../../src/web/model/on-screen.ts';
import { welcome } from '../client/sockets.ts';
import { ADA, BOB, eventAt, eventsOf, messageAt, seqsOf } from './events.ts';
import { Page } from './page.ts';

/** What a gateway takes that answers with messages as they are now. */
const PAGES = ['history.around', 'history.as'];

const messagesFrom = (first: number, last: number): Message[] =>
  Array.from({ length: last - first + 1 }, (_, at) => messageAt(first + at));
const range = (first: number, last: number) => messagesFrom(first, last).map(({ seq }) => seq);
const about = (of: number, event: string, seq: number, data = {}): EventFrame => {
  const { id, at, user } = eventAt(of);
  return eventAt(seq, { event, data: { target: { seq: of, id, at, user }, ...data } });
};

describe('a message that is not loaded', () => {
  const open: Page[] = [];
  afterEach(() => {
    for (const { chat } of open.splice(0)) chat.stop();
  });
  /** In a room of 5,000 messages, of which the last eleven are loaded. */
  const start = async () => {
    const page = new Page();
    open.push(page);
    await page.enter(eventsOf(4_990, 5_000), { commands: PAGES });
    page.show();
    page.socket.sent.length = 0;
    return page;
  };
  const answer = async (page: Page, id: string, messages: Message[], more = {}) => {
    const frame = { type: 'history', id, room: 'lobby', events: [], messages };
    page.socket.frame({ ...frame, more: true, newer: true, asOf: 5_000, ...more });
    await turn();
  };
  /** Its id, and where it asks. */
  const question = (page: Page) => {
    const [one, other] = page.asked('history');
    assert.ok(one);
    assert.equal(other, undefined);
    return { id: one.id, around: one.around, before: one.before };
  };
  const reading = async (place = 100) => {
    const page = await start();
    const sought = page.chat.looking.goTo('lobby', place);
    const { id, around } = question(page);
    assert.equal(around, place);
    await answer(page, id, messagesFrom(50, 149));
    await sought;
    return page;
  };
  const shown = (page: Page) => seqsOf(onScreen(page.room()));
  const state = ({ chat }: Page) => chat.store.get();

  it('is shown with what stands around it, however far up it is', async () => {
    const page = await reading();
    assert.deepEqual(shown(page), range(50, 149));
    assert.deepEqual(state(page).jump, { room: 'lobby', seq: 100 });
    assert.deepEqual(seqsOf(page.room()), range(4_990, 5_000), 'the live end stays what it was');
  });

  it('is jumped to where it is loaded, without asking', async () => {
    const page = await start();
    await page.chat.looking.goTo('lobby', 4_995);
    assert.deepEqual(page.asked('history'), []);
    assert.deepEqual(state(page).jump, { room: 'lobby', seq: 4_995 });
    assert.equal(page.room().stretch, undefined);
  });

  it('is jumped to again within what is shown of the past', async () => {
    const page = await reading();
    page.chat.looking.jumped();
    await page.chat.looking.goTo('lobby', 60);
    assert.deepEqual(page.asked('history'), []);
    assert.deepEqual(state(page).jump, { room: 'lobby', seq: 60 });
  });

  it('shows what happens to it, and to others there, while it is asked for and afterwards', async () => {
    const page = await start();
    const sought = page.chat.looking.goTo('lobby', 100);
    page.socket.frame(about(100, 'MessageEdited', 5_001, { text: 'said anew' }));
    page.socket.frame(about(101, 'MessageDeleted', 5_002));
    page.event(5_003);
    await answer(page, question(page).id, messagesFrom(50, 149));
    await sought;
    const textOf = (seq: number) => {
      const message = onScreen(page.room()).view.messages.find((one) => one.seq === seq);
      return message?.deleted === undefined ? message?.text : 'deleted';
    };
    assert.deepEqual([textOf(100), textOf(101)], ['said anew', 'deleted']);
    page.socket.frame(about(102, 'MessageDeleted', 5_004));
    page.show();
    assert.equal(textOf(102), 'deleted');
    assert.deepEqual(shown(page), range(50, 149), 'what is new belongs to the live end');
    assert.equal(seqsOf(page.room()).at(-1), 5_003);
  });

  it('has more above and below, until it is one with the live end', async () => {
    const page = await reading();
    void page.chat.looking.loadOlder();
    const older = question(page);
    assert.equal(older.before, 50);
    await answer(page, older.id, messagesFrom(1, 49), { more: false, low: 0 });
    assert.deepEqual(shown(page), range(1, 149));
    assert.deepEqual(onScreen(page.room()).older, { state: 'none' });
    void page.chat.looking.loadNewer();
    const newer = question(page);
    assert.equal(newer.around, 150);
    await answer(page, newer.id, messagesFrom(100, 4_989));
    assert.equal(page.room().stretch, undefined);
    assert.deepEqual(seqsOf(page.room()), range(1, 5_000));
    assert.deepEqual(page.room().older, { state: 'none' });
    assert.equal(page.room().turn, 1, 'the person reads on where they are');
    page.socket.frame(about(50, 'MessageDeleted', 5_001));
    page.show();
    assert.ok(page.room().view.messages[49]?.deleted);
  });

  it('has between it and the others what was done in the room, also once it is one with the live end', async () => {
    const page = await start();
    const data = { room: { kind: 'public', topic: 'lunch' } };
    const notice = (seq: number) => eventAt(seq, { event: 'RoomChanged', data });
    const noticed = () => onScreen(page.room()).view.notices.map(({ seq }) => seq);
    const sought = page.chat.looking.goTo('lobby', 100);
    const near = messagesFrom(50, 149).filter(({ seq }) => seq !== 99 && seq !== 149);
    await answer(page, question(page).id, near, { events: [notice(99), notice(149)], low: 50 });
    await sought;
    assert.deepEqual(noticed(), [99, 149]);
    void page.chat.looking.loadNewer();
    const { id, around } = question(page);
    assert.equal(around, 150, 'behind what was done last');
    await answer(page, id, messagesFrom(150, 4_989), { events: [notice(99)], low: 98 });
    assert.equal(page.room().stretch, undefined);
    assert.deepEqual(noticed(), [99, 149]);
  });

  it('is one with the live end at once where it is near', async () => {
    const page = await start();
    const sought = page.chat.looking.goTo('lobby', 4_980);
    await answer(page, question(page).id, messagesFrom(4_960, 5_000), { newer: false });
    await sought;
    assert.deepEqual(seqsOf(page.room()), range(4_960, 5_000));
    assert.equal(page.room().stretch, undefined);
  });

  it('asks for each page once, and again for one that failed', async () => {
    const page = await reading();
    void page.chat.looking.loadNewer();
    void page.chat.looking.loadNewer();
    const { id } = question(page);
    const error = { type: 'error', id, code: 'unavailable', message: 'no rows', retry: true };
    page.socket.frame(error);
    await turn();
    const why = 'The server cannot look that up just now. Try again in a moment.';
    assert.deepEqual(page.room().stretch?.newer, { state: 'failed', reason: why });
    void page.chat.looking.loadNewer();
    assert.equal(question(page).around, 150);
  });

  it('gives way to the live end, with what is new there', async () => {
    const page = await reading();
    page.event(5_001);
    page.show();
    assert.equal(page.room().readSeq, 5_000, 'who reads the past has not seen it');
    page.chat.looking.toPresent();
    assert.equal(page.room().stretch, undefined);
    assert.deepEqual([page.room().newAfter, page.room().readSeq], [5_000, 5_001]);
  });

  it('gives way to what one says oneself', async () => {
    const page = await reading();
    assert.ok(page.chat.commands.send('hello'));
    assert.equal(page.room().stretch, undefined);
    assert.equal(onScreen(page.room()).outgoing.length, 1);
  });

  it('is not shown to who went to another room meanwhile, or back to the present', async () => {
    const page = await start();
    const sought = page.chat.looking.goTo('lobby', 100);
    const { id } = question(page);
    page.chat.open('board');
    await answer(page, id, messagesFrom(50, 149));
    await sought;
    assert.deepEqual([state(page).current, page.room().stretch], ['board', undefined]);
    assert.equal(state(page).jump, undefined);
  });

  it('is left with its room: who comes back is at the live end', async () => {
    const page = await reading();
    page.chat.open('board');
    page.chat.open('lobby');
    assert.equal(page.room().stretch, undefined);
  });

  it('is the one that was looked for last', async () => {
    const page = await start();
    const first = page.chat.looking.goTo('lobby', 100);
    const one = question(page);
    const second = page.chat.looking.goTo('lobby', 300);
    const two = question(page);
    await answer(page, two.id, messagesFrom(250, 349));
    await answer(page, one.id, messagesFrom(50, 149));
    await Promise.all([first, second]);
    assert.deepEqual(shown(page), range(250, 349));
    assert.deepEqual(state(page).jump, { room: 'lobby', seq: 300 });
  });

  it('in a room that one is not in is shown once one is', async () => {
    const page = await start();
    const sought = page.chat.looking.goTo('board', 100);
    assert.deepEqual(page.asked('history'), [], 'not before');
    page.socket.frame({ type: 'live', room: 'board', seq: 5_000 });
    const [asked] = page.asked('history');
    const frame = { type: 'history', id: asked?.id, room: 'board', events: [] };
    page.socket.frame({
      ...frame,
      messages: messagesFrom(50, 149),
      more: true,
      newer: true,
      asOf: 5_000,
    });
    await sought;
    assert.deepEqual(seqsOf(onScreen(page.room('board'))), range(50, 149));
  });

  it('is said to be gone where it is not among them', async () => {
    const page = await start();
    const sought = page.chat.looking.goTo('lobby', 100);
    await answer(page, question(page).id, messagesFrom(101, 149));
    await sought;
    assert.match(state(page).notice ?? '', /not there any more/);
    assert.equal(page.room().stretch, undefined);
  });

  it('is said to be out of reach without a connection', async () => {
    const page = await start();
    await page.reconnect();
    await page.chat.looking.goTo('lobby', 1);
    assert.match(state(page).notice ?? '', /need a connection/);
  });

  describe('where more was missed than is told', () => {
    const missed = async () => {
      const page = await reading();
      await page.reconnect();
      await turn();
      const commands = ['join', 'leave', 'post', 'history', 'ping', ...PAGES];
      welcome(page.socket, { user: ADA, epoch: 'one', commands });
      const joined = { type: 'joined', room: 'lobby', head: 9_000, skipped: true };
      page.socket.frame(joined);
      for (const event of eventsOf(8_990, 9_000)) page.socket.frame(event);
      page.socket.frame({ type: 'live', room: 'lobby', seq: 9_000 });
      await turn();
      return page;
    };

    it('is asked for anew, as it is by now', async () => {
      const page = await missed();
      const { id, around } = question(page);
      assert.equal(around, 100);
      const deleted = { at: eventAt(7_000).at, by: BOB };
      const now = messagesFrom(50, 149).map((one) =>
        one.seq === 60 ? { ...one, text: '', deleted, changedSeq: 7_000 } : one,
      );
      await answer(page, id, now, { asOf: 9_000 });
      assert.deepEqual(shown(page), range(50, 149));
      assert.ok(onScreen(page.room()).view.messages[10]?.deleted);
    });

    it('gives way to the live end where it cannot be had', async () => {
      const page = await missed();
      const { id } = question(page);
      page.socket.frame({
        type: 'error',
        id,
        code: 'unavailable',
        message: 'no rows',
        retry: true,
      });
      await turn();
      assert.deepEqual(shown(page), range(8_990, 9_000));
    });
  });

  it('is gone with its log', async () => {
    const page = await reading();
    page.socket.frame({ type: 'reset', room: 'lobby', reason: 'epoch' });
    assert.equal(page.room().stretch, undefined);
  });

  it('can be edited where it is one’s own', async () => {
    const page = await start();
    const sought = page.chat.looking.goTo('lobby', 100);
    await answer(page, question(page).id, [messageAt(100, { user: ADA })]);
    await sought;
    page.chat.edit(100);
    assert.deepEqual(state(page).writing['lobby']?.editing, { seq: 100, text: 'text 100' });
  });
});
