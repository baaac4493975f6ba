import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import { onePerson } from './one-person.ts';
import { enter, message, say } from './web-browser.ts';

describe('the page without its gateway', () => {
  const own = onePerson();
  const { url, kill, stored } = own;
  const waiting = (text: string) => `.message:has-text("${text}")[data-delivery="waiting"]`;

  it('says that it reconnects, keeps what is typed, and sends it once when the gateway is back', async () => {
    const page = await enter(own.context, url(), 'Ada');
    await say(page, 'before');
    await eventually(async () => assert.equal(await stored('before'), 1));
    const restart = await kill();
    await page.getByText(/^Reconnecting…/).waitFor();
    await say(page, 'typed offline');
    await say(page, 'and another');
    await page.locator(waiting('typed offline')).waitFor();
    await restart();
    await eventually(
      async () => assert.equal(await page.locator('[data-delivery="waiting"]').count(), 0),
      { deadlineMs: 20_000 },
    );
    await page.getByText(/^Reconnecting…/).waitFor({ state: 'hidden' });
    assert.deepEqual(await page.locator('.text').allTextContents(), [
      'before',
      'typed offline',
      'and another',
    ]);
    assert.equal(await stored('typed offline'), 1);
  });

  it('says within seconds that there is no network, though nothing closed the connection', async () => {
    const page = await enter(own.context, url(), 'Ada');
    // What is answered behind that is no sign of life.
    await say(page, 'on its way as the network goes');
    await own.context.setOffline(true);
    // Without being told of it a connection is believed in for longer than that.
    await page.locator('.banner', { hasText: 'You are offline.' }).waitFor({ timeout: 12_000 });
    const hint = page.locator('.hint');
    await hint.getByText('You are offline: what you send now is kept').waitFor();
    await say(page, 'said without a network');
    await own.context.setOffline(false);
    await page.locator('.banner').waitFor({ state: 'detached' });
    await hint.getByText('sends').waitFor();
    await eventually(async () => assert.equal(await stored('said without a network'), 1));
  });

  it('sends what was typed offline once, also when the page was closed in between', async () => {
    const page = await enter(own.context, url(), 'Grace');
    await say(page, 'hello before closing');
    // Stored: the page was connected, and says that it reconnects.
    await eventually(async () => assert.equal(await stored('hello before closing'), 1));
    const restart = await kill();
    await page.getByText(/^Reconnecting…/).waitFor();
    await say(page, 'typed before closing');
    await page.locator(waiting('typed before closing')).waitFor();
    await page.close();
    await restart();
    const again = await own.context.newPage();
    await again.goto(url());
    await message(again, 'typed before closing').waitFor();
    await eventually(
      async () => {
        assert.equal(await again.locator('[data-delivery="waiting"]').count(), 0);
        assert.equal(await stored('typed before closing'), 1);
      },
      { deadlineMs: 20_000 },
    );
  });

  it('asks to sign in again when the session has ended, and not when the gateway is away', async () => {
    const page = await enter(own.context, url(), 'Mei');
    await say(page, 'before the end');
    await eventually(async () => assert.equal(await stored('before the end'), 1));
    const restart = await kill();
    await page.getByText(/^Reconnecting…/).waitFor();
    assert.equal(await page.getByLabel('Your name').count(), 0);
    await own.context.clearCookies();
    await restart();
    await page.getByText('Your session has ended. Sign in again.').waitFor();
    // Without the cookie nobody knows that it was hers.
    await page.getByLabel('Your name').fill('Mei');
    await page.keyboard.press('Enter');
    await page.getByText('“Mei” is taken, or looks like a name that is').waitFor();
    await page.getByLabel('Your name').fill('Mei Ling');
    await page.keyboard.press('Enter');
    await page.getByLabel('Message to lobby').waitFor();
  });

  it('fetches older messages again after the database was away, and says so meanwhile', async () => {
    const wire = await own.chat.join('Bot');
    await wire.join('deep');
    for (let i = 1; i <= 55; i += 1) await wire.post('deep', `line ${i}`);
    const page = await enter(own.context, url(), 'Ada');
    const [persister] = own.chat.persisters;
    await persister?.kill9();
    await page.goto(`${url()}/#/deep`);
    await message(page, 'line 55').waitFor();
    await page.locator('.scroller').evaluate((box) => box.scrollTo({ top: 0 }));
    const again = page.getByRole('button', { name: 'Try again' });
    await again.waitFor({ timeout: 30_000 });
    await own.chat.startPersister();
    await eventually(
      async () => {
        if ((await again.count()) > 0) await again.click();
        // Drawn is what is in sight, and a little behind whoever scrolled up.
        const lines = await page.locator('.message .text').allTextContents();
        const first = Array.from({ length: 25 }, (_, index) => `line ${index + 1}`);
        assert.deepEqual(lines.slice(0, 25), first);
        assert.equal(lines.at(-1), 'line 55');
      },
      { deadlineMs: 30_000 },
    );
    await wire.close();
  });
});
