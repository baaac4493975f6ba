// Looking for what was said, in a page: what is asked, what is shown of the answers, and what keeps them away, in words.
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import type { FoundMessage } from '../../../src/shared/wire/objects.ts';
import { Time } from '../client/time.ts';
import { BOB, eventAt, NOON } from './events.ts';
import { Page } from './page.ts';

const found = (seq: number, room = 'lobby'): FoundMessage => ({
  ...{ room, seq, id: `m${seq}`, at: new Date(NOON + seq).toISOString(), user: BOB },
  text: `plan ${seq}`,
});

/** Longer than anybody waits for an answer: what is refused for less is asked again. */
const LONG_MS = 60_000;

describe('searching', () => {
  const open: Page[] = [];
  afterEach(() => {
    for (const { chat } of open.splice(0)) chat.stop();
  });
  const start = async () => {
    const page = new Page();
    open.push(page);
    await page.enter([eventAt(1)], { commands: ['search'] });
    page.socket.sent.length = 0;
    return page;
  };
  const answer = async (page: Page, messages: FoundMessage[], more = false) => {
    const [question, other] = page.asked('search');
    assert.ok(question);
    assert.equal(other, undefined);
    page.socket.frame({ type: 'found', id: question.id, messages, more });
    await turn();
    return question;
  };
  const shown = ({ chat }: Page) => chat.searching.store.get().found.map(({ seq }) => seq);
  const asking = ({ chat }: Page) => chat.searching.store.get().asking;
  const refuse = async (page: Page, code: string, message = 'in a server’s words') => {
    const [question] = page.asked('search');
    const later = { retry: true, retryAfterMs: LONG_MS };
    page.socket.frame({ type: 'error', id: question?.id, code, message, ...later });
    await turn();
  };

  it('shows what is found page by page, until there is no more', async () => {
    const page = await start();
    void page.chat.searching.ask('plan ');
    assert.equal(asking(page), 'first');
    const first = await answer(page, [found(9), found(7)], true);
    assert.deepEqual([first.query, first.before], ['plan ', undefined]);
    void page.chat.searching.more();
    void page.chat.searching.more();
    assert.equal((await answer(page, [found(5)])).before, 7);
    assert.deepEqual(shown(page), [9, 7, 5]);
    void page.chat.searching.more();
    assert.deepEqual(page.asked('search'), []);
  });

  it('shows nothing of an answer to what is not looked for any more', async () => {
    const page = await start();
    void page.chat.searching.ask('plan');
    const [old] = page.asked('search');
    void page.chat.searching.ask('other');
    await answer(page, [found(3)]);
    page.socket.frame({ type: 'found', id: old?.id, messages: [found(1)], more: false });
    await turn();
    assert.deepEqual(shown(page), [3]);
    void page.chat.searching.ask('  ');
    assert.deepEqual([shown(page), asking(page)], [[], 'nothing']);
  });

  it('takes away what is deleted while it is shown, and says what is edited as it is', async () => {
    const page = await start();
    void page.chat.searching.ask('plan');
    await answer(page, [found(9), found(7), found(5, 'den')]);
    const { id, at, user } = eventAt(9);
    const target = { seq: 9, id, at, user };
    page.event(10, { event: 'MessageDeleted', data: { target } });
    page.event(11, {
      event: 'MessageEdited',
      data: { target: { ...target, seq: 7 }, text: 'new' },
    });
    assert.deepEqual(shown(page), [7, 5]);
    assert.equal(page.chat.searching.store.get().found[0]?.text, 'new');
  });

  it('looks again at what nobody tells of while it is before the person’s eyes, and not afterwards', async () => {
    const time = new Time();
    try {
      const page = await start();
      /** On a connection that stands. */
      const pass = async (seconds: number) => {
        for (let second = 0; second < seconds; second += 1) {
          await time.pass(1_000);
          page.socket.frame({ type: 'persisted', seq: 1 });
        }
      };
      void page.chat.searching.ask('plan');
      await answer(page, [found(9), found(5, 'den')]);
      const end = page.chat.searching.watch();
      await answer(page, [found(9), found(5, 'den')]);
      await pass(30);
      await answer(page, [found(11), found(9)]);
      assert.deepEqual(shown(page), [9], 'what is gone is gone, and nothing moves');
      end();
      await pass(60);
      assert.deepEqual(page.asked('search'), []);
    } finally {
      time.giveBack();
    }
  });

  it('looks again at all that is shown, page by page', async () => {
    const page = await start();
    void page.chat.searching.ask('plan');
    await answer(page, [found(9), found(7), found(5, 'den'), found(3, 'den')]);
    const end = page.chat.searching.watch();
    assert.equal((await answer(page, [found(9), found(7)], true)).before, undefined);
    assert.deepEqual(shown(page), [9, 7, 5, 3]);
    assert.equal((await answer(page, [found(3, 'den')], true)).before, 7);
    assert.deepEqual(shown(page), [9, 7, 3]);
    assert.deepEqual(page.asked('search'), [], 'and no further');
    end();
  });

  it('looks again once when the connection comes back, however many rooms there are', async () => {
    const page = await start();
    page.chat.open('board');
    page.chat.open('den');
    const end = page.chat.searching.watch();
    void page.chat.searching.ask('plan');
    await answer(page, [found(9), found(7)]);
    await page.reconnect();
    await page.enter([], { seq: 10, commands: ['search'] });
    await answer(page, [found(7)]);
    assert.deepEqual(shown(page), [7]);
    end();
  });

  for (const [code, words] of [
    ['unavailable', /cannot look that up just now/],
    ['too_wide', /Add another word/],
    ['rate', /asked a lot/],
  ] as const) {
    it(`says in a person’s words what keeps it away: ${code}`, async () => {
      const page = await start();
      void page.chat.searching.ask('plan');
      await refuse(page, code);
      const why = asking(page);
      assert.ok(typeof why === 'object');
      assert.match(why.why, words);
    });
  }

  it('says what is no search before anybody is asked', async () => {
    const page = await start();
    await page.chat.searching.ask('%%%');
    assert.deepEqual(page.asked('search'), []);
    const why = asking(page);
    assert.match(typeof why === 'object' ? why.why : '', /nothing to look for/);
  });

  it('keeps what it has where a further page fails, and asks for that again', async () => {
    const page = await start();
    void page.chat.searching.ask('plan');
    await answer(page, [found(9)], true);
    void page.chat.searching.more();
    await refuse(page, 'unavailable');
    assert.deepEqual(shown(page), [9]);
    void page.chat.searching.more();
    assert.equal((await answer(page, [found(5)])).before, 9);
    assert.deepEqual(shown(page), [9, 5]);
  });

  it('forgets what was found in a log that is gone', async () => {
    const page = await start();
    void page.chat.searching.ask('plan');
    await answer(page, [found(9)]);
    page.socket.frame({ type: 'reset', room: 'lobby', reason: 'epoch' });
    assert.deepEqual(shown(page), []);
  });
});
