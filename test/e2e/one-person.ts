// The frame of tests about one person's browser on one gateway: hooks that start the chat, and for each test a new person.
import assert from 'node:assert/strict';
import type { BrowserContext } from 'playwright-core';
import { startChat, type TestChat } from '../support/chat.ts';
import { startBrowser, type TestBrowser, WEB_ENV } from './web-browser.ts';

/** To be called in a `describe`; what it answers may be read in its tests. */
export function onePerson() {
  let chat: TestChat;
  let browser: TestBrowser;
  let context: BrowserContext;

  before(async function () {
    this.timeout(120_000);
    browser = await startBrowser();
    chat = await startChat({ env: WEB_ENV });
  });
  after(async () => {
    await browser?.close();
    await chat?.stop();
  });
  beforeEach(async () => {
    context = await browser.person();
  });
  afterEach(async () => {
    await context.close();
    assert.deepEqual(browser.problems.splice(0), [], 'the page complains about nothing');
  });

  return {
    get chat() {
      return chat;
    },
    get context() {
      return context;
    },
    url: () => chat.urls()[0] ?? '',
    /** Kills the gateway; answers what starts it again on the same port. */
    kill: async () => {
      const [gateway] = chat.gateways;
      assert.ok(gateway);
      await gateway.kill9();
      return () => chat.startGateway({ PORT: String(gateway.port) });
    },
    /** How often a text stands in the log, as a newcomer sees it. */
    stored: async (text: string) => {
      const wire = await chat.join('Counter');
      const frames = await wire.join('lobby', { last: 200 });
      await wire.close();
      return frames.filter(
        (frame) => (frame['data'] as { text?: string } | undefined)?.text === text,
      ).length;
    },
  };
}
