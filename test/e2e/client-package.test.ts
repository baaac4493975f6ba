// What `npm pack` gives, in a directory that knows nothing of this repository: the README's bot on every Node that is there, against a
// real gateway; a program of somebody who checks types strictly.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Child, startChild } from '../../src/local/child.ts';
import { cleanEnv } from '../../src/local/environment.ts';
import { startChat, type TestChat } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { freshProject, ofReadme, type Project, packClient, ROOT } from '../support/package.ts';
import type { WireClient } from '../support/wire.ts';
import { CONSUMER, WITH_WS } from './consumer.ts';

const PROMISED = [20, 22, 26];

/** By major version: this one, those on the path (what make was started with is one), those that CLIENT_NODES names. */
function nodes(): Map<number, string> {
  const path = [process.env['PATH'], process.env['OWN_PATH']].join(delimiter).split(delimiter);
  const named = (process.env['CLIENT_NODES'] ?? '').split(delimiter).filter((one) => one !== '');
  const found = new Map<number, string>();
  for (const node of [process.execPath, ...named, ...path.map((dir) => join(dir, 'node'))]) {
    if (!existsSync(node)) continue;
    const version = execFileSync(realpathSync(node), ['-p', 'process.versions.node']).toString();
    const major = Number.parseInt(version, 10);
    if (major >= 20 && !found.has(major)) found.set(major, realpathSync(node));
  }
  return found;
}

