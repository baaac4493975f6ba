// A room's bots and hooks in real browsers: an owner makes one, takes its token, sees what it says, and ends it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { Page } from 'playwright-core';
import { give } from '../support/bots.ts';
import { eventually } from '../support/eventually.ts';
import { connectWire, type WireClient } from '../support/wire.ts';
import { getsFocus, message, openRoom, shot } from './web-browser.ts';
import { webStage } from './web-stage.ts';

const dialog = (page: Page) => page.getByRole('dialog');
const press = (page: Page, name: string | RegExp) =>
  dialog(page)
    .getByRole('button', { name, exact: typeof name === 'string' })
    .click();

describe('the page’s bots and hooks', function () {
  this.timeout(60_000);
  const stage = webStage({
    gateways: 2,
    person: { permissions: ['clipboard-read', 'clipboard-write'] },
  });
  const { arrive } = stage;
  let ada: Page;
  before(async () => {
    ada = await arrive('Ada');
    await ada.getByRole('button', { name: 'Create a room' }).click();
    await dialog(ada).getByLabel('Name', { exact: true }).fill('ops');
    await press(ada, 'Create the room');
    await ada.locator('.room-header').getByRole('heading', { name: /ops/ }).waitFor();
  });

  const openBots = async (page: Page) => {
    await page
      .locator('.room-header')
      .getByRole('button', { name: /^(Room settings|About this room)$/ })
      .click();
    await press(page, 'Bots and hooks…');
  };

  it('make a hook by keyboard, whose line for a shell says something in the room', async () => {
    await openBots(ada);
    await dialog(ada).getByText('This room has none.').waitFor();
    await getsFocus(dialog(ada).getByRole('button', { name: /^Add a bot/ }));
    await ada.keyboard.press('Enter');
    await dialog(ada).getByLabel('Name').press('Enter');
    await dialog(ada).getByText('Give it a name.').waitFor();
    await dialog(ada).getByLabel('Name').fill('Ada');
    await ada.keyboard.press('Enter');
    await dialog(ada)
      .getByText(/“Ada” is taken/)
      .waitFor();
    await dialog(ada).getByLabel('Name').fill('Alerts');
    await shot(ada, 'bots-new');
    await ada.keyboard.press('Enter');
    await dialog(ada).getByText('Alerts is ready. This is its address:').waitFor();
    await shot(ada, 'bots-token');
    const address = await dialog(ada).getByLabel('Address', { exact: true }).inputValue();
    assert.ok(address.startsWith(`${stage.chat.urls()[0]}/api/hooks/chatk8s_`), address);
    await press(ada, 'Copy: To try it');
    await dialog(ada).getByText('Copied').waitFor();
    const line = String(await ada.evaluate('navigator.clipboard.readText()'));
    assert.equal(execFileSync('sh', ['-c', `${line} -s`], { encoding: 'utf8' }), 'ok');
    await press(ada, 'I have it');
    await dialog(ada).getByText('Made by Ada, today').waitFor();
    await shot(ada, 'bots-list');
    assert.ok(!(await ada.content()).includes('chatk8s_'), 'it is shown once');
    await ada.keyboard.press('Escape');
    const said = message(ada, 'Hello from a script');
    await said.waitFor();
    assert.equal(await said.locator('.author').innerText(), 'Alerts');
    assert.equal(await said.locator('.kind').innerText(), 'bot');
    await ada.getByText('You added Alerts.').waitFor();

    const body = JSON.stringify({ text: 'deployed', username: 'Jenkins', icon_emoji: ':rocket:' });
    await fetch(address, { method: 'POST', body });
    const onBehalf = message(ada, 'deployed');
    await onBehalf.waitFor();
    assert.equal(await onBehalf.locator('.author').innerText(), 'Alerts');
    assert.equal(await onBehalf.locator('.said-as').innerText(), 'as 🚀 Jenkins');
    await shot(ada, 'bots-said');
  });

  it('make a bot, whose program is in the room until it is revoked', async () => {
    await openBots(ada);
    await press(ada, 'Add a bot or a hook…');
    await dialog(ada).getByLabel('Name').fill('Robo');
    await dialog(ada).getByLabel(/^Bot/).check();
    await press(ada, 'Add it');
    const token = await dialog(ada).getByLabel('Token', { exact: true }).inputValue();
    const wire = await connectWire(String(stage.chat.socketUrls()[1]), { token });
    await wire.join('ops');
    await wire.post('ops', 'I am here');
    await press(ada, 'I have it');
    await press(ada, 'Revoke Robo');
    await dialog(ada)
      .getByText(/^Revoke Robo\? Whatever uses it/)
      .waitFor();
    await shot(ada, 'bots-revoke');
    await press(ada, 'Yes, revoke it');
    assert.equal((await wire.closed).code, 4500);
    await dialog(ada).getByText('Robo', { exact: true }).waitFor({ state: 'detached' });
    await dialog(ada).getByText('Alerts', { exact: true }).waitFor();
    await press(ada, 'Back to the room');
    await dialog(ada)
      .getByLabel(/^Title/)
      .waitFor();
    await ada.keyboard.press('Escape');
    await message(ada, 'I am here').waitFor();
    await ada.getByText('You removed Robo.').waitFor();
  });

  it('are listed for a moderator, who changes nothing, and shown to nobody else', async () => {
    const bob = await arrive('Bob', { gateway: 1, colorScheme: 'dark' });
    await openRoom(bob, 'ops');
    await bob.setViewportSize({ width: 390, height: 800 });
    await message(bob, 'deployed').waitFor();
    await shot(bob, 'bots-phone-dark');
    const about = bob.locator('.room-header').getByRole('button', { name: 'About this room' });
    await about.click();
    await dialog(bob)
      .getByText(/#ops is public/)
      .waitFor();
    assert.equal(await dialog(bob).getByRole('button', { name: 'Bots and hooks…' }).count(), 0);
    await bob.keyboard.press('Escape');

    const [adas, bobs] = await Promise.all([wireOf(ada), wireOf(bob, 1)]);
    const user = String(await userOf(bobs));
    const membership = { type: 'member', room: 'ops', user };
    assert.equal(await give(bobs, { ...membership, do: 'accept' }), 'ack');
    assert.equal(await give(adas, { ...membership, do: 'role', role: 'moderator' }), 'ack');
    await Promise.all([adas.close(), bobs.close()]);
    await eventually(async () => {
      await about.click();
      await dialog(bob).getByRole('button', { name: 'Save' }).waitFor({ timeout: 2_000 });
    });
    await press(bob, 'Bots and hooks…');
    await dialog(bob).getByText('Alerts', { exact: true }).waitFor();
    await shot(bob, 'bots-phone-list');
    assert.equal(
      await dialog(bob)
        .getByRole('button', { name: /Revoke|Add/ })
        .count(),
      0,
    );
  });

  /** A socket of the same person. */
  const wireOf = async (page: Page, gateway = 0) => {
    const [session] = await page.context().cookies(stage.chat.urls()[gateway]);
    const token = session?.value ?? '';
    return await connectWire(String(stage.chat.socketUrls()[gateway]), { token });
  };
  const userOf = async (wire: WireClient) => {
    const welcome = await wire.waitFor(({ type }) => type === 'welcome');
    return (welcome['user'] as { id: string }).id;
  };
});
