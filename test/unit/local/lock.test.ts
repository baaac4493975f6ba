import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { LockedError, takeLock } from '../../../src/local/lock.ts';
import { identity } from '../../../src/local/processes.ts';
import { tempDir } from '../../support/temp.ts';

describe('the lock of a data directory', () => {
  const dir = tempDir('lock');
  after(() => dir.remove());
  const file = join(dir.path, 'lock');

  it('refuses a second holder and says who holds it', () => {
    const unlock = takeLock(dir.path);
    assert.throws(
      () => takeLock(dir.path, 1),
      (error) => error instanceof LockedError && error.message.includes(`pid ${process.pid}`),
    );
    unlock();
  });

  it('is free again when it was given back', () => {
    takeLock(dir.path)();
    assert.equal(existsSync(file), false);
    takeLock(dir.path)();
  });

  it('is taken over from a holder that died', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(child, 'spawn');
    takeLock(dir.path, child.pid);
    assert.throws(() => takeLock(dir.path), LockedError);
    child.kill('SIGKILL');
    await once(child, 'close');
    takeLock(dir.path)();
  });

  it('is taken over when the holder’s number belongs to another process now', () => {
    writeFileSync(file, JSON.stringify({ pid: process.pid, identity: 'another boot/1' }));
    const unlock = takeLock(dir.path);
    assert.equal(JSON.parse(readFileSync(file, 'utf8')).identity, identity(process.pid));
    unlock();
  });

  for (const [kind, text] of [
    ['empty', ''],
    ['cut', '{"pid":12'],
    ['null', 'null'],
    ['full of zeros', '\0\0\0\0'],
  ] as const) {
    it(`is taken over when a power cut left it ${kind}`, () => {
      writeFileSync(file, text);
      const unlock = takeLock(dir.path);
      assert.equal(JSON.parse(readFileSync(file, 'utf8')).pid, process.pid);
      unlock();
      assert.deepEqual(readdirSync(dir.path), []);
    });
  }

  it('that cannot be read is an error, not a wait without end', () => {
    mkdirSync(file);
    assert.throws(() => takeLock(dir.path), /EISDIR/);
    rmdirSync(file);
  });

  it('is not given back by somebody who no longer holds it', () => {
    const unlock = takeLock(dir.path);
    const other = JSON.stringify({ pid: 1, identity: identity(1) });
    writeFileSync(file, other);
    unlock();
    assert.equal(readFileSync(file, 'utf8'), other);
  });
});
