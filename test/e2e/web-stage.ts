// A chat and a browser for a suite of the page: started before its first test, gone after its last, and after each test the page
// complained about nothing. Whoever came before the first test stays until the last; the others are gone after theirs.
import assert from 'node:assert/strict';
import type { BrowserContext, Page } from 'playwright-core';
import { FAST, startChat, type TestChat } from '../support/chat.ts';
import type { WireClient } from '../support/wire.ts';
import { enter, startBrowser, type TestBrowser, WEB_ENV } from './web-browser.ts';
import { whatIsShown } from './what-is-shown.ts';

type PersonOptions = NonNullable<Parameters<TestBrowser['person']>[0]>;

export interface StageOptions {
  gateways?: number;
  /** Of gateways and persisters, beside what every page needs. */
  env?: Readonly<Record<string, string>>;
  /** Of everybody's browser. */
  person?: PersonOptions;
  /** Without somebody who talks: where nobody comes in without a browser, or there is no gateway yet. */
  isQuiet?: boolean;
  /** What is started in place of a chat alone. */
  start?: () => Promise<{ chat: TestChat; stop: () => Promise<void> }>;
}

export interface Stage {
  readonly chat: TestChat;
  /** Somebody who talks without a browser. */
  readonly bot: WireClient;
  url: (gateway?: number) => string;
  person: (options?: PersonOptions) => Promise<BrowserContext>;
  /** Somebody in a browser of their own, in the first room. */
  arrive: (name: string, options?: PersonOptions & { gateway?: number }) => Promise<Page>;
  /** The bot says these in a room. */
  posts: (room: string, ...texts: string[]) => Promise<number[]>;
}

/** To be called in a `describe`, before its own hooks. */
export function webStage(options: StageOptions = {}): Stage {
  const { gateways = 1, env = {}, isQuiet = false, start } = options;
  const passing: BrowserContext[] = [];
  let chat: TestChat;
  let stop: () => Promise<void>;
  let browser: TestBrowser;
  let bot: WireClient | undefined;
  let isInTest = false;

  before(async function () {
    this.timeout(180_000);
    // First: it builds the page where that is needed, and a gateway takes the page as it finds it.
    browser = await startBrowser();
    if (start === undefined) {
      chat = await startChat({ gateways, env: { ...WEB_ENV, ...FAST, ...env } });
      stop = chat.stop;
    } else ({ chat, stop } = await start());
    // On the last one: tests that kill a gateway kill the first.
    if (!isQuiet) bot = await chat.join('Bot', chat.gateways.length - 1);
  });
  after(async () => {
    await bot?.close();
    await browser?.close();
    await stop?.();
  });
  beforeEach(() => {
    isInTest = true;
  });
  afterEach(async function () {
    isInTest = false;
    const error = this.currentTest?.state === 'failed' ? this.currentTest.err : undefined;
    if (error !== undefined) {
      const shown = await Promise.all(browser.pages().map(whatIsShown));
      const { message } = error;
      error.message = `${message}\nThe pages showed:\n${shown.join('\n')}`;
      // A reporter prints the message out of this one.
      error.stack = (error.stack ?? message).replace(message, () => error.message);
    }
    for (const context of passing.splice(0)) await context.close();
    assert.deepEqual(browser.problems.splice(0), [], 'the page complains about nothing');
  });

  const url = (gateway = 0) => chat.urls()[gateway] ?? '';
  const person = async (own?: PersonOptions) => {
    const context = await browser.person({ ...options.person, ...own });
    if (isInTest) passing.push(context);
    return context;
  };
  const talker = () => {
    assert.ok(bot, 'it is quiet here');
    return bot;
  };
  return {
    get chat() {
      return chat;
    },
    get bot() {
      return talker();
    },
    url,
    person,
    arrive: async (name, { gateway = 0, ...own } = {}) =>
      await enter(await person(own), url(gateway), name),
    posts: async (room, ...texts) => {
      const who = talker();
      await who.join(room);
      const seqs: number[] = [];
      for (const text of texts) seqs.push(Number((await who.post(room, text))['seq']));
      return seqs;
    },
  };
}
