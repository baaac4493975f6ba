import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { ConfigError } from '../../../src/local/failure.ts';
import { findNetwork, urlHost } from '../../../src/local/network.ts';
import { takenPorts } from '../../../src/local/ports.ts';
import { freePort } from '../../support/free-port.ts';

const hasIPv6 = Object.values(networkInterfaces())
  .flat()
  .some((address) => address?.address === '::1');

describe('HOST', () => {
  it('is loopback unless told', async () => {
    const local = '127.0.0.1';
    assert.deepEqual(await findNetwork(undefined), {
      loopback: local,
      listen: local,
      reach: local,
    });
  });

  const reached: [string, string][] = [
    ['0.0.0.0', '127.0.0.1'],
    ['127.0.0.2', '127.0.0.2'],
    ['::', '::1'],
    ['::1', '::1'],
    ['[::1]', '::1'],
  ];
  for (const [host, reach] of reached) {
    it(`${host} is asked at ${reach}, and the stores stay on loopback`, async function () {
      if (host.includes(':') && !hasIPv6) this.skip();
      if (host === '127.0.0.2' && process.platform !== 'linux') this.skip();
      const network = await findNetwork(host);
      assert.deepEqual([network.reach, network.loopback], [reach, '127.0.0.1']);
    });
  }

  it('may be a name of this machine', async () => {
    assert.match((await findNetwork('localhost')).listen, /^(127\.0\.0\.1|::1)$/);
  });

  for (const host of ['x86_64-conda-linux-gnu', '192.0.2.77', 'fe80::1%lo', 'a b', '2001:db8::7']) {
    it(`${host} is refused at once, by name, with what to do`, async () => {
      const startedAt = Date.now();
      await assert.rejects(
        findNetwork(host),
        (error) =>
          error instanceof ConfigError &&
          error.message.startsWith(`HOST=${host} is no address`) &&
          error.message.includes('set HOST='),
      );
      assert.ok(Date.now() - startedAt < 2_000);
    });
  }

  it('stands in URLs as they want it', () => {
    assert.equal(urlHost('::1'), '[::1]');
    assert.equal(urlHost('127.0.0.1'), '127.0.0.1');
  });

  it('is where the gateways’ ports must be free', async function () {
    if (!hasIPv6) this.skip();
    const port = await freePort();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, '::1', resolve));
    const use = { port, what: 'gateway-1', variable: 'PORT', inside: false } as const;
    const local = await findNetwork('127.0.0.1');
    assert.deepEqual(await takenPorts([use], local), []);
    const [line] = await takenPorts([use], { ...local, listen: '::1' });
    assert.match(line ?? '', /^PORT: port \d+ \(gateway-1\) is in use: set PORT=…$/);
    await new Promise((resolve) => other.close(resolve));
  });
});
