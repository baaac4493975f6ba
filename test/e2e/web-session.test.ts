// The edges of a session in a real Chromium, over two sites: what is left on the screen of somebody who signed out, a network that is
// away, a press that led nowhere, a link from elsewhere.
import assert from 'node:assert/strict';
import type { BrowserContext, Page } from 'playwright-core';
import { FAST, startChat, type TestChat } from '../support/chat.ts';
import { startTestProvider, type TestProvider } from '../support/provider.ts';
import { message, say, startBrowser, type TestBrowser, WEB_ENV } from './web-browser.ts';

const field = (page: Page) => page.getByRole('textbox', { name: /^Message to/ });
const button = (page: Page) => page.getByRole('button', { name: 'Sign in', exact: true });
const problem = (page: Page) => page.getByRole('alert').filter({ hasText: /./ });

describe('the page at the edges of a session', function () {
  this.timeout(120_000);
  let provider: TestProvider;
  let chat: TestChat;
  let browser: TestBrowser;
  const contexts: BrowserContext[] = [];

  before(async () => {
    browser = await startBrowser();
    provider = await startTestProvider();
    chat = await startChat({ env: { ...WEB_ENV, ...FAST, ...provider.env } });
  });
  after(async () => {
    await browser?.close();
    await chat?.stop();
    await provider?.stop();
  });
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
    assert.deepEqual(browser.problems.splice(0), [], 'the page complains about nothing');
  });

  const url = () => String(chat.urls()[0]);
  const session = () => `${url()}/api/session`;
  const opened = async (path = '/') => {
    const context = await browser.person();
    contexts.push(context);
    const page = await context.newPage();
    await page.goto(url() + path);
    return page;
  };
  const signIn = async (page: Page, name: string) => {
    await button(page).click();
    await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
    await page.getByRole('button', { name, exact: true }).click();
    await field(page).waitFor();
  };

  it('has nothing of the chat on the screen as it leaves for the provider’s sign-out, nor for "back"', async () => {
    const page = await opened();
    await signIn(page, 'Ada');
    await say(page, 'for my eyes alone');
    // What is on its way is asked about before one signs out.
    await message(page, 'for my eyes alone').and(page.locator('[data-seq]')).waitFor();
    // What a browser keeps for "back", and shows for as long as the provider takes.
    await page.evaluate(
      "addEventListener('pagehide', () => { localStorage.left = document.body.innerText })",
    );
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign out here, too?' }).waitFor();
    const other = await page.context().newPage();
    await other.goto(`${url()}/favicon.svg`);
    const left = String(await other.evaluate('localStorage.left'));
    assert.match(left, /One moment…/);
    assert.doesNotMatch(left, /for my eyes alone|Ada/);
    await page.goBack();
    await button(page).waitFor();
  });

  it('stays in, and says so, where signing out is refused', async () => {
    const page = await opened();
    await signIn(page, 'Ada');
    await page.route(session(), (route) =>
      route.request().method() === 'DELETE'
        ? route.fulfill({ status: 503, json: { error: 'try again in a moment' } })
        : route.continue(),
    );
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You are not signed out').waitFor();
    await say(page, 'still here');
    await message(page, 'still here').waitFor();
  });

  it('opens the chat once, however often it looks whether another tab signed in', async () => {
    const page = await opened();
    const other = await page.context().newPage();
    // It hears nothing of the other tabs, as in a browser that freezes those that nobody looks at.
    await other.addInitScript('BroadcastChannel = class { close() {} postMessage() {} }');
    await other.goto(url());
    await button(other).waitFor();
    await signIn(page, 'Grace');
    let sockets = 0;
    other.on('websocket', () => {
      sockets += 1;
    });
    await other.evaluate(
      "for (let i = 0; i < 5; i++) document.dispatchEvent(new Event('visibilitychange'))",
    );
    await field(other).waitFor();
    await say(other, 'one chat');
    await message(other, 'one chat').waitFor();
    await page.waitForTimeout(1_000);
    assert.equal(sockets, 1);
  });

  it('says that the chat cannot be reached, rather than lead to the browser’s own words for it', async () => {
    const page = await opened('/#/cellar');
    await button(page).waitFor();
    await page.context().setOffline(true);
    await button(page).click();
    await problem(page).waitFor();
    assert.match((await problem(page).textContent()) ?? '', /cannot be reached right now/);
    assert.equal(page.url(), `${url()}/#/cellar`);
    await page.context().setOffline(false);
    await signIn(page, 'Ada');
  });

  it('can be pressed again where the first press led nowhere', async () => {
    const page = await opened();
    // The person pressed Stop, or the answer was none.
    await page.route('**/api/sign-in?**', (route) => route.fulfill({ status: 204 }));
    await button(page).click();
    await page.unroute('**/api/sign-in?**');
    await button(page).waitFor({ timeout: 12_000 });
    await signIn(page, 'Ada');
  });

  it('comes back to the message that a link named, to somebody who had to sign in first', async () => {
    const page = await opened('/r/attic/7?from=mail');
    await signIn(page, 'Grace');
    await page.getByRole('textbox', { name: 'Message to attic' }).waitFor();
    assert.match(page.url(), /#\/attic/);
  });
});
