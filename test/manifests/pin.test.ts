// Production runs what was meant, for good: `make pin` writes digests that a node or a registry gave, and `make deploy`
// takes nothing without one. kubectl renders as ever and lists the nodes that a test names; the registry is a server here.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { findTool } from '../../src/local/binaries.ts';
import { digestOnNodes, imageOf } from '../../src/local/digests.ts';
import { ROOT } from '../../src/local/page.ts';
import { KUSTOMIZE } from '../../src/local/tools.ts';
import { preparedForProduction } from './everything.ts';

const digest = (character: string) => `sha256:${character.repeat(64)}`;
const nodesWith = (...images: string[][]) => ({
  items: [{ status: { images: images.map((names) => ({ names })) } }, { status: {} }],
});
const PUBLIC: [name: string, tag: string, digest: string][] = [
  ['docker.io/library/postgres', '18.6', digest('1')],
  ['docker.io/library/nats', '2.15.2', digest('2')],
  ['docker.io/grafana/loki', '3.7.8', digest('3')],
  ['docker.io/otel/opentelemetry-collector-k8s', '0.160.0', digest('4')],
];
/** As an operator writes them; what this repository's own overlay names may be pinned already. */
const imagesWith = (port: number) => `images:
  - { name: chatk8s, newName: 127.0.0.1:${port}/team/chatk8s, newTag: 1.2.3 }
  - { name: postgres, newTag: "18.6" }
  # Of the log.
  - { name: nats, newTag: 2.15.2 }
  - { name: grafana/loki, newTag: 3.7.8 }
  - name: otel/opentelemetry-collector-k8s
    newTag: 0.160.0
`;
const pulled = PUBLIC.map(([name, tag, by]) => [`${name}@${by}`, `${name}:${tag}`]);

