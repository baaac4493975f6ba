// Does a list of tasks in real browsers before one chat: once by mouse, once with a finger on a phone, once with the keyboard alone,
// in the order of the list, each way as another person. After each task the page complains about nothing, and nothing came to it by
// other means.
import assert from 'node:assert/strict';
import type { BrowserContext, Page } from 'playwright-core';
import { FAST, startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { does } from '../../support/webhooks.ts';
import type { WireClient } from '../../support/wire.ts';
import { enter, overflows, startBrowser, type TestBrowser, WEB_ENV } from '../web-browser.ts';
import { fingerOf, keysOf, mouseOf, strangers, watchHands } from './hands.ts';
import type { Scene, Task } from './task.ts';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] };
const WAYS = [
  { way: 'mouse', says: 'by mouse', options: {} },
  { way: 'finger', says: 'with a finger on a phone', options: PHONE },
  { way: 'keys', says: 'with the keyboard alone', options: {} },
] as const;

/** Pictures of what is seen, for whoever wants to look at them: light and dark, of a desktop and of a phone. */
const SHOTS = process.env['SHOW_PAGES'];

export interface DoOptions {
  /** Whether coming in is the first of the tasks. */
  comesIn?: boolean;
}

/** To be called in a `describe`. */
export function doTasks(tasks: readonly Task[], { comesIn = false }: DoOptions = {}): void {
  let chat: TestChat;
  let browser: TestBrowser;
  let bot: WireClient;

  before(async function () {
    this.timeout(180_000);
    browser = await startBrowser();
    chat = await startChat({ env: { ...WEB_ENV, ...FAST } });
    bot = await chat.join('Bot');
  });
  after(async () => {
    await bot?.close();
    await browser?.close();
    await chat?.stop();
  });

  for (const { way, says, options } of WAYS) {
    describe(says, () => {
      let scene: Scene;
      let isStuck = false;
      const contexts: BrowserContext[] = [];
      const url = () => chat.urls()[0] ?? '';
      const arrive = async (name: string, isIn: boolean): Promise<Page> => {
        const context = await browser.person({ ...CLIPBOARD, ...options, locale: 'en-US' });
        contexts.push(context);
        await watchHands(context);
        if (isIn) return await enter(context, url(), name);
        const page = await context.newPage();
        await page.goto(url());
        return page;
      };

      before(async function () {
        this.timeout(60_000);
        const own = (name: string) => `${name}-${way}`;
        const [me, other] = [own('Ada'), own('Grace')];
        const page = await arrive(me, !comesIn);
        await bot.join('lobby');
        const friend = await arrive(other, true);
        const hands = { pointer: way === 'finger' ? fingerOf(friend) : mouseOf(friend) };
        scene = {
          ...{ page, way, url: url(), me, own },
          friend: { page: friend, name: other, ...hands, keys: keysOf(friend) },
          does: async (frame) => {
            const { type, message } = await does(bot, frame);
            assert.equal(type, 'ack', String(message));
          },
          posts: async (room, ...texts) => {
            await bot.join(room);
            const seqs: number[] = [];
            for (const text of texts) seqs.push(Number((await bot.post(room, text))['seq']));
            await found(chat, seqs.at(-1) ?? 0);
            return seqs;
          },
          copied: async () => String(await page.evaluate('navigator.clipboard.readText()')),
          shot: (view) => shot(page, `${view}-${way}`),
        };
      });
      afterEach(async function () {
        if (this.currentTest?.state === 'failed')
          await scene.shot(`failed, ${this.currentTest.title}`);
      });
      after(async () => {
        for (const context of contexts) await context.close();
      });

      for (const task of tasks) {
        it(task.name, async function () {
          // One begins where the one before ended.
          if (isStuck) this.skip();
          isStuck = true;
          const { page } = scene;
          await task.before?.(scene);
          for (const one of [page, scene.friend.page]) await strangers(one, way);
          if (way === 'keys') await task.byKeys(keysOf(page), scene);
          else await task.byPointer(way === 'finger' ? fingerOf(page) : mouseOf(page), scene);
          await task.seen(scene);
          for (const one of [page, scene.friend.page]) {
            assert.deepEqual(await strangers(one, way), [], 'nothing was done by other means');
          }
          assert.equal(await overflows(page), false, 'nothing is wider than the screen');
          assert.deepEqual(browser.problems.splice(0), [], 'the page complains about nothing');
          isStuck = false;
        });
      }
    });
  }
}

/** Until a message is among the rows, and a search finds it. */
const found = (chat: TestChat, seq: number) =>
  eventually(
    async () => {
      const [row] = await chat.database.sql(
        'select least(progress.seq, search_progress.seq)::int as seq from progress, search_progress',
      );
      assert.ok(Number(row?.['seq']) >= seq);
    },
    { deadlineMs: 20_000 },
  );

async function shot(page: Page, view: string): Promise<void> {
  if (SHOTS === undefined) return;
  // What changes its colours is half way between them for a moment.
  const settled = () =>
    page.evaluate('Promise.allSettled(document.getAnimations().map((one) => one.finished))');
  const name = view.replaceAll(/[^\p{L}\p{N}]+/gu, '-');
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await settled();
    await page.screenshot({ path: `${SHOTS}/${name}-${colorScheme}.png` });
  }
}
