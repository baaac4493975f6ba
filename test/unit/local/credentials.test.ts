import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCredentials } from '../../../src/local/credentials.ts';
import { tempDir } from '../../support/temp.ts';

describe('the secrets of a data directory', () => {
  const dir = tempDir('secrets');
  const path = join(dir.path, 'secrets.json');
  after(() => dir.remove());

  it('are made once, for the owner only, and found again', () => {
    const made = loadCredentials(path);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.deepEqual(loadCredentials(path), made);
  });

  it('get the password of a user that is newer than the file, and keep the others', () => {
    const made = loadCredentials(path);
    const { backup: _, eraser: __, admin: ___, ...older } = made.nats;
    writeFileSync(path, JSON.stringify({ ...made, nats: older }));
    const loaded = loadCredentials(path);
    assert.deepEqual({ ...loaded, nats: older }, { ...made, nats: older });
    assert.ok(loaded.nats.backup.length > 16 && loaded.nats.eraser.length > 16);
    assert.deepEqual(loadCredentials(path), loaded);
  });

  it('are not made anew beside a database that knows the old ones only', () => {
    const other = join(dir.path, 'other.json');
    const database = join(dir.path, 'postgres');
    mkdirSync(database);
    assert.throws(() => loadCredentials(other, database), /is gone, and .*bring it back, or move/);
    assert.equal(existsSync(other), false);
    rmdirSync(database);
    assert.deepEqual(loadCredentials(other, database), loadCredentials(other));
  });

  it('that were cut, emptied or are no secrets are kept, and a sentence says what to do', () => {
    const whole = readFileSync(path, 'utf8');
    for (const text of ['', '{', whole.slice(0, 40), '[]', 'null', '{"nats":{}}']) {
      writeFileSync(path, text);
      assert.throws(() => loadCredentials(path), /bring it back, or delete/, text);
      assert.equal(readFileSync(path, 'utf8'), text);
    }
  });
});
