import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLogFile, REOPEN_MS, rotate } from '../../../src/local/log-file.ts';
import { eventually } from '../../support/eventually.ts';
import { tempDir } from '../../support/temp.ts';

describe('the log file of a program', () => {
  const dir = tempDir('log-file');
  after(() => dir.remove());

  it('is its owner’s only, and the one before is kept', async () => {
    const path = join(dir.path, 'new', 'a.log');
    for (const line of ['first', 'second']) {
      rotate(path);
      const log = openLogFile(path, { onTrouble: assert.fail });
      log.write(line);
      log.end();
      await eventually(() => assert.equal(readFileSync(path, 'utf8'), `${line}\n`));
    }
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal(readFileSync(`${path}.1`, 'utf8'), 'first\n');
  });

  it('on a full disk loses lines, says so once, and is written again when there is room', async function () {
    if (!existsSync('/dev/full')) this.skip();
    const path = join(dir.path, 'full.log');
    symlinkSync('/dev/full', path);
    const said: string[] = [];
    let clock = 0;
    const onTrouble = (error: NodeJS.ErrnoException) => said.push(error.code ?? '');
    const log = openLogFile(path, { onTrouble, now: () => clock });
    log.write('lost');
    await eventually(() => assert.deepEqual(said, ['ENOSPC']));
    for (let tries = 0; tries < 5; tries++) {
      clock += REOPEN_MS;
      log.write('lost');
      await sleep(20);
    }
    assert.deepEqual(said, ['ENOSPC']);

    rmSync(path);
    await eventually(() => {
      clock += REOPEN_MS;
      log.write('kept');
      assert.match(readFileSync(path, 'utf8'), /kept\n$/);
    });
    log.end();
  });

  it('is opened again after a while, whatever becomes of the time of day', async function () {
    if (!existsSync('/dev/full')) this.skip();
    const path = join(dir.path, 'clock.log');
    symlinkSync('/dev/full', path);
    const own = Date.now;
    let setForwardMs = 0;
    Date.now = () => own() + setForwardMs;
    try {
      const failed = Promise.withResolvers<Error>();
      const log = openLogFile(path, { onTrouble: failed.resolve });
      log.write('lost');
      await failed.promise;
      rmSync(path);
      setForwardMs = 86_400_000;
      log.write('early');
      await sleep(50);
      log.end();
      assert.equal(existsSync(path), false);
    } finally {
      Date.now = own;
    }
  });
});
