// What make does before any program of ours runs: it installs everything, whatever the person's npm is told elsewhere,
// and hands on what stands on its command line as it is.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ROOT } from '../../../src/local/page.ts';
import { tempDir } from '../../support/temp.ts';

/** Ways in which npm installs less, elsewhere or nothing. */
const LESS: Record<string, string> = {
  NODE_ENV: 'production',
  npm_config_omit: 'dev',
  npm_config_production: 'true',
  npm_config_ignore_scripts: 'true',
  npm_config_bin_links: 'false',
  npm_config_dry_run: 'true',
  npm_config_global: 'true',
  npm_config_install_strategy: 'linked',
};

/** PATH without this checkout's own programs, as a person has it. */
const OWN_PATH = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((dir) => !dir.includes('node_modules'))
  .join(delimiter);

/** As a person has it: without what the make that runs the tests, and the Node of this checkout, put there. */
const PERSONS = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^M(AKE|FLAGS)/.test(name)),
  ),
  PATH: OWN_PATH,
};

describe('make', function () {
  this.timeout(120_000);
  const dir = tempDir("make it's #1 &");
  after(() => dir.remove());

  const run = (cwd: string, args: string[], env: Record<string, string> = {}) =>
    spawnSync('make', ['-s', ...args], {
      cwd,
      env: { ...PERSONS, ...env },
      encoding: 'utf8',
    });

  describe('installs', () => {
    const project = join(dir.path, 'project');
    const npm = (cwd: string, ...args: string[]) => {
      const { status, stderr } = spawnSync('npm', args, { cwd, env: PERSONS, encoding: 'utf8' });
      assert.equal(status, 0, stderr);
    };
    /** A package that needs no registry. */
    const pack = (name: string, more: object, files: Record<string, string> = {}) => {
      const source = join(dir.path, name);
      mkdirSync(source);
      writeFileSync(
        join(source, 'package.json'),
        JSON.stringify({ name, version: '1.0.0', ...more }),
      );
      for (const [file, text] of Object.entries(files)) writeFileSync(join(source, file), text);
      npm(source, 'pack', '--silent', '--pack-destination', project);
      return `file:${name}-1.0.0.tgz`;
    };
    const installed = () =>
      run(project, ['install'], { HOME: dir.path, npm_config_offline: 'true', ...LESS });
    const modules = join(project, 'node_modules');

    before(() => {
      mkdirSync(join(project, 'k8s'), { recursive: true });
      for (const file of ['Makefile', 'k8s/deploy.mk']) {
        cpSync(join(ROOT, file), join(project, file));
      }
      // As the real one: its program is there once its script has run.
      const scripts = { preinstall: 'cp program node && chmod +x node' };
      const node = pack(
        'node',
        { bin: { node: 'node' }, scripts },
        { program: '#!/bin/sh\necho v26.0.0\n' },
      );
      const made = {
        name: 'project',
        dependencies: { node },
        devDependencies: { vite: pack('vite', {}) },
        optionalDependencies: { database: pack('database', {}) },
        allowScripts: { node: true },
      };
      writeFileSync(join(project, 'package.json'), JSON.stringify(made));
      npm(project, 'install', '--package-lock-only', '--offline', '--silent');
    });

    it('everything, with its scripts, whatever npm is told elsewhere', () => {
      const { status, stdout, stderr } = installed();
      assert.equal(status, 0, stderr);
      assert.match(stdout, /Installed, with Node v26/);
      for (const name of ['node', 'vite', 'database', '.bin/node']) {
        assert.ok(existsSync(join(modules, name)), name);
      }
    });

    it('nothing a second time', () => {
      assert.equal(installed().stdout, '');
    });

    it('again where somebody installed less, or for another kind of machine', () => {
      rmSync(join(modules, 'vite'), { recursive: true });
      assert.match(installed().stdout, /Installed/);
      writeFileSync(join(modules, 'node/node'), 'MZ of another system');
      assert.match(installed().stdout, /Installed/);
    });

    it('and says in Node’s own words why it does not start', () => {
      const program =
        'echo "node: error while loading shared libraries: libatomic.so.1" >&2; exit 1';
      rmSync(modules, { recursive: true });
      pack('other', { bin: 'node' }, { node: `#!/bin/sh\n${program}\n` });
      const npmOfTest = join(dir.path, 'bin');
      mkdirSync(npmOfTest);
      // What npm would put there on a machine without the library.
      const script = `#!/bin/sh\nmkdir -p node_modules/.bin && cp ../other/node node_modules/.bin/ && chmod +x node_modules/.bin/node\n`;
      writeFileSync(join(npmOfTest, 'npm'), script);
      chmodSync(join(npmOfTest, 'npm'), 0o755);
      const { status, stderr } = run(project, ['install'], {
        PATH: `${npmOfTest}${delimiter}${OWN_PATH}`,
      });
      assert.notEqual(status, 0);
      assert.match(stderr, /does not start: .*libatomic.*apt-get install libatomic1/);
    });
  });

  for (const character of ['$', '"', '`', '?', '\\']) {
    it(`says at once that nothing starts below a directory with ${character} in its name`, () => {
      const unfit = join(dir.path, `a${character}b`);
      mkdirSync(join(unfit, 'k8s'), { recursive: true });
      for (const file of ['Makefile', 'k8s/deploy.mk', 'package-lock.json']) {
        cpSync(join(ROOT, file), join(unfit, file));
      }
      const { status, stdout, stderr } = run(unfit, ['run']);
      assert.notEqual(status, 0);
      assert.equal(stdout, '');
      assert.match(stderr, /^Move this directory: .* do not start\.\nmake: .*Error 1\n$/);
    });
  }

  it('hands on what stands on its command line, and in the environment, as it is', () => {
    const text = join(dir.path, 'a$b$(shell touch hit)`c`');
    for (const { args, env } of [
      { args: [`DATA_DIR=${text}`], env: {} },
      { args: [], env: { DATA_DIR: text } },
    ]) {
      const { status, stderr } = run(ROOT, ['chat', ...args], env);
      assert.notEqual(status, 0);
      assert.ok(stderr.includes(`Nothing runs in ${text}: start it`), stderr);
    }
    const hit = existsSync(join(ROOT, 'hit'));
    rmSync(join(ROOT, 'hit'), { force: true });
    assert.equal(hit, false);
    const data = join(dir.path, "it's $d");
    mkdirSync(data);
    writeFileSync(join(data, 'env'), "CHAT_URLS='http://127.0.0.1:1'\n");
    const { stderr } = run(ROOT, ['chat', `DATA_DIR=${data}`, 'NAME=ada', 'ROOM=$x']);
    assert.match(stderr, /ROOM=\$x: /);
  });
});
