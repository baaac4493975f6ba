// What people write in the page, in a real browser: marks as elements and nothing else, code with colours and a copy button, names,
// rooms and emoji that are completed, keys of input methods, the picker.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Page } from 'playwright-core';
import { XSS_VECTORS } from '../fixtures/xss-vectors.ts';
import { eventually } from '../support/eventually.ts';
import { markedTexts } from '../unit/web/marked-texts.ts';
import { problemsOf } from './axe.ts';
import { getsFocus, message, openRoom, PHONE, say } from './web-browser.ts';
import { webStage } from './web-stage.ts';

/** Every element that a message's text may become, and what each of them may say beside what all do. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  ...{ P: [], DIV: [], SPAN: [], STRONG: [], EM: [], S: [], CODE: [], PRE: [], UL: [], LI: [] },
  ...{ BLOCKQUOTE: [], OL: ['start'], A: ['href', 'title', 'target', 'rel'] },
  BUTTON: ['type', 'tabindex', 'aria-label', 'title'],
  svg: ['width', 'height', 'viewBox', 'fill', 'stroke', 'stroke-width', 'aria-hidden'].concat([
    'stroke-linecap',
    'stroke-linejoin',
  ]),
  path: ['d'],
};
const EVERYWHERE = ['class', 'dir'];

/** Of the browser's types what a test here needs: its compiler knows none of them. */
interface Field {
  focus: () => void;
  setSelectionRange: (from: number, to: number) => void;
  setRangeText: (text: string, from: number, to: number, select: 'end') => void;
}
type Events = Record<
  'KeyboardEvent' | 'InputEvent' | 'CompositionEvent',
  new (
    type: string,
    init: object,
  ) => Event
>;

/** 150 messages, several pages of the past. */
const PATIENT = { deadlineMs: 20_000 };

/** Which messages are drawn. */
const drawnIn = (page: Page): Promise<string[]> =>
  page
    .locator('.message')
    .evaluateAll((rows) => rows.map((row) => String(row.getAttribute('data-seq'))));