describe('images by digest', function () {
  this.timeout(120_000);
  let copy: ReturnType<typeof preparedForProduction>;
  let home: string;
  let overlay: string;
  let registry: Server;
  let before: string;
  let asked: string[];
  /** What the registry knows of chatk8s; with `secret`, for those who logged in. */
  let known: { tag: string; digest: string; secret?: boolean } | undefined;

  beforeEach(async () => {
    copy = preparedForProduction();
    home = dirname(copy.k8s);
    overlay = join(copy.k8s, 'overlays/production/kustomization.yaml');
    asked = [];
    registry = createServer(({ url = '', headers, method }, response) => {
      asked.push(`${method} ${url}`);
      const { host } = headers;
      if (url.startsWith('/token')) {
        if (known?.secret) return response.writeHead(401).end();
        return response.end(JSON.stringify({ token: 'anybody' }));
      }
      if (headers.authorization !== 'Bearer anybody') {
        const scope = 'repository:team/chatk8s:pull';
        const challenge = `Bearer realm="http://${host}/token",service="here",scope="${scope}"`;
        return response.writeHead(401, { 'www-authenticate': challenge }).end();
      }
      if (url !== `/v2/team/chatk8s/manifests/${known?.tag}`) return response.writeHead(404).end();
      return response.writeHead(200, { 'docker-content-digest': known?.digest }).end();
    });
    registry.listen(0, '127.0.0.1');
    await once(registry, 'listening');
    const { port } = registry.address() as AddressInfo;
    before = readFileSync(overlay, 'utf8')
      .replace(/^images:\n(?: .*\n)*/m, imagesWith(port))
      .replaceAll('example.org', 'chat.test');
    writeFileSync(overlay, before);
  });
  afterEach(async () => {
    copy.remove();
    registry.close();
    registry.closeAllConnections();
  });

  const script = (name: string, text: string) => {
    const path = join(home, name);
    writeFileSync(path, `#!/bin/sh\n${text}\n`);
    chmodSync(path, 0o755);
    return path;
  };
  const kubectl = async (nodes: object) => {
    const kustomize = await findTool(KUSTOMIZE, { say: () => undefined });
    writeFileSync(join(home, 'nodes.json'), JSON.stringify(nodes));
    return script(
      'kubectl',
      `case $1 in kustomize) exec '${kustomize}' build "$2" ;; get) cat '${home}/nodes.json' ;; esac`,
    );
  };
  const pin = async (nodes: object, docker = 'no-docker-here') => {
    const env = { ...process.env, OVERLAY: 'production', DOCKER: docker };
    const child = spawn(process.execPath, [join(ROOT, 'src/local/pin.ts')], {
      cwd: home,
      env: { ...env, KUBECTL: await kubectl(nodes) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (text) => {
      said += String(text);
    });
    const [code] = await once(child, 'close');
    return { code, said, text: readFileSync(overlay, 'utf8') };
  };
  const deployable = async (name = 'production') => {
    const args = [join(copy.k8s, 'production.sh'), await kubectl({}), name];
    const { status, stderr } = spawnSync('sh', args, { cwd: home, encoding: 'utf8' });
    return { status, stderr };
  };

  it('are written from the nodes that pulled them and from the registry, and nothing else changes', async () => {
    known = { tag: '1.2.3', digest: digest('9') };
    const { code, said, text } = await pin(nodesWith(...pulled));
    assert.equal(code, 0, said);
    const tags = ['1.2.3', '18.6', '2.15.2', '3.7.8', '0.160.0'];
    const digests = [digest('9'), ...PUBLIC.map(([, , by]) => by)];
    const written = [...text.matchAll(/newTag: "([^"]+)"/g)].map(([, tag]) => tag);
    assert.deepEqual(
      written,
      tags.map((tag, i) => `${tag}@${digests[i]}`),
    );
    const lines = before.split('\n');
    const changed = text.split('\n').filter((line) => !lines.includes(line));
    assert.equal(changed.length, 5);
    assert.equal((await deployable()).status, 0);
    const again = await pin({ items: [] });
    assert.deepEqual([again.code, again.text], [0, text]);
  });

  it('are written all or none, and what has none is said', async () => {
    known = { tag: '1.2.2', digest: digest('9') };
    const { code, said, text } = await pin(nodesWith(...pulled));
    assert.equal(code, 1);
    assert.match(
      said,
      /team\/chatk8s:1\.2\.3: no node pulled it, and 127\.0\.0\.1:\d+ answers 404/,
    );
    assert.match(said, /Nothing is written/);
    assert.equal(text, before);
  });

  it('behind a password are asked of Docker, which knows it', async () => {
    known = { tag: '1.2.3', digest: digest('9'), secret: true };
    const without = await pin(nodesWith(...pulled));
    assert.deepEqual([without.code, without.text], [1, before]);
    assert.match(without.said, /wants a password/);
    const docker = script('docker', `[ "$2" = imagetools ] && echo '${digest('8')}'`);
    const { code, said, text } = await pin(nodesWith(...pulled), docker);
    assert.equal(code, 0, said);
    assert.match(text, new RegExp(`"1\\.2\\.3@${digest('8')}"`));
  });

  it('are what production is deployed with: without one it is refused, with what to do', async () => {
    const { status, stderr } = await deployable();
    assert.equal(status, 1);
    assert.match(stderr, /postgres:18\.6.*make pin OVERLAY=production\n$/);
    known = { tag: '1.2.3', digest: digest('9') };
    await pin(nodesWith(...pulled));
    const next = readFileSync(overlay, 'utf8').replace(/"1\.2\.3@sha256:\w+"/, '1.2.4');
    writeFileSync(overlay, next);
    const later = await deployable();
    assert.equal(later.status, 1);
    assert.match(later.stderr, /\(127\.0\.0\.1:\d+\/team\/chatk8s:1\.2\.4\)/);
  });

  it('are asked for once nothing of the example is left', async () => {
    writeFileSync(overlay, before.replace('//id.chat.test', '//id.example.org'));
    const { status, stderr } = await deployable();
    assert.equal(status, 1);
    assert.match(stderr, /example \(https:\/\/id\.example\.org\): set yours in \S+production/);
  });

  it('are looked at before anything is applied', () => {
    const { stdout } = spawnSync('make', ['-n', 'deploy', 'OVERLAY=production'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    assert.match(stdout, /k8s\/production\.sh[^\n]* 'production'\n(?:.*\n)*.* apply -k/);
  });

  it('are not asked for elsewhere: a cluster without a registry takes the local overlay', async () => {
    assert.deepEqual(await deployable('local'), { status: 0, stderr: '' });
  });
});

describe('a digest on nodes', () => {
  const image = { registry: 'docker.io', repository: 'library/nats', tag: '2' };
  const nats = (by: string, tag = '2') => [
    `docker.io/library/nats@${by}`,
    `docker.io/library/nats:${tag}`,
  ];

  it('is that of the tag, under the name it was pulled by', () => {
    const nodes = nodesWith(nats(digest('1'), '1'), nats(digest('2')), ['docker.io/other/nats:2']);
    assert.equal(digestOnNodes(image, nodes), digest('2'));
  });

  it('is none where the image was loaded, where nodes differ, and where nothing is known', () => {
    const loaded = [`docker.io/library/import-2026@${digest('1')}`, 'docker.io/library/nats:2'];
    for (const nodes of [
      nodesWith(loaded),
      nodesWith(nats(digest('1')), nats(digest('2'))),
      nodesWith(['docker.io/library/nats@sha256:short', 'docker.io/library/nats:2']),
      { items: [{ status: { images: [{ names: null }] } }] },
      { items: [] },
    ]) {
      assert.equal(digestOnNodes(image, nodes), undefined);
    }
  });

  it('is looked for under the name that runtimes give an image', () => {
    const names = ['nats:2', 'grafana/loki:3', 'localhost:5000/a/b:c', 'ghcr.io/x/y:v1'];
    assert.deepEqual(
      names.map((name) => Object.values(imageOf(name) ?? {}).join(' ')),
      [
        'docker.io library/nats 2',
        'docker.io grafana/loki 3',
        'localhost:5000 a/b c',
        'ghcr.io x/y v1',
      ],
    );
    for (const name of ['nats', 'localhost:5000/nats', `nats:2@${digest('1')}`]) {
      assert.equal(imageOf(name), undefined, name);
    }
  });
});
