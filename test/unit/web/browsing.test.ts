// The public rooms: asked for page by page and as the person types, and what is said of them.
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import type { ListedRoom } from '../../../src/shared/wire/objects.ts';
import { TYPED_MS } from '../../../src/web/model/browsing.ts';
import { queryOf } from '../../../src/web/model/directory.ts';
import { directoryWords, roomWords } from '../../../src/web/model/directory-words.ts';
import { Time } from '../client/time.ts';
import { eventAt, NOON } from './events.ts';
import { Page } from './page.ts';

const room = (name: string, more: Partial<ListedRoom> = {}): ListedRoom => ({
  ...{ room: name, people: 0, lastAt: new Date(NOON).toISOString(), lastSeq: 1, ...more },
});

describe('browsing the public rooms', () => {
  const open: Page[] = [];
  let time: Time;
  beforeEach(() => {
    time = new Time();
  });
  afterEach(() => {
    for (const { chat } of open.splice(0)) chat.stop();
    time.giveBack();
  });
  const start = async () => {
    const page = new Page();
    open.push(page);
    await page.enter([eventAt(1)], { commands: ['rooms'] });
    page.socket.sent.length = 0;
    page.chat.browsing.begin();
    return page;
  };
  const answer = async (page: Page, rooms: ListedRoom[], next?: string) => {
    const [question, other] = page.asked('rooms');
    assert.ok(question);
    assert.equal(other, undefined);
    page.socket.frame({ type: 'rooms', id: question.id, rooms, ...(next && { next }) });
    await turn();
    return question;
  };
  const state = ({ chat }: Page) => chat.browsing.store.get();
  const shown = (page: Page) => state(page).rooms.map(({ room: name }) => name);

  it('shows them page by page, each once', async () => {
    const page = await start();
    await answer(page, [room('lobby'), room('den')], 'p2');
    void page.chat.browsing.more();
    void page.chat.browsing.more();
    assert.equal((await answer(page, [room('den'), room('attic')])).after, 'p2');
    assert.deepEqual(shown(page), ['lobby', 'den', 'attic']);
    void page.chat.browsing.more();
    assert.deepEqual(page.asked('rooms'), []);
  });

  it('asks for what was typed once the person pauses, and shows the answer to that alone', async () => {
    const page = await start();
    const [all] = page.asked('rooms');
    for (const typed of ['p', 'pl', '# plans ']) page.chat.browsing.type(typed);
    assert.deepEqual(page.asked('rooms'), []);
    await time.pass(TYPED_MS);
    assert.equal((await answer(page, [room('plans')])).query, 'plans');
    page.socket.frame({ type: 'rooms', id: all?.id, rooms: [room('lobby')] });
    await turn();
    assert.deepEqual(shown(page), ['plans']);
    page.chat.browsing.type('');
    await time.pass(TYPED_MS);
    assert.equal((await answer(page, [room('lobby')])).query, undefined);
  });

  it('says why there is no answer, and asks again when told to', async () => {
    const page = await start();
    const [question] = page.asked('rooms');
    const error = { code: 'unavailable', message: 'no rows', retry: true };
    page.socket.frame({ type: 'error', id: question?.id, ...error });
    await turn();
    assert.match(directoryWords(state(page)), /cannot look that up just now/);
    void page.chat.browsing.more();
    await answer(page, [room('lobby')]);
    assert.deepEqual(shown(page), ['lobby']);
  });

  it('keeps what it has where a further page fails, and asks for that again', async () => {
    const page = await start();
    await answer(page, [room('lobby')], 'p2');
    void page.chat.browsing.more();
    const [question] = page.asked('rooms');
    const error = { code: 'unavailable', message: 'the rows are away', retry: true };
    page.socket.frame({ type: 'error', id: question?.id, ...error });
    await turn();
    assert.deepEqual(shown(page), ['lobby']);
    void page.chat.browsing.more();
    assert.equal((await answer(page, [room('den')])).after, 'p2');
    assert.deepEqual(shown(page), ['lobby', 'den']);
  });

  it('changes nothing once it is over', async () => {
    const page = await start();
    page.chat.browsing.type('plans');
    page.chat.browsing.stop();
    await answer(page, [room('lobby')]);
    await time.pass(TYPED_MS);
    assert.deepEqual([shown(page), page.asked('rooms')], [[], []]);
  });
});

describe('what is said of the public rooms', () => {
  const directory = { query: '', rooms: [room('a')], next: undefined, asking: 'nothing' } as const;

  it('is how many are shown, and whether there are more', () => {
    assert.equal(directoryWords(directory), 'One room');
    const two = { ...directory, rooms: [room('a'), room('b')], next: 'p2' };
    assert.equal(directoryWords(two), '2 rooms, and there are more');
  });

  it('is that there are none, or none like that', () => {
    assert.match(directoryWords({ ...directory, rooms: [] }), /no public rooms yet/);
    assert.match(directoryWords({ ...directory, rooms: [], query: 'x' }), /begins like this/);
  });

  it('is who is in one, and when something happened there last', () => {
    const now = NOON + 60_000;
    const time = /^Open to everybody · last active today, \d/;
    assert.match(roomWords(room('a'), now), time);
    const words = roomWords(room('a', { people: 1, archived: true }), now);
    assert.match(words, /^One member · last active today, .* · archived$/);
  });

  it('is looked for as it is meant', () => assert.equal(queryOf(' # plans '), 'plans'));
});
