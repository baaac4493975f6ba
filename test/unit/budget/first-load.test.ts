// What counts as fetched before the page is seen.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstLoad } from '../../budget/first-load.ts';
import { tempDir } from '../../support/temp.ts';

describe('the first load of a built page', () => {
  const dir = tempDir('first-load');
  after(dir.remove);
  const write = (path: string, text: string, compressed: number) => {
    writeFileSync(join(dir.path, path), text);
    writeFileSync(join(dir.path, `${path}.br`), Buffer.alloc(compressed));
  };

  it('is what index.html names and what that imports, each once, and not what is loaded later', () => {
    mkdirSync(join(dir.path, 'assets'));
    write(
      'index.html',
      '<link rel="icon" href="/icon.svg"><link rel="stylesheet" crossorigin href="/assets/a.css">' +
        '<script type="module" crossorigin src="/assets/main.js"></script>',
      1,
    );
    write('assets/a.css', '', 10);
    write(
      'assets/main.js',
      'import{a as b}from"./one.js";import"./two.js";export*from"./three.js";const x=()=>import("./later.js");say("./no.js")',
      100,
    );
    write('assets/one.js', 'import{c}from"./two.js"', 1_000);
    write('assets/two.js', '', 10_000);
    write('assets/three.js', '', 100_000);
    write('assets/later.js', '', 1_000_000);
    const fetched = firstLoad(dir.path);
    assert.equal(
      fetched.reduce((sum, { bytes }) => sum + bytes, 0),
      111_111,
    );
  });

  it('is of no size where it is not compressed', () => {
    writeFileSync(join(dir.path, 'index.html'), '<script src="/assets/bare.js"></script>');
    writeFileSync(join(dir.path, 'assets/bare.js'), '');
    assert.throws(() => firstLoad(dir.path), /bare\.js is not compressed/);
  });
});
