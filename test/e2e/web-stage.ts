// A chat and a browser for a suite of the page: started before its first test, gone after its last, and after each test nobody is
// left and the page complained about nothing.
import assert from 'node:assert/strict';
import type { BrowserContext, Page } from 'playwright-core';
import { FAST, startChat, type TestChat } from '../support/chat.ts';
import type { WireClient } from '../support/wire.ts';
import { enter, startBrowser, type TestBrowser, WEB_ENV } from './web-browser.ts';

type PersonOptions = Parameters<TestBrowser['person']>[0];

export interface Stage {
  readonly chat: TestChat;
  /** Somebody who talks without a browser. */
  readonly bot: WireClient;
  url: () => string;
  person: (options?: PersonOptions) => Promise<BrowserContext>;
  /** Somebody in a browser of their own, in the first room. */
  arrive: (name: string, options?: PersonOptions) => Promise<Page>;
  /** The bot says these in a room. */
  posts: (room: string, ...texts: string[]) => Promise<number[]>;
}

/** To be called in a `describe`. */
export function webStage(): Stage {
  let chat: TestChat;
  let browser: TestBrowser;
  let bot: WireClient;
  const contexts: BrowserContext[] = [];

  before(async function () {
    this.timeout(120_000);
    browser = await startBrowser();
    chat = await startChat({ env: { ...WEB_ENV, ...FAST } });
    bot = await chat.join('Bot');
  });
  after(async () => {
    await bot?.close();
    await browser?.close();
    await chat?.stop();
  });
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
    assert.deepEqual(browser.problems.splice(0), [], 'the page complains about nothing');
  });

  const url = () => chat.urls()[0] ?? '';
  const person = async (options?: PersonOptions) => {
    const context = await browser.person(options);
    contexts.push(context);
    return context;
  };
  return {
    get chat() {
      return chat;
    },
    get bot() {
      return bot;
    },
    url,
    person,
    arrive: async (name, options) => await enter(await person(options), url(), name),
    posts: async (room, ...texts) => {
      await bot.join(room);
      const seqs: number[] = [];
      for (const text of texts) seqs.push(Number((await bot.post(room, text))['seq']));
      return seqs;
    },
  };
}
