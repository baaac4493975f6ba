// Searching in the page, and reading a result with what stands around it; in a real browser, by keyboard, mouse and touch.
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { rowSequences } from '../support/log.ts';
import { append, post } from '../support/persister.ts';
import { uuid7 } from '../support/wire.ts';
import { textsFromTheTop } from './scrolling.ts';
import { getsFocus, message, openRoom, PHONE, say } from './web-browser.ts';
import { webStage } from './web-stage.ts';

const SAID = 600;
const MARKUP = 'a <b>needle</b> and <img src=x onerror=alert(1)> 日本語';

describe('the page’s search', () => {
  const stage = webStage();
  const { arrive } = stage;
  let ada: Page;
  before(async () => {
    // A needle in each twelfth of them: more than one page of results.
    const texts = Array.from({ length: SAID }, (_, n) =>
      n % 12 === 0 ? `needle ${n}` : `hay ${n}${'\nmore hay'.repeat(n % 4)}`,
    );
    await append(stage.chat, [
      ...texts.map((text) => post(text, { room: 'archive' })),
      post(MARKUP, { room: 'archive' }),
      post('see https://example.com/needle', { room: 'links' }),
    ]);
    await eventually(async () => assert.equal((await rowSequences(stage.chat)).length, SAID + 2));
    ada = await arrive('Ada L.');
  });

  const persisted = (count: number) =>
    eventually(async () => {
      const [row] = await stage.chat.database.sql('select seq::int from progress');
      assert.ok(Number((row as { seq: number } | undefined)?.seq ?? 0) >= count);
    });
  const composer = (page: Page) => page.locator('.composer textarea');
  const panel = (page: Page) => page.getByRole('complementary', { name: 'Search' });
  const field = (page: Page) =>
    page
      .getByLabel('Search messages', { exact: true })
      .locator('visible=true')
      .and(page.locator('input'));
  const results = (page: Page) =>
    panel(page).getByRole('list', { name: 'Messages that were found' }).getByRole('button');
  const status = (page: Page) => panel(page).getByRole('status');
  const says = (page: Page, words: RegExp) =>
    eventually(async () => assert.match((await status(page).textContent()) ?? '', words));
  const inSight = (element: Locator) =>
    eventually(async () => {
      const [box, frame] = [
        await element.boundingBox(),
        await ada.locator('.scroller').boundingBox(),
      ];
      assert.ok(box && frame && box.y >= frame.y && box.y + box.height <= frame.y + frame.height);
    });
  const search = async (page: Page, query: string) => {
    await page.keyboard.press('Control+Shift+F');
    await getsFocus(field(page));
    await field(page).fill(query);
    await page.keyboard.press('Enter');
  };
  const ids = new Map<string, number>();
  /** Says something in a room and answers its sequence. */
  const bySay = async (room: string, text: string): Promise<number> => {
    await stage.bot.join(room);
    const { seq } = await stage.bot.post(room, text);
    ids.set(text, Number(seq));
    return Number(seq);
  };

  it('opens by keyboard from where one writes, and gives the focus back', async () => {
    await getsFocus(composer(ada));
    // Whoever types on at once types into the field.
    await ada.keyboard.press('Control+Shift+F');
    await ada.keyboard.type('needle 36 ');
    assert.equal(await field(ada).inputValue(), 'needle 36 ');
    await search(ada, 'needle 日本');
    await says(ada, /^One message$/);
    const [words] = await results(ada).allTextContents();
    assert.match(words ?? '', /^Ada/);
    assert.match(words ?? '', /#archive/);
    assert.ok(words?.endsWith(MARKUP), 'as it was written, markup and all');
    assert.deepEqual(await panel(ada).locator('mark').allTextContents(), ['needle', '日本']);
    assert.equal(await panel(ada).locator('img, b').count(), 0);
    await ada.keyboard.press('ArrowDown');
    await getsFocus(results(ada).first());
    await ada.keyboard.press('ArrowUp');
    await getsFocus(field(ada));
    await ada.keyboard.press('Escape');
    await panel(ada).waitFor({ state: 'detached' });
    await getsFocus(composer(ada));
  });

  it('offers filters, and says what they are for', async () => {
    await ada.getByRole('button', { name: 'Search messages' }).click();
    await field(ada).fill('');
    await ada.keyboard.press('Enter');
    await panel(ada).getByText('messages with a web address').waitFor();
    await panel(ada).getByRole('button', { name: 'has:link' }).click();
    await getsFocus(field(ada));
    assert.equal(await field(ada).inputValue(), 'has:link ');
    await ada.keyboard.press('Enter');
    await says(ada, /^One message$/);
    assert.match((await results(ada).first().textContent()) ?? '', /#links/);
    await search(ada, 'needle in:links');
    await says(ada, /^One message$/);
    await search(ada, 'needle before:2020-01-01');
    await says(ada, /^Nothing was found/);
    await search(ada, '%%%');
    await says(ada, /nothing to look for/);
  });

  it('has pages without end, the newest first', async () => {
    await search(ada, 'needle in:archive');
    await says(ada, /^20 messages, and there are older ones$/);
    const count = SAID / 12 + 1;
    for (let pages = 0; (await results(ada).count()) < count; pages += 1) {
      assert.ok(pages < 20);
      // Before one scrolls: the next page may come at once.
      const before = await results(ada).count();
      await results(ada).last().scrollIntoViewIfNeeded();
      await eventually(async () => assert.ok((await results(ada).count()) > before));
    }
    await says(ada, new RegExp(`^${count} messages$`));
    const words = await results(ada).locator('.passage').allTextContents();
    const numbers = words.slice(1).map((text) => Number(text.replace('needle ', '')));
    assert.deepEqual(
      numbers,
      numbers.toSorted((a, b) => b - a),
    );
    assert.equal(numbers.at(-1), 0);
  });

  it('leads to a result far up in a room one was not in, with what stands around it, and on to the present', async () => {
    await search(ada, '"needle 36"');
    await says(ada, /^One message$/);
    await ada.keyboard.press('ArrowDown');
    await ada.keyboard.press('Enter');
    const found = message(ada, 'needle 36');
    await found.waitFor();
    await getsFocus(found);
    await inSight(found);
    assert.equal(await ada.getByRole('heading', { level: 2, name: 'archive' }).count(), 1);
    await ada.getByText('hay 37', { exact: false }).first().waitFor();
    await ada.getByText('You are reading older messages.').waitFor();
    // What is said meanwhile does not move the reader, and is counted.
    await bySay('archive', 'said meanwhile');
    await ada.getByText('1 new message since.').waitFor();
    assert.equal(await message(ada, 'said meanwhile').count(), 0);
    await inSight(found);
    // Up to where the room begins, keeping the place.
    await ada.locator('.scroller').evaluate((box) => box.scrollTo(0, 0));
    await ada.getByText('This is where the room begins.').waitFor();
    // Down to the present: everything between, each once.
    await eventually(
      async () => {
        await ada.locator('.scroller').evaluate((box) => box.scrollTo(0, box.scrollHeight));
        assert.equal(await message(ada, 'said meanwhile').count(), 1);
      },
      { deadlineMs: 20_000 },
    );
    assert.equal(await ada.getByText('You are reading older messages.').count(), 0);
    const texts = await textsFromTheTop(ada);
    assert.equal(texts.length, SAID + 2);
    assert.equal(new Set(texts).size, texts.length);
  });

  it('jumps back to the present at once, also by saying something', async () => {
    await openRoom(ada, 'lobby');
    await search(ada, '"needle 48"');
    await says(ada, /^One message$/);
    await results(ada).first().click();
    await inSight(message(ada, 'needle 48'));
    await ada.getByRole('button', { name: 'Jump to the present' }).click();
    await inSight(message(ada, 'said meanwhile'));
    await getsFocus(composer(ada));
    await results(ada).first().click();
    await inSight(message(ada, 'needle 48'));
    await composer(ada).focus();
    await say(ada, 'here again');
    await inSight(message(ada, 'here again'));
  });

  it('shows nothing that is deleted, also while it is shown', async () => {
    const seq = await bySay('archive', 'a needle to be deleted');
    await persisted(seq);
    await search(ada, '"to be deleted"');
    await says(ada, /^One message$/);
    await results(ada).first().click();
    await message(ada, 'a needle to be deleted').waitFor();
    stage.bot.send({ type: 'delete', id: uuid7(), room: 'archive', target: seq });
    await says(ada, /^Nothing was found/);
    assert.equal(await results(ada).count(), 0);
    await ada.locator('.gone').last().waitFor();
    assert.equal(await message(ada, 'a needle to be deleted').count(), 0);
  });

  it('leads to public rooms: browsed, filtered and entered by keyboard', async () => {
    const directory = ada.getByRole('dialog', { name: 'Browse rooms' });
    const rooms = directory.getByRole('list', { name: 'Public rooms' }).getByRole('button');
    await ada.getByRole('button', { name: 'Browse rooms' }).click();
    const find = directory.getByLabel('Find a public room');
    await getsFocus(find);
    await rooms.filter({ hasText: '#links' }).waitFor();
    assert.match((await rooms.first().textContent()) ?? '', /^#archive.*last active today/);
    await ada.keyboard.press('Escape');
    await directory.waitFor({ state: 'detached' });
    await getsFocus(ada.getByRole('button', { name: 'Browse rooms' }));
    await ada.keyboard.press('Enter');
    await find.fill('lin');
    await directory.getByText('One room', { exact: true }).waitFor();
    await ada.keyboard.press('ArrowDown');
    await getsFocus(rooms.first());
    await ada.keyboard.press('Enter');
    await directory.waitFor({ state: 'detached' });
    await ada.getByRole('heading', { level: 2, name: 'links' }).waitFor();
    await getsFocus(composer(ada));
    await ada.getByRole('button', { name: 'Browse rooms' }).click();
    await rooms.filter({ hasText: '#links' }).getByText('you are in it').waitFor();
    await find.fill('zebra');
    await directory.getByText(/No public room has a word/).waitFor();
    await ada.keyboard.press('Escape');
  });

  it('leads there also who presses again while the list of rooms is being closed', async () => {
    const directory = ada.getByRole('dialog', { name: 'Browse rooms' });
    await ada.getByRole('button', { name: 'Browse rooms' }).click();
    await directory.waitFor();
    await directory.evaluate((dialog) => {
      const again = () => dialog.ownerDocument.querySelector<HTMLElement>('.browse')?.click();
      dialog.addEventListener('cancel', () => queueMicrotask(again), { once: true });
    });
    await ada.keyboard.press('Escape');
    // What the browser still has to tell is told by then.
    await ada.evaluate('new Promise((done) => setTimeout(done, 300))');
    assert.ok(await directory.isVisible());
    await ada.keyboard.press('Escape');
    await directory.waitFor({ state: 'detached' });
  });

  it('is at hand on a phone, and gives way to the message', async () => {
    const mei = await arrive('Mei', PHONE);
    await mei.getByRole('button', { name: 'Search messages' }).tap();
    await field(mei).fill('"needle 60"');
    await mei.keyboard.press('Enter');
    await says(mei, /^One message$/);
    const wide = await mei.locator('html').evaluate((html) => html.scrollWidth > html.clientWidth);
    assert.equal(wide, false);
    await results(mei).first().tap();
    await panel(mei).waitFor({ state: 'detached' });
    await message(mei, 'needle 60').waitFor();
    await mei.getByRole('button', { name: 'Jump to the present' }).tap();
    await message(mei, 'here again').waitFor();
    // A phone may have a keyboard.
    await mei.getByRole('button', { name: /^Rooms/ }).tap();
    await mei.locator('.sidebar[data-open="true"]').waitFor();
    await mei.keyboard.press('Control+Shift+F');
    await getsFocus(field(mei));
    await results(mei).first().tap();
    await panel(mei).waitFor({ state: 'detached' });
  });

  it('says what keeps it away, and looks again when told to', async () => {
    const [persister] = stage.chat.persisters;
    await persister?.stop();
    await search(ada, 'needle in:archive');
    await says(ada, /cannot look that up just now/);
    await stage.chat.startPersister();
    const again = panel(ada).getByRole('button', { name: 'Try again' });
    await eventually(
      async () => {
        if (await again.isVisible()) await again.click();
        assert.match((await status(ada).textContent()) ?? '', /^20 messages/);
      },
      { deadlineMs: 20_000 },
    );
  });
});
