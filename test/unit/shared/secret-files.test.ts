import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { natsEnv, readEnv } from '../../../src/shared/env.ts';

describe('secrets in files', () => {
  const dir = mkdtempSync(join(tmpdir(), 'secrets-'));
  after(() => rmSync(dir, { recursive: true }));
  const file = (name: string, text: string) => {
    writeFileSync(join(dir, name), text);
    return join(dir, name);
  };
  const url = { NATS_URL: 'nats://127.0.0.1:4222' };

  it('NAME_FILE is read as NAME, without its last line end', () => {
    const env = { ...url, NATS_PASSWORD_FILE: file('password', 'se cret\n') };
    assert.equal(readEnv('test', z.object(natsEnv), env).NATS_PASSWORD, 'se cret');
  });

  it('every file that does not serve is a problem, and the program exits with 78', () => {
    const given = {
      PATH: process.env['PATH'],
      ...url,
      NATS_PASSWORD_FILE: join(dir, 'none'),
      SESSION_SECRET_FILE: file('empty', '\n'),
      LOKI_PASSWORD: 'hidden',
      LOKI_PASSWORD_FILE: file('loki', 'hidden'),
    };
    const { status, stderr } = spawnSync(process.execPath, ['src/gateway/main.ts'], {
      env: given,
      encoding: 'utf8',
    });
    assert.equal(status, 78, stderr);
    assert.match(stderr, /NATS_PASSWORD_FILE names a file that cannot be read/);
    assert.match(stderr, /SESSION_SECRET_FILE names an empty file/);
    assert.match(stderr, /LOKI_PASSWORD_FILE and LOKI_PASSWORD are both set/);
    assert.doesNotMatch(stderr, /hidden|SESSION_SECRET is required/);
  });
});
