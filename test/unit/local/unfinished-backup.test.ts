import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeUnfinishedBackup } from '../../../src/local/unfinished-backup.ts';
import { tempDir } from '../../support/temp.ts';

describe('what a backup that was cut off left', () => {
  const dir = tempDir('unfinished');
  const part = join(dir.path, 'log.part');
  beforeEach(() => rmSync(part, { recursive: true, force: true }));
  after(() => dir.remove());

  for (const names of [[], ['backup.json'], ['backup.json', 'stream.arc.s2'], ['stream.tar.s2']]) {
    it(`goes: ${names.join(' and ') || 'nothing yet'}`, () => {
      mkdirSync(part);
      for (const name of names) writeFileSync(join(part, name), 'cut off');
      removeUnfinishedBackup(part);
      assert.equal(existsSync(part), false);
    });
  }

  it('need not be there', () => removeUnfinishedBackup(part));

  const others: Record<string, () => void> = {
    'a file of somebody’s': () => writeFileSync(part, 'mine'),
    'a directory with more in it': () => {
      mkdirSync(part);
      writeFileSync(join(part, 'backup.json'), '{}');
      writeFileSync(join(part, 'thesis.tex'), 'mine');
    },
    'a directory in the place of a file': () =>
      mkdirSync(join(part, 'backup.json'), { recursive: true }),
    'a link to elsewhere': () => symlinkSync(dir.path, part),
  };
  for (const [what, make] of Object.entries(others)) {
    it(`is not ${what}: that stays, and a sentence says what to do`, () => {
      make();
      assert.throws(() => removeUnfinishedBackup(part), /log\.part is in the way .*: move it away/);
      assert.ok(existsSync(part));
    });
  }
});
