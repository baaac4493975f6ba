// How a deploy reaches a page that browsers keep: two builds, tabs that are open meanwhile, a build that cannot be fetched, and the
// switch that ends it all.
import assert from 'node:assert/strict';
import { cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { build } from 'vite';
import { ROOT, webDir } from '../../src/local/page.ts';
import { eventually } from '../support/eventually.ts';
import { tempDir } from '../support/temp.ts';
import { enter, message, say } from './web-browser.ts';
import { webStage } from './web-stage.ts';

describe('the page that a browser keeps', () => {
  const dir = tempDir('builds');
  const [first, second, third] = ['first', 'second', 'third'].map((name) => join(dir.path, name));
  const stage = webStage({ gateways: 0, isQuiet: true });
  let context: BrowserContext;
  let port = '0';
  /** What the gateway that runs was started with. */
  let deployed: string | undefined;

  before(async function () {
    this.timeout(120_000);
    cpSync(webDir(), first ?? '', { recursive: true });
    await buildMarked('second', second ?? '');
    await buildMarked('third', third ?? '');
  });
  after(() => dir.remove());
  beforeEach(async () => {
    await deploy(first);
    context = await stage.person();
  });

  /** The same page with something else in it, as the next version is. */
  const buildMarked = async (mark: string, outDir: string): Promise<void> => {
    const marks = {
      name: 'marks',
      transform: (code: string, id: string) =>
        id.endsWith('/main.tsx')
          ? `${code}\ndocument.documentElement.dataset.build = '${mark}';`
          : null,
    };
    await build({
      root: join(ROOT, 'src/web'),
      logLevel: 'warn',
      plugins: [marks],
      build: { outDir, emptyOutDir: true },
    });
  };
  const url = () => `http://127.0.0.1:${port}`;
  const stop = async () => {
    for (const gateway of [...stage.chat.gateways]) await gateway.kill9();
  };
  /** The gateway that was there goes, and one with another page comes in its place. */
  const deploy = async (directory: string | undefined, env: Record<string, string> = {}) => {
    const own = { WEB_DIR: directory ?? '', ...env };
    if (JSON.stringify(own) === deployed && stage.chat.gateways.length > 0) return;
    await stop();
    const gateway = await stage.chat.startGateway({ PORT: port, ...own });
    port = String(gateway.port);
    deployed = JSON.stringify(own);
  };
  const run = <T>(page: Page, script: string) => page.evaluate(script) as Promise<T>;
  const builtAs = (page: Page) =>
    run<string | undefined>(page, 'document.documentElement.dataset.build');
  const kept = async (page: Page) => (await run<string[]>(page, KEPT)).sort();
  const scriptOf = async (page: Page) =>
    String(await page.locator('script[type="module"]').first().getAttribute('src'));
  const builds = (page: Page) => run<string[]>(page, 'caches.keys()');
  /** Its worker is in charge, and all it keeps is there. */
  const isKept = (page: Page, count = 1) =>
    eventually(
      async () => {
        assert.ok(await run(page, 'navigator.serviceWorker.controller !== null'));
        assert.equal(await run(page, WAITING), false);
        assert.ok((await kept(page)).includes(await scriptOf(page)), 'this build');
        assert.equal((await builds(page)).length, count);
      },
      { deadlineMs: 20_000 },
    );

  it('opens without a network, with its rooms, messages, drafts and what waits, and sends that once there is one', async () => {
    const page = await enter(context, url(), 'Ada');
    await say(page, 'said before');
    await page
      .locator('.message[data-delivery="persisted"], .message[data-delivery="stored"]')
      .waitFor();
    await isKept(page);
    await stop();
    await context.setOffline(true);
    await page.locator('.banner', { hasText: 'You are offline.' }).waitFor();
    await say(page, 'written offline');
    await page.getByLabel('Message to lobby').fill('half a thought');
    await page.reload();
    await message(page, 'said before').waitFor();
    await page.locator('.message:has-text("written offline")[data-delivery="waiting"]').waitFor();
    assert.equal(await page.getByLabel('Message to lobby').inputValue(), 'half a thought');
    await page.locator('.banner', { hasText: 'You see what was here last.' }).waitFor();
    await page.close();
    // Another tab, some time later, with a network.
    await deploy(first);
    await context.setOffline(false);
    const again = await context.newPage();
    await again.goto(url());
    await again
      .locator('.message:has-text("written offline")[data-delivery="persisted"]')
      .waitFor();
  });

  it('is the new one after a deploy with one reload, and lets go of older ones', async () => {
    const page = await enter(context, url(), 'Ada');
    await isKept(page);
    for (const [directory, mark] of [
      [second, 'second'],
      [third, 'third'],
    ] as const) {
      await deploy(directory);
      await page.reload();
      await page.getByLabel('Message to lobby').waitFor();
      assert.equal(await builtAs(page), mark);
      await isKept(page, 2);
      // And it is what is kept.
      await stop();
      await page.reload();
      await page.getByLabel('Message to lobby').waitFor();
      assert.equal(await builtAs(page), mark);
      await deploy(directory);
    }
  });

  it('stays whole in a tab that is open while another one has the new one', async () => {
    const old = await enter(context, url(), 'Ada');
    await isKept(old);
    const script = await scriptOf(old);
    await deploy(second);
    const other = await context.newPage();
    await other.goto(url());
    await other.getByLabel('Message to lobby').waitFor();
    assert.equal(await builtAs(other), 'second');
    await isKept(other, 2);
    // The gateway has it no more.
    assert.equal((await fetch(url() + script)).status, 404);
    assert.equal(await run(old, `fetch('${script}').then(({ status }) => status)`), 200);
    await say(old, 'from the old tab');
    await message(other, 'from the old tab').waitFor();
  });

  it('stays the one before where the new one cannot be fetched whole', async () => {
    const page = await enter(context, url(), 'Ada');
    await isKept(page);
    const broken = join(dir.path, 'broken');
    cpSync(second ?? '', broken, { recursive: true });
    rmSync(join(broken, 'icons/512.png'));
    await deploy(broken);
    await page.reload();
    await page.getByLabel('Message to lobby').waitFor();
    assert.equal(await builtAs(page), 'second', 'the gateway has it');
    await run(
      page,
      'navigator.serviceWorker.ready.then((worker) => worker.update().catch(() => undefined))',
    );
    await eventually(async () => assert.equal(await run(page, WAITING), false));
    await stop();
    await page.reload();
    await page.getByLabel('Message to lobby').waitFor();
    assert.equal(await builtAs(page), undefined, 'what is kept is whole');
    assert.equal((await builds(page)).length, 1);
  });

  it('does not mix two builds where gateways of both answer', async () => {
    const page = await enter(context, url(), 'Ada');
    await isKept(page);
    const mixed = join(dir.path, 'mixed');
    cpSync(second ?? '', mixed, { recursive: true });
    // Their files, but the document of the build before.
    for (const name of readdirSync(mixed).filter((name) => name.startsWith('index.html')))
      rmSync(join(mixed, name));
    writeFileSync(join(mixed, 'index.html'), '<!doctype html><title>before</title>');
    await deploy(mixed);
    await run(
      page,
      'navigator.serviceWorker.ready.then((worker) => worker.update().catch(() => undefined))',
    );
    await eventually(async () => assert.equal(await run(page, WAITING), false));
    await stop();
    await page.reload();
    await page.getByLabel('Message to lobby').waitFor();
    assert.equal((await builds(page)).length, 1);
  });

  it('is its files and nothing that anybody said', async () => {
    const page = await enter(context, url(), 'Ada');
    await say(page, 'not in there');
    await isKept(page);
    await page.reload();
    await page.getByLabel('Message to lobby').waitFor();
    const paths = await kept(page);
    assert.ok(paths.includes('/') && paths.includes('/manifest.webmanifest'));
    for (const path of paths)
      assert.match(path, /^\/($|assets\/[^/]+\.(js|css)$|icons\/|favicon|manifest)/);
  });

  it('can be installed: its manifest names icons that are there', async () => {
    const page = await enter(context, url(), 'Ada');
    const devTools = await context.newCDPSession(page);
    const { errors, data } = await devTools.send('Page.getAppManifest');
    assert.deepEqual(errors, []);
    const { icons } = JSON.parse(data ?? '') as { icons: { src: string; type: string }[] };
    for (const { src, type } of icons) {
      const { status, headers } = await fetch(url() + src);
      assert.deepEqual([status, headers.get('content-type')], [200, type]);
    }
    const { headers } = await fetch(`${url()}/manifest.webmanifest`);
    assert.equal(headers.get('content-type'), 'application/manifest+json');
    await isKept(page);
    const { installabilityErrors } = await devTools.send('Page.getInstallabilityErrors');
    assert.deepEqual(
      installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito'),
      [],
    );
  });

  it('is let go of everywhere where it is switched off', async () => {
    const page = await enter(context, url(), 'Ada');
    await isKept(page);
    await deploy(first, { PAGE_OFFLINE: 'off' });
    await page.reload();
    await page.getByLabel('Message to lobby').waitFor();
    const left = 'navigator.serviceWorker.getRegistrations().then(({ length }) => length)';
    await eventually(
      async () => {
        assert.equal(await run(page, left), 0);
        assert.deepEqual(await builds(page), []);
      },
      { deadlineMs: 20_000 },
    );
    await say(page, 'it goes on without');
    await message(page, 'it goes on without').waitFor();
    // And comes back with the switch.
    await deploy(first);
    await page.reload();
    await isKept(page);
  });
});

/** The paths of everything in the browser's caches. */
const KEPT = `(async () => {
  const caches_ = await Promise.all((await caches.keys()).map((key) => caches.open(key)));
  const requests = (await Promise.all(caches_.map((cache) => cache.keys()))).flat();
  return [...new Set(requests.map(({ url }) => new URL(url).pathname))];
})()`;

/** Whether another worker is on its way. */
const WAITING = `navigator.serviceWorker.getRegistration().then(
  (worker) => worker !== undefined && (worker.installing ?? worker.waiting) !== null)`;
