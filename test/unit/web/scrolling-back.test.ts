// What stands above the first message: asked for page by page, let go of again, and never with a hole.
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import type { EventFrame } from '../../../src/shared/wire/frames.ts';
import { SHOWN_AFTER_TRIM, SHOWN_MAX } from '../../../src/web/model/views.ts';
import { eventsOf, seqsOf } from './events.ts';
import { Page } from './page.ts';

describe('scrolling back', () => {
  const open: Page[] = [];
  afterEach(() => {
    for (const { chat } of open.splice(0)) chat.stop();
  });
  const start = () => {
    const page = new Page();
    open.push(page);
    return page;
  };
  const entered = async (events: EventFrame[]) => {
    const page = start();
    await page.enter(events);
    page.asked('join');
    return page;
  };
  const ask = async (page: Page) => {
    void page.chat.looking.loadOlder();
    await turn();
    const [question] = page.asked('history');
    return question;
  };
  const answer = async (page: Page, id: string, events = eventsOf(1, 0), more = false) => {
    page.socket.frame({ type: 'history', id, room: 'lobby', events, more });
    await turn();
  };

  it('asks for what is above, once at a time and until there is no more', async () => {
    const page = await entered(eventsOf(11, 13));
    const first = await ask(page);
    assert.equal(first?.before, 11);
    assert.equal(await ask(page), undefined);
    await answer(page, first?.id ?? '', eventsOf(6, 10), true);
    const second = await ask(page);
    assert.equal(second?.before, 6);
    await answer(page, second?.id ?? '', eventsOf(1, 5), false);
    const all = eventsOf(1, 13).map(({ seq }) => seq);
    assert.deepEqual(seqsOf(page.room()), all);
    assert.equal(await ask(page), undefined);
    assert.equal(page.room().older.state, 'none');
  });

  it('leaves out a page that does not fit any more after a trim, and asks anew', async () => {
    const page = await entered(eventsOf(11, SHOWN_MAX + 10));
    const question = await ask(page);
    page.event(SHOWN_MAX + 11);
    page.show();
    const first = seqsOf(page.room())[0] ?? 0;
    assert.equal(first, SHOWN_MAX + 12 - SHOWN_AFTER_TRIM);
    await answer(page, question?.id ?? '', eventsOf(1, 10), false);
    assert.equal(seqsOf(page.room())[0], first, 'no hole');
    assert.equal((await ask(page))?.before, first);
  });

  it('goes on past a page of which a newer version wrote everything', async () => {
    const page = await entered(eventsOf(11, 13));
    const question = await ask(page);
    const foreign = eventsOf(6, 10).map((event) => ({ ...event, event: 'PollOpened' }));
    await answer(page, question?.id ?? '', foreign, true);
    const next = await ask(page);
    assert.equal(next?.before, 6);
    await answer(page, next?.id ?? '', eventsOf(4, 5), false);
    assert.deepEqual(seqsOf(page.room()), [4, 5, 11, 12, 13]);
    assert.equal(page.room().older.state, 'none');
  });

  it('goes on by itself past pages in which hardly anything is to be read, a few times', async () => {
    const page = await entered(eventsOf(101, 103));
    const reactions = (first: number) =>
      eventsOf(first, first + 9).map((event) => ({
        ...event,
        event: 'ReactionAdded',
        data: { target: { seq: 1, id: 'm1', user: event.user, at: event.at }, emoji: '👍' },
      }));
    let id = (await ask(page))?.id ?? '';
    for (const first of [91, 81, 71, 61, 51]) {
      await answer(page, id, reactions(first), true);
      const [next] = page.asked('history');
      assert.equal(next?.before, first === 51 ? undefined : first);
      id = next?.id ?? '';
    }
    assert.deepEqual(page.room().older, { state: 'more' });
    await answer(page, (await ask(page))?.id ?? '', eventsOf(41, 50), true);
    assert.deepEqual(page.asked('history'), [], 'enough');
  });

  it('is not stuck when the first message comes while the past of an empty room is asked for', async () => {
    const page = start();
    await page.enter([], { seq: 7 });
    const question = await ask(page);
    assert.equal(question?.before, 8);
    page.event(9);
    page.show();
    await answer(page, question?.id ?? '');
    assert.deepEqual([seqsOf(page.room()), page.room().older.state], [[9], 'none']);
  });

  it('says in words what kept the past away, and tries again when told to', async () => {
    const page = await entered(eventsOf(11, 13));
    const id = (await ask(page))?.id;
    page.socket.frame({
      type: 'error',
      id,
      code: 'unavailable',
      message: 'no database',
      retry: true,
    });
    await turn();
    const reason = 'The chat cannot do that just now. Try again in a moment.';
    assert.deepEqual(page.room().older, { state: 'failed', reason });
    assert.equal((await ask(page))?.before, 11);
    assert.deepEqual(page.room().older, { state: 'loading' });
  });

  it('asks for nothing while there is no connection or the room is not entered', async () => {
    const page = start();
    await turn();
    assert.equal(await ask(page), undefined);
    await page.enter(eventsOf(11, 13));
    page.chat.open('board');
    assert.equal(await ask(page), undefined);
    assert.equal(page.room('board').older.state, 'more');
  });

  it('lets go of what is far above, but not while somebody has scrolled up', async () => {
    const page = await entered(eventsOf(1, SHOWN_MAX));
    page.chat.setAtBottom(false);
    page.event(SHOWN_MAX + 1);
    page.show();
    assert.equal(page.room().view.messages.length, SHOWN_MAX + 1);
    page.chat.setAtBottom(true);
    page.event(SHOWN_MAX + 2);
    page.show();
    assert.equal(page.room().view.messages.length, SHOWN_AFTER_TRIM);
  });
});
