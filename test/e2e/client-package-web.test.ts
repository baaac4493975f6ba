// The package @chatk8s/client in a real browser: its file as it is by <script type="module">, and by a bundler.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startChat, type TestChat } from '../support/chat.ts';
import { freshProject, type Project, packClient } from '../support/package.ts';
import type { WireClient } from '../support/wire.ts';
import { startBrowser, type TestBrowser } from './web-browser.ts';

/** Takes a name, enters, answers; what it heard stands in the page. */
const APP = (from: string, name: string) => `
import { connect, createSession, mentions } from '${from}';
const { user } = await createSession(location.origin, '${name}');
const client = connect({ url: location.origin });
const room = await client.enter('${name.toLowerCase()}');
document.body.append('in ');
for await (const message of room.messages()) {
  document.body.append(message.delivery + ' ' + message.text + '. ');
  if (mentions(message, user)) await room.reply(message, 'heard').stored;
}
`;
const HTML = (src: string) =>
  `<!doctype html><title>A page</title><body><script type="module" src="${src}"></script>`;

describe('the package @chatk8s/client in a browser', () => {
  let project: Project;
  let packed: { tarball: string; remove: () => void };
  let chat: TestChat;
  let browser: TestBrowser;
  let ada: WireClient;
  before(async function () {
    this.timeout(180_000);
    packed = await packClient();
    project = freshProject();
    await project.install(packed.tarball);
    const served = join(project.path, 'served');
    mkdirSync(served);
    const installed = join(project.path, 'node_modules/@chatk8s/client');
    cpSync(join(installed, 'index.js'), join(served, 'chatk8s-client.js'));
    project.write('served/plain.js', APP('./chatk8s-client.js', 'Plain'));
    project.write('served/plain.html', HTML('plain.js'));
    project.write('served/token.html', HTML('token.js'));
    project.write(
      'served/token.js',
      `import { connect } from './chatk8s-client.js';
try { connect({ url: location.origin, token: 't' }); } catch (error) { document.body.append(error.code + ': ' + error.message); }
`,
    );
    project.write('app.js', APP('@chatk8s/client', 'Bundled'));
    project.write('index.html', HTML('/app.js'));
    const { build } = await import('vite');
    await build({
      ...{ root: project.path, configFile: false, logLevel: 'error' },
      build: { outDir: served, emptyOutDir: false, target: 'esnext' },
    });
    chat = await startChat({ env: { WEB_DIR: served } });
    browser = await startBrowser();
    ada = await chat.join('Ada');
  });
  after(async () => {
    await ada?.close();
    await browser?.close();
    await chat?.stop();
    project?.remove();
    packed?.remove();
  });

  for (const [how, path, name] of [
    ['as it is, by a script of the page', '/plain.html', 'Plain'],
    ['by a bundler', '/', 'Bundled'],
  ] as const) {
    it(`hears what was said and what is, and answers: ${how}`, async () => {
      const room = name.toLowerCase();
      await ada.join(room);
      await ada.post(room, 'said before');
      const context = await browser.person();
      const page = await context.newPage();
      await page.goto(`${chat.urls()[0]}${path}`);
      await page.getByText('in history said before.').waitFor();
      await ada.post(room, `@${name} hello`);
      await page.getByText(`live @${name} hello. live heard.`).waitFor();
      const answer = ada.events(room)[2] ?? assert.fail('there is no answer');
      assert.equal((answer['user'] as { name: string }).name, name);
      assert.equal((answer['data'] as { text: string }).text, 'heard');
      assert.deepEqual(browser.problems, []);
      await context.close();
    });
  }

  it('refuses a token in a page, and says what goes there instead', async () => {
    const context = await browser.person();
    const page = await context.newPage();
    await page.goto(`${chat.urls()[0]}/token.html`);
    await page.getByText(/invalid: In a browser leave token out/).waitFor();
    await context.close();
  });
});
