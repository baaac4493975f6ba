// Signing in through an identity provider's own pages in a real Chromium, over two sites: the provider at `localhost`, the chat at
// `127.0.0.1`.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { FAST, startChat } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { HttpBrowser } from '../support/http-browser.ts';
import { startTestProvider, type TestProvider } from '../support/provider.ts';
import { field, hasFocus, message, say, WEB_ENV } from './web-browser.ts';
import { webStage } from './web-stage.ts';

const TOKEN_SECONDS = 6;
/** Renewed, or over, and its sockets closed. */
const ENDED_MS = (TOKEN_SECONDS + 3) * 1_000;
const SLOW = { timeout: 30_000 };

const button = (page: Page) => page.getByRole('button', { name: 'Sign in', exact: true });
const problem = (page: Page) => page.getByRole('alert').filter({ hasText: /./ });
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('the page with an identity provider', function () {
  this.timeout(120_000);
  let provider: TestProvider;
  const stage = webStage({
    isQuiet: true,
    start: async () => {
      provider = await startTestProvider({ tokenSeconds: TOKEN_SECONDS });
      // Sockets of sessions that ended are looked for with the heartbeat.
      const soon = { EXPIRY_GRACE_SECONDS: '1', HEARTBEAT_MS: '1000' };
      const chat = await startChat({ env: { ...WEB_ENV, ...FAST, ...provider.env, ...soon } });
      return { chat, stop: chat.stop };
    },
  });
  after(() => provider?.stop());
  const { person, url } = stage;

  /** To the provider's page, and whom one says there. */
  const choose = async (page: Page, name: string) => {
    await button(page).click();
    await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
    assert.equal(new URL(page.url()).hostname, 'localhost', 'the provider is another site');
    await page.getByRole('button', { name, exact: true }).click();
  };
  const arrive = async (name: string, hash = '') => {
    const page = await (await person()).newPage();
    await page.goto(`${url()}/${hash}`);
    await choose(page, name);
    await field(page).waitFor();
    return page;
  };
  const sessionCookie = async (page: Page) => {
    const cookies = await page.context().cookies(url());
    return cookies.find(({ name }) => name.startsWith('chatk8s_session'));
  };
  const stored = async (text: string) => {
    const query = 'select count(*)::int as n from message where text = ?';
    const [row] = await stage.chat.database.sql(query, [text]);
    return row?.['n'];
  };

  it('brings one back to where one was, signed in, and a reload changes nothing', async () => {
    const page = await arrive('Ada', '#/garden');
    assert.equal(page.url(), `${url()}/#/garden`);
    await page.getByRole('textbox', { name: 'Message to garden' }).waitFor();
    await page.getByRole('button', { name: /^You are Ada/ }).waitFor();
    const cookie = await sessionCookie(page);
    assert.deepEqual([cookie?.httpOnly, cookie?.sameSite], [true, 'Strict']);
    await page.reload();
    await page.getByRole('textbox', { name: 'Message to garden' }).waitFor();
  });

  it('signs two tabs in that went to the provider at once', async () => {
    const context = await person();
    const tabs = [await context.newPage(), await context.newPage()];
    for (const tab of tabs) {
      await tab.goto(url());
      await button(tab).click();
      await tab.getByRole('heading', { name: 'Who are you?' }).waitFor();
    }
    for (const tab of tabs) {
      await tab.getByRole('button', { name: 'Grace', exact: true }).click();
      await field(tab).waitFor();
    }
  });

  it('renews in one of several tabs, and goes on in all of them with what is being written', async () => {
    const page = await arrive('Grace');
    const other = await page.context().newPage();
    await other.goto(url());
    await field(other).waitFor();
    await page.bringToFront();
    await say(other, 'what do you think?');
    await message(page, 'what do you think?').hover();
    await message(page, 'what do you think?').getByRole('button', { name: 'Reply' }).click();
    await page.getByText('Answering Grace').waitFor();
    await field(page).fill('not finished yet');
    await field(page).focus();
    let asked = 0;
    for (const tab of [page, other]) {
      tab.on('response', (response) => {
        if (response.url() === `${url()}/api/session`) asked += 1;
      });
    }
    const before = { refreshes: provider.refreshes(), cookie: (await sessionCookie(page))?.value };
    await eventually(() => assert.ok(asked >= 2, 'both tabs asked'), { deadlineMs: ENDED_MS });
    assert.equal(provider.refreshes(), before.refreshes + 1);
    assert.notEqual((await sessionCookie(page))?.value, before.cookie);
    // Past the end of the first session.
    await sleep(TOKEN_SECONDS * 1_000);
    await say(other, 'after it was renewed');
    await message(page, 'after it was renewed').waitFor();
    assert.equal(await field(page).inputValue(), 'not finished yet');
    assert.ok(await hasFocus(field(page)), 'and the person goes on writing where they were');
    assert.ok(await page.getByText('Answering Grace').isVisible(), 'to whom they were');
    assert.equal(await page.locator('.banner').count(), 0);
  });

  it('says that the provider’s session is over, and keeps the draft until one is back', async () => {
    const page = await arrive('Alan', '#/drafts');
    await field(page).fill('what I wanted to say');
    await provider.revoke('alan');
    await page.getByText('Sign in again to go on: what you wrote is kept.').waitFor(SLOW);
    assert.equal(page.url(), `${url()}/#/drafts`);
    await button(page).click();
    // The provider still knows who it is, and asks nothing.
    await page.getByRole('textbox', { name: 'Message to drafts' }).waitFor();
    assert.equal(await field(page).inputValue(), 'what I wanted to say');
    assert.equal(page.url(), `${url()}/#/drafts`);
  });

  it('lets a tab go on where another one signed in again', async () => {
    const page = await arrive('Alan');
    const other = await page.context().newPage();
    await other.goto(url());
    await field(other).waitFor();
    await provider.revoke('alan');
    for (const tab of [page, other]) await button(tab).waitFor(SLOW);
    await button(page).click();
    await field(page).waitFor();
    await other.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await field(other).waitFor();
  });

  it('goes on where the provider is down, says so, and says it to whoever wants to come in', async () => {
    const page = await arrive('Grace', '#/cellar');
    await provider.stop();
    try {
      await page.getByText('Your organisation’s sign-in cannot be reached. You stay').waitFor(SLOW);
      await sleep(TOKEN_SECONDS * 1_000);
      await say(page, 'said without a provider');
      await eventually(async () => assert.equal(await stored('said without a provider'), 1));
      const stranger = await (await person()).newPage();
      await stranger.goto(`${url()}/#/cellar`);
      await button(stranger).click();
      await problem(stranger).waitFor();
      assert.match((await problem(stranger).textContent()) ?? '', /cannot be reached right now/);
      assert.equal(stranger.url(), `${url()}/#/cellar`);
      await stranger.reload();
      await button(stranger).waitFor();
      assert.equal(await problem(stranger).count(), 0, 'said once');
    } finally {
      await provider.resume();
    }
    await page.getByText('cannot be reached').waitFor({ state: 'hidden', ...SLOW });
    assert.ok(await field(page).isVisible());
  });

  it('signs out at the provider, too, and stays signed out', async () => {
    const page = await arrive('Ada');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign out here, too?' }).waitFor();
    assert.equal(new URL(page.url()).hostname, 'localhost');
    await page.getByRole('button', { name: 'Yes, sign me out' }).click();
    await button(page).waitFor();
    assert.equal(new URL(page.url()).origin, url());
    assert.equal(await sessionCookie(page), undefined);
    await page.reload();
    await button(page).waitFor();
    let left = false;
    page.on('framenavigated', () => {
      left = true;
    });
    await sleep(1_500);
    assert.equal(left, false, 'it waits for the person');
    // The provider has forgotten them, and asks.
    await choose(page, 'Grace');
    await page.getByRole('button', { name: /^You are Grace/ }).waitFor();
  });

  it('says what went wrong when the person cancels at the provider', async () => {
    const page = await (await person()).newPage();
    await page.goto(`${url()}/#/hall`);
    await choose(page, 'Cancel');
    await problem(page).waitFor();
    assert.match(
      (await problem(page).textContent()) ?? '',
      /did not let you in, or it was cancelled/,
    );
    assert.equal(page.url(), `${url()}/#/hall`);
    await choose(page, 'Ada');
    await page.getByRole('textbox', { name: 'Message to hall' }).waitFor();
  });

  it('refuses an answer that another browser was given, and one that was used', async () => {
    const attackers = await new HttpBrowser().toCallback(url(), 'Mallory');
    const victim = await (await person()).newPage();
    await victim.goto(attackers.href);
    assert.match((await problem(victim).textContent()) ?? '', /was begun elsewhere/);
    assert.equal(await sessionCookie(victim), undefined);

    const page = await (await person()).newPage();
    const callbacks: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/callback')) callbacks.push(request.url());
    });
    await page.goto(url());
    await choose(page, 'Ada');
    await field(page).waitFor();
    await page.context().clearCookies({ domain: '127.0.0.1' });
    await page.goto(callbacks[0] ?? '');
    await problem(page).waitFor();
    assert.equal(await sessionCookie(page), undefined);
  });
});
