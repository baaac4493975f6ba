import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { defaultCacheDir, findTool } from '../../../src/local/binaries.ts';
import { ROOT } from '../../../src/local/page.ts';
import {
  atLeast,
  KUSTOMIZE,
  NATS_CLI,
  NATS_SERVER,
  parseVersion,
  releasePlatform,
  type Tool,
} from '../../../src/local/tools.ts';
import { tempDir } from '../../support/temp.ts';

describe('versions', () => {
  const printed: [string, string | undefined][] = [
    ['nats-server: v2.15.2\n', '2.15.2'],
    ['v0.5.1', '0.5.1'],
    ['0.4.0', '0.4.0'],
    ['nats-server: v2.12.0-RC.1', '2.12.0'],
    ['development', undefined],
  ];
  for (const [output, version] of printed) {
    it(`reads ${JSON.stringify(output)}`, () => assert.equal(parseVersion(output), version));
  }

  it('compares number by number, not letter by letter', () => {
    assert.equal(atLeast('2.9.10', '2.11.0'), false);
    assert.equal(atLeast('2.11.0', '2.11.0'), true);
    assert.equal(atLeast('2.15.0', '2.11.3'), true);
    assert.equal(atLeast('10.0.0', '9.9.9'), true);
    assert.equal(atLeast('0.4.0', '0.3.2'), true);
  });
});

describe('pinned releases', () => {
  for (const tool of [NATS_SERVER, NATS_CLI, KUSTOMIZE]) {
    it(`${tool.name} has a checksum for the usual platforms`, () => {
      for (const [platform, arch] of [
        ['linux', 'x64'],
        ['linux', 'arm64'],
        ['darwin', 'x64'],
        ['darwin', 'arm64'],
      ] as const) {
        assert.match(tool.release.sha256[releasePlatform(platform, arch)] ?? '', /^[0-9a-f]{64}$/);
      }
    });
  }
});

describe('finding a program', () => {
  const dir = tempDir('find tool');
  after(() => dir.remove());
  const path = process.env['PATH'];
  afterEach(() => {
    process.env['PATH'] = path;
  });

  /** A program of a name that nothing else on this machine has, which says `version`. */
  const script = (version: string) => `#!/bin/sh\necho ${version}\n`;
  const put = (folder: string, version: string) => {
    const at = join(dir.path, folder);
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, NAME), script(version));
    chmodSync(join(at, NAME), 0o755);
    return at;
  };
  const NAME = 'chatk8s-test-tool' as Tool['name'];
  const tool = (release: Partial<Tool['release']> = {}): Tool => ({
    name: NAME,
    minimum: '2.11.0',
    release: { version: '0', url: () => 'http://127.0.0.1:1/x.zip', sha256: {}, ...release },
    goPackage: 'invalid.invalid/nothing@v0',
  });
  const onlySh = '/usr/bin:/bin';

  it('takes the one on PATH', async () => {
    const at = put('new', '2.12.1');
    process.env['PATH'] = `${at}${delimiter}${onlySh}`;
    assert.equal(await findTool(tool(), { say: assert.fail, cacheDir: dir.path }), join(at, NAME));
  });

  it('keeps what it fetches in the person’s cache, or beside the packages where there is none', () => {
    const { HOME, XDG_CACHE_HOME } = process.env;
    try {
      process.env['XDG_CACHE_HOME'] = join(dir.path, 'cache of mine');
      assert.equal(defaultCacheDir(), join(dir.path, 'cache of mine/chatk8s'));
      writeFileSync(join(dir.path, 'file'), '');
      process.env['XDG_CACHE_HOME'] = '';
      process.env['HOME'] = join(dir.path, 'file');
      assert.equal(defaultCacheDir(), join(ROOT, 'node_modules/.cache/chatk8s'));
    } finally {
      Object.assign(process.env, { HOME, XDG_CACHE_HOME: XDG_CACHE_HOME ?? '' });
    }
  });

  it('passes over an old one with a line that says so', async () => {
    process.env['PATH'] = `${put('old', '2.9.10')}${delimiter}${onlySh}`;
    const cacheDir = put('cache', '2.13.0');
    const said: string[] = [];
    const found = await findTool(tool(), { say: (line) => said.push(line), cacheDir });
    assert.equal(found, join(cacheDir, NAME));
    assert.equal(said.length, 1);
    assert.match(said[0] ?? '', /2\.9\.10 is older than 2\.11\.0$/);
  });

  it('says each way that fails in one line, and what to do', async () => {
    process.env['PATH'] = join(dir.path, 'nowhere');
    const said: string[] = [];
    const cacheDir = join(dir.path, 'empty');
    await assert.rejects(
      findTool(tool(), { say: (line) => said.push(line), cacheDir }),
      /none could be fetched: put one on PATH/,
    );
    assert.deepEqual(
      said.map((line) => line.split(': ')[1]),
      ['release', 'go install', 'pip'],
      said.join('\n'),
    );
  });

  describe('in a release archive', () => {
    let server: ReturnType<typeof createServer>;
    let url: string;
    const archive = zip(`tool-1.0/${NAME}`, script('v2.14.3'));
    const sha256 = createHash('sha256').update(archive).digest('hex');
    const platform = releasePlatform(process.platform, process.arch);

    before((done) => {
      server = createServer((_, response) => response.end(archive));
      server.listen(0, '127.0.0.1', () => {
        url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tool-1.0.zip`;
        done();
      });
    });
    after((done) => {
      server.closeAllConnections();
      server.close(done);
    });

    it('fetches, checks and keeps it', async () => {
      process.env['PATH'] = onlySh;
      const cacheDir = join(dir.path, 'fetched');
      const release = { url: () => url, sha256: { [platform]: sha256 } };
      const found = await findTool(tool(release), { say: () => undefined, cacheDir });
      assert.equal(found, join(cacheDir, NAME));
      assert.equal(await findTool(tool(), { say: assert.fail, cacheDir }), found);
    });

    it('does not take one with another checksum', async () => {
      process.env['PATH'] = join(dir.path, 'nowhere');
      const said: string[] = [];
      const release = { url: () => url, sha256: { [platform]: '0'.repeat(64) } };
      const cacheDir = join(dir.path, 'refused');
      await assert.rejects(findTool(tool(release), { say: (line) => said.push(line), cacheDir }));
      assert.ok(
        said.some((line) => line.includes(`its checksum is ${sha256}`)),
        said.join('\n'),
      );
    });
  });
});

/** A zip archive of one file, as `zip` writes it. */
function zip(name: string, content: string): Buffer {
  const nameBytes = Buffer.from(name);
  const packed = deflateRawSync(content);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt16LE(nameBytes.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt32LE(content.length, 24);
  entry.writeUInt16LE(nameBytes.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length + nameBytes.length, 12);
  end.writeUInt32LE(local.length + nameBytes.length + packed.length, 16);
  return Buffer.concat([local, nameBytes, packed, entry, nameBytes, end]);
}
