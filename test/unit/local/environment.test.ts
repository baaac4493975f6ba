import assert from 'node:assert/strict';
import { cleanEnv } from '../../../src/local/environment.ts';
import { inheritedEnv } from '../../../src/local/programs.ts';

describe('the environment of the programs', () => {
  const settings = { POST_RATE: '5', PATH: '/bin', NODE_EXTRA_CA_CERTS: '/ca.pem' };

  it('has the person’s settings, and its clock reads UTC', () => {
    assert.deepEqual(cleanEnv({ ...settings, TZ: 'Europe/Berlin' }), { ...settings, TZ: 'UTC' });
  });

  it('of our own programs has no credentials but their own, nor a file that would hold some', () => {
    const credentials = {
      NATS_URL: 'nats://elsewhere:4222',
      NATS_PASSWORD_FILE: '/nats',
      DATABASE_URL_FILE: '/url',
      DB_PASSWORD: 'theirs',
      DB_PASSWORD_FILE: '/rows',
      OWNER_DB_PASSWORD_FILE: '/owner',
      SESSION_SECRET_FILE: '/session',
    };
    assert.deepEqual(inheritedEnv({ ...settings, ...credentials }), { ...settings, TZ: 'UTC' });
  });

  it('has nothing that Postgres or Node would read, and no proxy', () => {
    const others = {
      PGSSLMODE: 'require',
      PGOPTIONS: '-c search_path=work',
      PGDATA: '/nowhere',
      PGHOST: 'db',
      NODE_OPTIONS: '--inspect',
      NODE_USE_ENV_PROXY: '1',
      NODE_ENV: 'production',
      NODE_PATH: '/lib',
      HTTP_PROXY: 'http://proxy:1',
      https_proxy: 'http://proxy:1',
      ALL_PROXY: 'socks5://proxy:1',
      no_proxy: 'localhost',
    };
    for (const clean of [cleanEnv, inheritedEnv]) {
      assert.deepEqual(clean({ ...settings, ...others }), { ...settings, TZ: 'UTC' });
    }
  });
});
