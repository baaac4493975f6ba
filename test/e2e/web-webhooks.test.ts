// An owner has another program told what happens in their room, and sees how that goes; in a real browser, with a real receiver.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { Webhook as Verifier } from 'standardwebhooks';
import { eventually } from '../support/eventually.ts';
import {
  type Deliverer,
  type Receiver,
  startDelivering,
  startReceiver,
} from '../support/webhooks.ts';
import { openRoom, overflows, PHONE, say, shot, WEB_ENV } from './web-browser.ts';
import { webStage } from './web-stage.ts';

const PATIENT = { deadlineMs: 20_000 };

describe('the page’s webhooks', function () {
  this.timeout(120_000);
  let deliverer: Deliverer;
  const stage = webStage({
    start: async () => {
      const webhooksEnv = { WEBHOOK_RETRY_SECONDS: '0.1,5,5' };
      deliverer = await startDelivering({ env: WEB_ENV, webhooksEnv });
      return deliverer;
    },
  });
  const { arrive } = stage;
  let receiver: Receiver;
  before(async () => {
    receiver = await startReceiver();
  });
  after(() => receiver?.stop());

  const dialog = (page: Page) => page.getByRole('dialog', { name: 'Outgoing webhooks' });
  const button = (page: Page, name: string | RegExp) => dialog(page).getByRole('button', { name });
  const open = async (page: Page) => {
    await page.getByRole('button', { name: 'Room settings' }).click();
    await page.getByRole('button', { name: 'Outgoing webhooks…' }).click();
    await dialog(page).waitFor();
  };
  /** A room of theirs. */
  const ownRoom = async (page: Page, room: string) => {
    await page.getByRole('button', { name: 'Create a room' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill(room);
    await page.getByRole('dialog').getByRole('button', { name: 'Create the room' }).click();
    await page.getByRole('button', { name: 'Room settings' }).waitFor();
  };

  it('are added with a secret that is shown once, show what fails as it fails, send it again, and are removed', async () => {
    const page = await arrive('Ada');
    await ownRoom(page, 'plans');
    await open(page);
    await button(page, 'Add a webhook').click();
    await button(page, /^Add$/).click();
    await dialog(page).getByText('The address begins with https://').waitFor();
    await dialog(page).getByLabel('Address').fill(receiver.url);
    await dialog(page).getByLabel('Edits').check();
    await button(page, /^Add$/).click();
    const secret = (await dialog(page).locator('.once code').textContent()) ?? '';
    await shot(page, 'webhook-secret');
    await button(page, 'I have it').click();
    await dialog(page).getByText('Everything is delivered.').waitFor();
    await dialog(page).getByText('Messages, Edits. Added by Ada.').waitFor();
    assert.ok(!(await page.content()).includes(secret), 'it is not shown again');
    await page.keyboard.press('Escape');

    await say(page, 'hello');
    const [got] = await eventually(() => {
      assert.equal(receiver.texts().at(-1), 'hello');
      return receiver.got;
    }, PATIENT);
    assert.ok(got);
    new Verifier(secret).verify(got.raw, got.headers);

    receiver.answer((_, response) => void response.writeHead(500).end());
    await open(page);
    const wire = await deliverer.chat.join('Bob');
    await wire.join('plans');
    await wire.post('plans', 'lost');
    await dialog(page)
      .getByText(/Nothing was delivered since .*: it answered 500/)
      .waitFor();
    await dialog(page)
      .getByText(/One could not be delivered, and is not tried any more/)
      .waitFor();
    await page.emulateMedia({ colorScheme: 'dark' });
    await shot(page, 'webhooks-given-up-dark');
    receiver.answer((_, response) => void response.writeHead(204).end());
    const { length } = receiver.got;
    await button(page, 'Send again').click();
    await eventually(() => assert.equal(receiver.got.length, length + 1), PATIENT);
    await wire.post('plans', 'found');
    await dialog(page).getByText('Everything is delivered.').waitFor();
    await wire.close();

    await button(page, 'Pause').click();
    await dialog(page).getByText('Paused:').waitFor();
    await button(page, 'Go on').click();
    await dialog(page).getByText('Everything is delivered.').waitFor();
    await button(page, 'Remove…').click();
    await button(page, 'Yes, remove it').click();
    await dialog(page).getByText(receiver.url).waitFor({ state: 'detached' });
  });

  it('that wait for one that fails go on without it', async () => {
    const page = await arrive('Sue');
    await ownRoom(page, 'skipping');
    const down = await startReceiver();
    down.answer(({ data }, response) => {
      response.writeHead(data.data.text === 'bad' ? 500 : 204).end();
    });
    await open(page);
    await button(page, 'Add a webhook').click();
    await dialog(page).getByLabel('Address').fill(down.url);
    await button(page, /^Add$/).click();
    await button(page, 'I have it').click();
    const wire = await deliverer.chat.join('Tim');
    await wire.join('skipping');
    await wire.post('skipping', 'bad');
    await wire.post('skipping', 'good');
    await shot(page, 'webhook-failing');
    await button(page, 'Skip it').click();
    await eventually(() => assert.equal(down.texts().at(-1), 'good'), PATIENT);
    await dialog(page)
      .getByText(/One could not be delivered, and is not tried any more/)
      .waitFor();
    assert.equal(await button(page, 'Skip it').count(), 0);
    await wire.close();
    await down.stop();
  });

  it('fit a phone', async () => {
    const page = await arrive('Phoebe');
    await ownRoom(page, 'phones');
    await page.setViewportSize(PHONE.viewport);
    await open(page);
    await button(page, 'Add a webhook').click();
    await dialog(page)
      .getByLabel('Address')
      .fill(`${receiver.url}/${'long'.repeat(80)}`);
    await button(page, /^Add$/).click();
    await button(page, 'I have it').click();
    await dialog(page).getByText('Everything is delivered.').waitFor();
    assert.equal(await overflows(page), false);
    await shot(page, 'webhooks-phone');
    await button(page, 'Add a webhook').click();
    await shot(page, 'webhook-make-phone');
  });

  it('are nothing that who is no owner sees', async () => {
    const owner = await arrive('Olga');
    await ownRoom(owner, 'closed');
    const page = await arrive('Guest');
    await openRoom(page, 'closed');
    await page.getByRole('button', { name: 'About this room' }).click();
    await page.getByRole('dialog').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Outgoing webhooks…' }).count(), 0);
  });
});