/** What is in the texts of the messages that may not be. */
const strangersIn = (page: Page): Promise<string[]> =>
  page.locator('.log').evaluate(
    (log, { allowed, everywhere }) =>
      [...log.querySelectorAll('.text, .text *')].flatMap((element) => {
        const own = allowed[element.tagName];
        if (own === undefined) return [`<${element.tagName}>`];
        const strange = [...element.attributes].filter(
          ({ name }) => !everywhere.includes(name) && !own.includes(name),
        );
        const href = element.getAttribute('href');
        const isOdd = href !== null && !/^(https?:\/\/|mailto:|#\/)/.test(href);
        const opens = element.getAttribute('target') === '_blank';
        const isOpen = opens && !element.getAttribute('rel')?.includes('noopener');
        return [
          ...strange.map(({ name }) => `<${element.tagName} ${name}>`),
          ...(isOdd || isOpen ? [`<${element.tagName} href="${href}">`] : []),
        ];
      }),
    { allowed: ALLOWED, everywhere: EVERYWHERE },
  );

describe('text in the page', () => {
  const stage = webStage({ env: { RATE_PER_SECOND: '1000' } });
  const { arrive } = stage;
  let page: Page;
  before(async () => {
    page = await arrive('Ada');
  });

  const meet = async (room: string): Promise<void> => {
    await stage.bot.join(room);
    await openRoom(page, room);
    await page.getByLabel(`Message to ${room}`).waitFor();
  };
  const field = () => page.locator('.composer textarea');
  const last = () => page.locator('.message').last();
  const options = () => page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option');
  const value = (is: string) =>
    eventually(async () => assert.equal(await field().inputValue(), is));
  const count = async () => await page.locator('.message').count();

  it('has its marks as elements', async () => {
    await meet('marks');
    await stage.bot.post(
      'marks',
      '**bold** _it_ ~~no~~ `code` [docs](https://example.org/docs)\n\n- one\n- two\n\n> quoted\n\n```js\nconst a = 1;\n```\nend',
    );
    const text = last().locator('.text');
    await text.locator('strong', { hasText: 'bold' }).waitFor();
    for (const [element, says] of [
      ['em', 'it'],
      ['s', 'no'],
      ['p > code', 'code'],
      ['ul > li', 'one'],
      ['blockquote', 'quoted'],
      ['pre .code-keyword', 'const'],
    ] as const)
      await text.locator(element, { hasText: says }).first().waitFor();
    const link = text.getByRole('link', { name: 'docs' });
    assert.equal(await link.getAttribute('title'), 'https://example.org/docs');
    assert.match(String(await link.getAttribute('rel')), /noopener/);
    assert.deepEqual(await strangersIn(page), []);
  });

  it('copies a block of code by its button', async () => {
    await meet('copies');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await stage.bot.post('copies', 'see\n```py\nif a:\n    b()\n```');
    await last().hover();
    await last().getByRole('button', { name: 'Copy code' }).click();
    await page.getByText('Copied').waitFor();
    assert.equal(await page.evaluate('navigator.clipboard.readText()'), 'if a:\n    b()');
  });

  it('is big where it is a few emoji alone, and wraps a very long word', async () => {
    await meet('shapes');
    await stage.bot.post('shapes', '🎉🎉');
    await page.locator('.text.big').waitFor();
    await stage.bot.post('shapes', `https://example.org/${'x'.repeat(2_000)} ${'w'.repeat(1_500)}`);
    await eventually(async () => assert.equal(await count(), 2));
    const wide = await page
      .locator('.scroller')
      .evaluate((box) => box.scrollWidth - box.clientWidth);
    assert.equal(wide, 0);
    await stage.bot.post('shapes', 'english first\nשלום עולם');
    await last().getByText('english first').waitFor();
    const sides = await last()
      .locator('.text')
      .evaluate((text) => {
        const range = text.ownerDocument.createRange();
        const [node] = text.childNodes;
        const at = node?.textContent?.indexOf('\n') ?? 0;
        return [
          [0, at],
          [at + 1, node?.textContent?.length ?? 0],
        ].map(([from, to]) => {
          if (node === undefined) return 0;
          range.setStart(node, from ?? 0);
          range.setEnd(node, to ?? 0);
          const box = text.getBoundingClientRect();
          return Math.round(range.getBoundingClientRect().left - box.left);
        });
      });
    assert.equal(sides[0], 0);
    assert.ok((sides[1] ?? 0) > 200, 'a line that goes the other way begins at the other side');
  });

  it('marks the person and the rooms that it names, and leads there', async () => {
    await meet('there');
    await meet('names');
    await say(page, 'known');
    // Else it may come behind what is said next.
    await message(page, 'known').and(page.locator('[data-seq]')).waitFor();
    await stage.bot.post('names', 'hello @Ada, see #there and #nowhere');
    const row = last();
    await row.locator('.mention.me', { hasText: '@Ada' }).waitFor();
    assert.equal(await row.locator('a.mention').count(), 1);
    await row.locator('a.mention', { hasText: '#there' }).click();
    await page.getByLabel('Message to there').waitFor();
  });

  describe('of anybody', () => {
    it('is never anything but allowed elements, and nothing runs or is fetched', async function () {
      this.timeout(180_000);
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      page.on('dialog', (dialog) => {
        asked.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      const texts = [...XSS_VECTORS, ...fc.sample(markedTexts, { numRuns: 700, seed: 15 })].filter(
        (text) => text.trim() !== '' && text.isWellFormed() && !text.includes('\0'),
      );
      assert.ok(texts.length > 600);
      for (let from = 0; from < texts.length; from += 150) {
        const room = `hostile-${from}`;
        await stage.bot.join(room);
        const said = texts.slice(from, from + 150);
        for (const text of said) await stage.bot.post(room, text);
        await stage.bot.post(room, 'the end');
        await openRoom(page, room);
        await message(page, 'the end').waitFor();
        // Back to the first, and down past every one: nothing is drawn that was not asked for.
        await eventually(async () => {
          await page.locator('.scroller').evaluate((box) => box.scrollTo(0, 0));
          assert.ok(await page.getByText('This is where the room begins.').isVisible());
        }, PATIENT);
        const seen = new Set<string>();
        await eventually(async () => {
          for (const seq of await drawnIn(page)) seen.add(seq);
          assert.deepEqual(await strangersIn(page), []);
          // From the end back to the first: on a busy machine one may be past them before they are drawn.
          await page.locator('.scroller').evaluate((box) => {
            const isEnd = box.scrollTop + box.clientHeight > box.scrollHeight - 2;
            box.scrollTo(0, isEnd ? 0 : box.scrollTop + box.clientHeight);
          });
          assert.equal(seen.size, said.length + 1);
        }, PATIENT);
      }
      const own = new URL(page.url()).origin;
      assert.deepEqual(
        asked.filter((url) => !url.startsWith(own)),
        [],
      );
      assert.equal(await page.evaluate('document.title.includes("XSS")'), false);
    });
  });

  describe('while it is written', () => {
    it('takes a name, a room and an emoji by keyboard', async () => {
      await meet('tea');
      await stage.bot.post('tea', 'I spoke');
      await message(page, 'I spoke').waitFor();
      await field().focus();
      await page.keyboard.type('hi @bo');
      await options().first().waitFor();
      assert.equal(await options().first().getAttribute('aria-selected'), 'true');
      const active = await field().getAttribute('aria-activedescendant');
      assert.equal(await options().first().getAttribute('id'), active);
      await page.keyboard.press('Tab');
      await value('hi @Bot ');
      await getsFocus(field());
      await page.keyboard.type('in #te');
      await options().getByText('#tea').waitFor();
      await page.keyboard.press('Enter');
      await value('hi @Bot in #tea ');
      await page.keyboard.type(':thumbsu');
      await options().getByText(':thumbsup:').waitFor();
      await page.keyboard.press('Enter');
      await value('hi @Bot in #tea 👍 ');
      await page.keyboard.type('and :tada:');
      await value('hi @Bot in #tea 👍 and 🎉');
      assert.deepEqual(await problemsOf(page), []);
      await page.keyboard.press('Enter');
      await last().locator('.mention', { hasText: '@Bot' }).waitFor();
      assert.equal(await count(), 2);
    });

    it('takes one by mouse, goes around by arrows, and leaves it by Escape', async () => {
      await meet('mouse');
      await field().focus();
      await page.keyboard.type(':smil');
      await options().nth(2).waitFor();
      assert.deepEqual(await problemsOf(page), []);
      await page.keyboard.press('ArrowUp');
      assert.equal(await options().last().getAttribute('aria-selected'), 'true');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      assert.equal(await options().nth(1).getAttribute('aria-selected'), 'true');
      await page.keyboard.press('Escape');
      await options().first().waitFor({ state: 'detached' });
      await page.keyboard.type('e');
      assert.equal(await options().count(), 0, 'Escape holds until another is begun');
      await page.keyboard.press('Enter');
      await message(page, ':smile').waitFor();
      await page.keyboard.type('@Bo');
      await options().getByText('Bot').click();
      await value('@Bot ');
      await getsFocus(field());
      await page.keyboard.type('@B');
      await options().first().waitFor();
      await page.keyboard.press('Home');
      await options().first().waitFor({ state: 'detached' });
      await field().fill('');
    });

    it('is marked by keys, which undo takes back', async () => {
      await meet('keys');
      await field().fill('some words');
      await field().evaluate((box) => (box as unknown as Field).setSelectionRange(5, 10));
      await page.keyboard.press('Control+b');
      await value('some **words**');
      await page.keyboard.press('Control+i');
      await value('some **_words_**');
      await page.keyboard.press('Control+Shift+X');
      await value('some **_~~words~~_**');
      await page.keyboard.press('Control+Shift+X');
      await value('some **_words_**');
      await page.keyboard.press('Control+z');
      await page.keyboard.press('Control+z');
      await page.keyboard.press('Control+z');
      await value('some **words**');
      await field().fill('');
    });

    it('begins a new line of code within a block, and sends after it', async () => {
      await meet('blocks');
      await field().focus();
      await page.keyboard.type('```js');
      await page.keyboard.press('Enter');
      await page.keyboard.type('a(@b);');
      assert.equal(await options().count(), 0);
      await page.keyboard.press('Enter');
      await page.getByText('In code').waitFor();
      await page.keyboard.type('```');
      await value('```js\na(@b);\n```');
      await page.keyboard.press('Enter');
      await last().locator('pre', { hasText: 'a(@b);' }).waitFor();
      await value('');
      await page.keyboard.type('```');
      await page.keyboard.press('Enter');
      await page.keyboard.type('b');
      await page.keyboard.press('Control+Enter');
      await eventually(async () => assert.equal(await count(), 2));
      await page.getByText('begins a new line').waitFor();
      assert.equal(await page.getByText('In code').count(), 0);
    });

    it('puts pasted code into a block, which undo takes back, and nothing with Shift', async () => {
      await meet('pastes');
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      const code = 'function a() {\n  return 1;\n}';
      await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(code)})`);
      await field().focus();
      await page.keyboard.type('see ');
      await page.keyboard.press('Control+v');
      await value(`see \n\`\`\`\n${code}\n\`\`\``);
      await page.getByText('Put into a block of code').waitFor();
      await page.keyboard.press('Control+z');
      await value(`see ${code}`);
      await field().fill('');
      await page.keyboard.press('Control+Shift+v');
      await value(code);
      await field().fill('');
      await page.evaluate(`navigator.clipboard.writeText('two lines\\nof prose')`);
      await page.keyboard.press('Control+v');
      await value('two lines\nof prose');
      await field().fill('');
    });

    /** Keys as the three engines tell them, while Enter confirms 日本 and does not send it. */
    const KEY = { key: 'Enter', code: 'Enter', bubbles: true, cancelable: true };
    const SEQUENCES = {
      Chrome: [
        ['keydown', { ...KEY, keyCode: 229, isComposing: true }],
        ['compositionend', { data: '日本' }],
        ['keyup', { ...KEY, keyCode: 13 }],
      ],
      Firefox: [
        ['keydown', { ...KEY, key: 'Process', keyCode: 229, isComposing: true }],
        ['compositionend', { data: '日本' }],
        ['input', { isComposing: false }],
        ['keyup', { ...KEY, keyCode: 13, isComposing: false }],
      ],
      Safari: [
        ['compositionend', { data: '日本' }],
        ['keydown', { ...KEY, keyCode: 229, isComposing: false }],
        ['keyup', { ...KEY, keyCode: 13 }],
      ],
    } as const;
    for (const [engine, sequence] of Object.entries(SEQUENCES)) {
      it(`is not sent by the Enter that confirms a conversion, as ${engine} tells it`, async () => {
        await meet(`ime-${engine.toLowerCase()}`);
        const kept = await field().evaluate((element, events) => {
          const box = element as unknown as Field;
          const window = element.ownerDocument.defaultView as unknown as Events;
          const dispatch = (type: string, init: object) => {
            const kind = type.startsWith('key')
              ? window.KeyboardEvent
              : type === 'input'
                ? window.InputEvent
                : window.CompositionEvent;
            return element.dispatchEvent(new kind(type, { bubbles: true, ...init }));
          };
          box.focus();
          dispatch('compositionstart', { data: '' });
          box.setRangeText('@日本', 0, 0, 'end');
          dispatch('input', { isComposing: true });
          return events.map(([type, init]) => dispatch(type, init));
        }, sequence);
        assert.ok(kept.every(Boolean), 'no key is taken from the input method');
        await value('@日本');
        assert.equal(await count(), 0);
        assert.equal(await options().count(), 0);
        await page.keyboard.press('Enter');
        await message(page, '@日本').waitFor();
      });
    }

    it('is composed by a real input method, and sent by the Enter after that', async () => {
      await meet('ime');
      const session = await page.context().newCDPSession(page);
      await field().focus();
      await page.keyboard.type('@');
      await session.send('Input.imeSetComposition', {
        text: 'Bo',
        selectionStart: 2,
        selectionEnd: 2,
      });
      assert.equal(await options().count(), 0, 'nothing is in the way of an input method');
      await session.send('Input.insertText', { text: 'Bo' });
      await options().getByText('Bot').waitFor();
      await page.keyboard.press('Escape');
      await page.keyboard.press('Enter');
      await message(page, '@Bo').waitFor();
    });
  });

  describe('and the emoji picker', () => {
    const picker = () => page.getByRole('dialog', { name: 'Choose an emoji' });
    const open = () => page.locator('.composer .to-emoji').click();

    it('finds by name and by other words, takes by keyboard, and has the last ones first', async () => {
      await meet('picker');
      await field().fill('a');
      await open();
      const search = picker().getByRole('searchbox');
      await getsFocus(search);
      assert.deepEqual(await problemsOf(page), []);
      await page.keyboard.type('celebrate');
      await picker().getByRole('button', { name: 'Party popper' }).waitFor();
      await page.keyboard.press('ArrowDown');
      await getsFocus(picker().locator('.grid button').first());
      await page.keyboard.press('ArrowRight');
      await getsFocus(picker().locator('.grid button').nth(1));
      await page.keyboard.press('ArrowUp');
      await getsFocus(search);
      await search.fill('tada');
      await page.keyboard.press('Enter');
      await value('a🎉');
      await getsFocus(field());
      await open();
      await picker().getByRole('button', { name: 'Party popper' }).waitFor();
      await page.keyboard.press('Escape');
      await picker().waitFor({ state: 'detached' });
      await getsFocus(field());
      await field().fill('');
    });

    it('keeps the tone of skin, here, in a shortcode and for reactions', async () => {
      await meet('tones');
      await open();
      await picker().getByRole('button', { name: 'Skin tone: No skin tone' }).click();
      await picker().getByRole('button', { name: 'Medium', exact: true }).click();
      await picker().getByRole('button', { name: 'People' }).click();
      await picker().getByRole('button', { name: 'Waving hand' }).click();
      await value('👋🏽');
      await page.keyboard.type(' :+1:');
      await value('👋🏽 👍🏽');
      await page.keyboard.press('Enter');
      await page.reload();
      const row = last();
      await row.hover();
      await row.getByRole('button', { name: 'React' }).click();
      const reactions = page.getByRole('dialog', { name: 'Choose a reaction' });
      await reactions.getByRole('searchbox').fill('ok hand');
      await page.keyboard.press('Enter');
      await row.locator('.chip', { hasText: '👌🏽' }).waitFor();
    });

    it('is at the foot of a phone', async () => {
      const grace = await arrive('Grace', PHONE);
      await grace.locator('.composer .to-emoji').click();
      const dialog = grace.getByRole('dialog', { name: 'Choose an emoji' });
      await dialog.getByRole('button', { name: 'Grinning face', exact: true }).waitFor();
      const box = await dialog.boundingBox();
      assert.deepEqual([box?.x, Math.round((box?.y ?? 0) + (box?.height ?? 0))], [0, 700]);
      assert.deepEqual(await problemsOf(grace), []);
      await dialog.getByRole('button', { name: 'Grinning face', exact: true }).click();
      await eventually(async () =>
        assert.equal(await grace.locator('.composer textarea').inputValue(), '😀'),
      );
    });
  });
});
