// The page's files as browsers ask for them, over a real connection: in which encoding, and whether they have them already.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { loadPage } from '../../../src/gateway/edge/page.ts';
import { tempDir } from '../../support/temp.ts';

const SCRIPT = 'say("the same, again and again");\n'.repeat(100);
const ICON = '<svg/>';

describe('the files of the page', () => {
  const dir = tempDir('files');
  let server: Server;

  before((done) => {
    mkdirSync(join(dir.path, 'assets'));
    for (const name of ['index.html', 'assets/main.js']) {
      writeFileSync(join(dir.path, name), SCRIPT);
      writeFileSync(join(dir.path, `${name}.br`), brotliCompressSync(SCRIPT));
      writeFileSync(join(dir.path, `${name}.gz`), gzipSync(SCRIPT));
    }
    writeFileSync(join(dir.path, 'icon.svg'), ICON);
    for (const name of ['worker', 'worker-off']) writeFileSync(join(dir.path, `${name}.js`), name);
    const page = loadPage(dir.path);
    server = createServer((request, response) => {
      if (!page(request, response, request.url ?? '')) response.writeHead(404).end();
    });
    server.listen(0, '127.0.0.1', done);
  });
  after((done) => {
    dir.remove();
    server.close(done);
  });

  interface Answer {
    status: number | undefined;
    headers: IncomingMessage['headers'];
    body: Buffer;
  }
  const ask = (path: string, headers: Record<string, string> = {}) =>
    new Promise<Answer>((resolve, reject) => {
      const { port } = server.address() as AddressInfo;
      get({ host: '127.0.0.1', port, path, headers, agent: false }, async (response) => {
        const body = Buffer.concat(await response.toArray());
        resolve({ status: response.statusCode, headers: response.headers, body });
      }).on('error', reject);
    });

  it('are the page itself where a link leads to a room or a message of it', async () => {
    for (const path of ['/r/lobby', '/r/lobby/', '/r/lobby/17']) {
      const { status, body } = await ask(path);
      assert.equal(status, 200, path);
      assert.equal(String(body), SCRIPT, path);
    }
    for (const path of ['/r', '/r/', '/r/lobby/17/18', '/r/lobby/x', '/rooms/lobby']) {
      assert.equal((await ask(path)).status, 404, path);
    }
  });

  for (const path of ['/', '/assets/main.js']) {
    it(`${path} comes in the smallest encoding that the browser takes`, async () => {
      const cases: { accepted?: string; encoding?: string }[] = [
        { accepted: 'gzip, deflate, br, zstd', encoding: 'br' },
        { accepted: 'gzip, deflate', encoding: 'gzip' },
        { accepted: 'br;q=0, gzip;q=0.5', encoding: 'gzip' },
        { accepted: '*', encoding: 'br' },
        { accepted: 'zstd' },
        { accepted: 'br;q=0, gzip;q=0' },
        { accepted: '' },
        {},
      ];
      for (const { accepted, encoding } of cases) {
        const asked: Record<string, string> =
          accepted === undefined ? {} : { 'accept-encoding': accepted };
        const { headers, body } = await ask(path, asked);
        assert.equal(headers['content-encoding'], encoding);
        assert.equal(headers['vary'], 'accept-encoding');
        const plain =
          encoding === 'br'
            ? brotliDecompressSync(body)
            : encoding === 'gzip'
              ? gunzipSync(body)
              : body;
        assert.equal(String(plain), SCRIPT);
      }
    });
  }

  it('have a tag of their own in each encoding, and are not sent again to who has it', async () => {
    const path = '/assets/main.js';
    const tags = new Set<string | undefined>();
    for (const encoding of ['br', 'gzip', 'identity']) {
      const asked = { 'accept-encoding': encoding };
      const { etag = '' } = (await ask(path, asked)).headers;
      tags.add(etag);
      const again = await ask(path, { ...asked, 'if-none-match': etag });
      assert.equal(again.status, 304);
      assert.equal(again.body.length, 0);
      assert.equal(again.headers['vary'], 'accept-encoding');
    }
    assert.equal(tags.size, 3);
  });

  it('below /assets are kept for good, the others are asked for again', async () => {
    const kept = (await ask('/assets/main.js')).headers['cache-control'];
    assert.equal(kept, 'public, max-age=31536000, immutable');
    assert.equal((await ask('/')).headers['cache-control'], 'no-cache');
  });

  it('have one among them that keeps them in a browser, or, switched off, one that takes it out again', async () => {
    const { headers, body } = await ask('/worker.js');
    assert.equal(headers['cache-control'], 'no-cache');
    assert.match(String(headers['content-security-policy']), /worker-src 'self'/);
    assert.equal(String(body), 'worker');
    const off = loadPage(dir.path, { offline: false });
    const other = createServer((request, response) => void off(request, response, '/worker.js'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/worker.js`);
    assert.equal(await answer.text(), 'worker-off');
    other.closeAllConnections();
    other.close();
  });

  it('that were compressed are no files of their own', async () => {
    assert.equal((await ask('/assets/main.js.br')).status, 404);
    assert.equal((await ask('/index.html.gz')).status, 404);
  });

  it('that the build did not compress come as they are', async () => {
    const { headers, body } = await ask('/icon.svg', { 'accept-encoding': 'br' });
    assert.equal(headers['content-encoding'], undefined);
    assert.equal(headers['vary'], undefined);
    assert.equal(String(body), ICON);
  });
});
