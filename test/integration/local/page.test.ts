// The page is built by what is locked here, whatever lies around the checkout or in the shell.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs, {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { buildPage, pageIsCurrent, ROOT } from '../../../src/local/page.ts';
import { tempDir } from '../../support/temp.ts';

describe('the page', function () {
  this.timeout(120_000);
  const dir = tempDir('page');
  const checkout = join(dir.path, "it's #1 [my] {a,b} chat");
  const foreign = { NODE_ENV: 'development', NODE_OPTIONS: '--no-such-option', HOME: dir.path };
  const own: Record<string, string | undefined> = {};

  before(() => {
    mkdirSync(checkout);
    for (const part of ['src', 'package.json', 'package-lock.json']) {
      cpSync(join(ROOT, part), join(checkout, part), { recursive: true });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(checkout, 'node_modules'));
    for (const [name, value] of Object.entries(foreign)) {
      own[name] = process.env[name];
      process.env[name] = value;
    }
  });
  after(() => {
    for (const [name, value] of Object.entries(own)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    dir.remove();
  });

  it('is built in any directory, beside other people’s configurations and environments', async () => {
    writeFileSync(join(checkout, 'postcss.config.cjs'), 'throw new Error("not of this project")');
    assert.equal(pageIsCurrent(checkout), false);
    await buildPage(checkout);
    assert.equal(pageIsCurrent(checkout), true);
    for (const ending of ['', '.br', '.gz']) {
      assert.ok(existsSync(join(checkout, `dist/web/index.html${ending}`)));
    }
    assert.deepEqual(readdirSync(join(checkout, 'dist')), ['web']);
  });

  it('of another runner that was faster is taken where it is current, else replaced', async () => {
    const built = join(checkout, 'dist/web');
    const { renameSync } = fs;
    for (const current of [true, false]) {
      rmSync(built, { recursive: true, force: true });
      const other = (from: fs.PathLike, to: fs.PathLike) => {
        if (String(to) !== built) return renameSync(from, to);
        fs.renameSync = renameSync;
        syncBuiltinESMExports();
        cpSync(String(from), built, { recursive: true });
        writeFileSync(join(built, 'of-another'), '');
        if (!current) utimesSync(join(built, 'index.html'), 1, 1);
        renameSync(from, to);
      };
      try {
        fs.renameSync = other;
        syncBuiltinESMExports();
        await buildPage(checkout);
      } finally {
        fs.renameSync = renameSync;
        syncBuiltinESMExports();
      }
      assert.equal(pageIsCurrent(checkout), true);
      assert.equal(existsSync(join(built, 'of-another')), current);
      assert.deepEqual(readdirSync(join(checkout, 'dist')), ['web']);
    }
  });

  it('leaves nothing for good of a build that was cut off, and that of one that goes on alone', async () => {
    const dist = join(checkout, 'dist');
    const ended = spawnSync(process.execPath, ['--version']).pid;
    const ours = `web.${process.pid}.before`;
    const left = [`web.${ended}`, `web.${ended}.before`, ours, `web.${process.ppid}`];
    for (const name of left) mkdirSync(join(dist, name, 'assets'), { recursive: true });
    utimesSync(join(dist, 'web/index.html'), 1, 1);
    await buildPage(checkout);
    assert.deepEqual(readdirSync(dist).sort(), ['web', `web.${process.ppid}`]);
    rmSync(join(dist, `web.${process.ppid}`), { recursive: true });
  });

  it('is whole or not there while it is built, and stays when its build fails', async () => {
    const built = join(checkout, 'dist/web');
    rmSync(built, { recursive: true });
    const watch = new Set<string>();
    const timer = setInterval(() => {
      if (existsSync(built)) watch.add(readdirSync(built).sort().join());
    }, 1);
    await buildPage(checkout);
    clearInterval(timer);
    const whole = readdirSync(built).sort().join();
    assert.deepEqual(
      [...watch].filter((seen) => seen !== whole),
      [],
    );
    writeFileSync(join(checkout, 'src/web/main.tsx'), 'no program {');
    assert.equal(pageIsCurrent(checkout), false);
    await assert.rejects(buildPage(checkout), /could not be built/);
    assert.equal(readdirSync(built).sort().join(), whole);
    assert.deepEqual(readdirSync(join(checkout, 'dist')), ['web']);
  });
});