describe('the package @chatk8s/client', () => {
  let project: Project;
  let packed: { tarball: string; remove: () => void };
  before(async function () {
    this.timeout(180_000);
    packed = await packClient();
    project = freshProject();
    await project.install(packed.tarball, join(ROOT, 'node_modules/ws'));
    symlinkSync(join(ROOT, 'node_modules/@types'), join(project.path, 'node_modules/@types'));
  });
  after(() => {
    project?.remove();
    packed?.remove();
  });

  it('has no dependency, and in it are no files but those that it needs', async () => {
    const installed = join(project.path, 'node_modules/@chatk8s/client');
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    assert.equal(manifest.version, version);
    assert.deepEqual([manifest.engines, manifest.sideEffects], [{ node: '>=20' }, false]);
    for (const field of ['dependencies', 'peerDependencies', 'scripts'])
      assert.equal(manifest[field], undefined);
    const [listed] = Object.values(
      JSON.parse(await project.run('npm', 'pack', '--dry-run', '--json', installed)),
    ) as { files: { path: string }[] }[];
    const files = listed?.files.map(({ path }) => path) ?? [];
    for (const needed of ['LICENSE', 'README.md', 'index.js', 'package.json'])
      assert.ok(files.includes(needed), needed);
    const others = files.filter(
      (path) => !/^(LICENSE|README\.md|index\.js|package\.json|types\/.*\.d\.ts)$/.test(path),
    );
    assert.deepEqual(others, []);
    assert.doesNotMatch(readFileSync(join(installed, 'index.js'), 'utf8'), /^import |import\(/m);
  });

  const settings = {
    nodenext: { module: 'nodenext' },
    node16: { module: 'node16' },
    bundler: { module: 'preserve', moduleResolution: 'bundler' },
  };
  for (const [name, options] of Object.entries(settings)) {
    for (const [where, lib] of [
      ['in a page', { lib: ['ES2022', 'DOM'], types: [] }],
      ['in Node', { lib: ['ES2022'], types: ['node'] }],
    ] as const) {
      it(`is sound to who checks everything, ${where}, with ${name}`, async () => {
        project.write('consumer.ts', where === 'in Node' ? CONSUMER + WITH_WS : CONSUMER);
        const strict = {
          strict: true,
          exactOptionalPropertyTypes: true,
          noUncheckedIndexedAccess: true,
        };
        const compilerOptions = {
          ...{ ...strict, skipLibCheck: false, noEmit: true, target: 'es2022' },
          ...{ ...options, ...lib },
        };
        project.write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['consumer.ts'] }));
        await project.run(join(ROOT, 'node_modules/.bin/tsc'), '-p', '.');
      });
    }
  }

  it('refuses to a strict consumer what it does not promise', async () => {
    const wrong =
      "import { connect } from '@chatk8s/client';\nconnect({ url: 1 });\nconnect({ url: '' }).enter('a').then((room) => room.timeline.push());\n";
    project.write('consumer.ts', wrong);
    const compilerOptions = { strict: true, noEmit: true, module: 'nodenext', target: 'es2022' };
    project.write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['consumer.ts'] }));
    const tsc = project.run(join(ROOT, 'node_modules/.bin/tsc'), '-p', '.');
    await assert.rejects(tsc, /consumer\.ts\(2,\d+\)[\s\S]*consumer\.ts\(3,\d+\)/);
  });

  describe('as a bot', () => {
    let chat: TestChat;
    let ada: WireClient;
    let bot: Child | undefined;
    before(async () => {
      chat = await startChat();
      ada = await chat.join('Ada');
      await ada.join('lobby');
    });
    afterEach(async () => {
      await bot?.stop();
      bot = undefined;
    });
    after(async () => {
      await ada?.close();
      await chat?.stop();
    });

    const start = (node: string, file: string) => {
      const env = { ...cleanEnv(), CHAT_URL: chat.urls()[0] ?? '' };
      const made = startChild({
        ...{ name: file, command: node, args: [file], cwd: project.path, env },
        stopSignal: 'SIGINT',
      });
      bot = made;
      return made;
    };
    /** As the README says it for a Node without a WebSocket. */
    const withWs = (program: string) =>
      `import { WebSocket } from 'ws';\n${program.replace('signal: stop.signal });', 'signal: stop.signal, WebSocket });')}`;
    const answers = () =>
      ada
        .events('lobby')
        .filter(({ user }) => (user as { name: string }).name.startsWith('Echo'))
        .map(({ data }) => (data as { text: string }).text);

    it('is 20 lines in the README', () => {
      assert.ok(ofReadme('bot.mjs').trim().split('\n').length <= 21, 'with the line of its name');
    });

    const there = nodes();
    for (const major of new Set([...PROMISED, ...there.keys()])) {
      const node = there.get(major);
      const title = `answers who speaks to it, not what was said before, and ends at Ctrl-C, on Node ${major}`;
      if (node === undefined) {
        it.skip(`${title}: there is none on the path or in CLIENT_NODES`);
        continue;
      }
      it(title, async () => {
        const file = `bot-${major}.mjs`;
        const program = ofReadme('bot.mjs').replace("'Echo'", `'Echo${major}'`);
        project.write(file, major < 22 ? withWs(program) : program);
        await ada.post('lobby', `@Echo${major} said before`);
        const { waitForLine, stop } = start(node, file);
        await waitForLine(
          (line) => (line.startsWith('in lobby as Echo') ? line : undefined),
          20_000,
        );
        await ada.post('lobby', 'to nobody');
        await ada.post('lobby', `@Echo${major} hello`);
        await eventually(() => assert.ok(answers().includes(`You said: @Echo${major} hello`)));
        assert.deepEqual(await stop(), { code: 0, signal: null });
        assert.equal(answers().filter((text) => text.includes(`Echo${major}`)).length, 1);
      });
    }

    const old = [...there].find(([major]) => major < 22)?.[1];
    (old === undefined ? it.skip : it)(
      'says what to do on a Node without a WebSocket',
      async () => {
        project.write('bare.mjs', ofReadme('bot.mjs').replace("'Echo'", "'Bare'"));
        const { exited, lines } = start(old ?? '', 'bare.mjs');
        assert.notEqual((await exited).code, 0);
        assert.match(lines().join('\n'), /Before that install the package "ws"/);
      },
    );

    it('has after a restart what was said meanwhile, as missed, and nothing twice', async () => {
      project.write('storage.mjs', ofReadme('storage.mjs'));
      project.write(
        'stays.mjs',
        `import { connect } from '@chatk8s/client';
import { fileStorage } from './storage.mjs';
const user = { id: 'me' };
const [url, token] = [process.env.CHAT_URL, process.env.TOKEN];
const client = connect({ url, token, storage: fileStorage('stays.json', user) });
const room = await client.enter('lobby', { last: 1 });
for await (const { text, delivery } of room.messages()) {
  console.log(delivery, text);
  if (text === 'the last') break;
}
client.close();
`,
      );
      const { token } = await chat.session('Stays');
      const run = async () => {
        const env = { ...cleanEnv(), CHAT_URL: chat.urls()[0] ?? '', TOKEN: token };
        const made = startChild({
          ...{
            name: 'stays',
            command: process.execPath,
            args: ['stays.mjs'],
            cwd: project.path,
            env,
          },
        });
        bot = made;
        assert.equal((await made.exited).code, 0);
        return made.lines();
      };
      await ada.post('lobby', 'the last');
      assert.deepEqual(await run(), ['history the last']);
      await ada.post('lobby', 'said meanwhile');
      await ada.post('lobby', 'the last');
      assert.deepEqual(await run(), ['missed said meanwhile', 'missed the last']);
    });
  });
});
