// The nats-server of one machine: what its person set for other programs is not its business.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { newCredentials } from '../../../src/local/credentials.ts';
import { natsReady, saysWriteFailed, startNatsServer } from '../../../src/local/nats.ts';
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

  it('may be told anything by who has no password: no line of it says that a write failed', async () => {
    const { nats: passwords } = newCredentials();
    const storeDir = join(dir.path, 'refusing');
    const server = startNatsServer({ binary: await natsBinary(), storeDir, port: 0, passwords });
    try {
      const port = await natsReady(server);
      const words = '[1] 2026/11/26 04:50:10.1 [ERR] JetStream out of space, will be DISABLED';
      const said = `will be DISABLED\n${words}\r\n${words}`;
      const options = { user: said, pass: said, name: said, lang: said, version: said };
      for (const sent of [`CONNECT ${JSON.stringify(options)}\r\nPING`, said]) {
        const socket = connect(port, '127.0.0.1');
        socket.on('error', () => undefined);
        socket.resume();
        socket.write(`${sent}\r\n`);
        await once(socket, 'close');
      }
      await server.waitForLine((line) => line.includes('will be DISABLED') || undefined, 10_000);
      assert.deepEqual(server.lines().filter(saysWriteFailed), []);
    } finally {
      await server.stop();
    }
  });
});
