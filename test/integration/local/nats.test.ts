// The nats-server of one machine: what its person set for other programs is not its business.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newCredentials } from '../../../src/local/credentials.ts';
import { natsReady, startNatsServer } from '../../../src/local/nats.ts';
import { natsBinary } from '../../support/nats.ts';
import { tempDir } from '../../support/temp.ts';

const OTHER_PEOPLES = {
  TZ: 'Asia/Tokyo',
  HTTP_PROXY: 'http://127.0.0.1:9',
  NODE_OPTIONS: '--inspect',
  PGHOST: 'nowhere',
};

describe('nats-server on one machine', () => {
  const dir = tempDir(`nats $HOME "q" it's #1`);
  const own = { ...process.env };
  before(() => Object.assign(process.env, OTHER_PEOPLES));
  after(() => {
    for (const name of Object.keys(OTHER_PEOPLES)) {
      if (own[name] === undefined) delete process.env[name];
      else process.env[name] = own[name];
    }
    dir.remove();
  });

  it('has a clean environment, its clock reads UTC, and its store is where it was told', async () => {
    const { nats: passwords } = newCredentials();
    const storeDir = join(dir.path, 'store');
    const server = startNatsServer({ binary: await natsBinary(), storeDir, port: 0, passwords });
    try {
      await natsReady(server);
      assert.ok(existsSync(join(storeDir, 'jetstream')));
      if (process.platform !== 'linux') return;
      const environment = readFileSync(`/proc/${server.pid}/environ`, 'utf8').split('\0');
      const others = Object.keys(OTHER_PEOPLES);
      const seen = environment.filter((entry) => others.includes(entry.split('=')[0] ?? ''));
      assert.deepEqual(seen, ['TZ=UTC']);
    } finally {
      await server.stop();
    }
  });
});
