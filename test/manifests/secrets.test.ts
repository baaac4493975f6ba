// Where the secrets of a deployment are, and where they are not: in files that a container's own user reads, in no
// argument and, but for nats-server's, in no environment.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../../src/local/page.ts';
import { tempDir } from '../support/temp.ts';
import {
  type Container,
  containersOf,
  type Everything,
  isWorkload,
  podOf,
  renderEverything,
} from './everything.ts';
import type { Manifest } from './render.ts';

/** nats-server puts its environment into its configuration; a file it takes only as a whole part of that. */
const READS_ITS_ENVIRONMENT = 'nats';
const READ_BY_GROUP = 0o440;
const SECRET_FILE = /(PASSWORD|SECRET|DATABASE_URL)_FILE$/;

const dataOf = (manifests: Manifest[], kind: string, name: string) =>
  (
    manifests.find((one) => one.kind === kind && one.metadata.name === name) as
      | { data?: Record<string, string> }
      | undefined
  )?.data ?? {};

/** What a container's environment says, but for what is taken from secrets. */
function settingsOf({ env = [], envFrom = [] }: Container, manifests: Manifest[]) {
  const settings = new Map<string, string>();
  for (const { configMapRef } of envFrom) {
    if (configMapRef === undefined) continue;
    const data = dataOf(manifests, 'ConfigMap', configMapRef.name);
    for (const [name, value] of Object.entries(data)) settings.set(name, value);
  }
  for (const { name, value } of env) if (value !== undefined) settings.set(name, value);
  return settings;
}

describe('secrets of a deployment', function () {
  this.timeout(300_000);
  let copy: Everything['copy'];
  let rendered: Everything['rendered'];
  before(async () => {
    ({ copy, rendered } = await renderEverything());
  });
  const dir = tempDir('owner');
  after(() => {
    copy?.remove();
    dir.remove();
  });

  const each = (look: (where: string, container: Container, manifest: Manifest) => void) => {
    for (const [overlay, manifests] of rendered) {
      for (const manifest of manifests.filter(isWorkload)) {
        for (const container of containersOf(manifest)) {
          look(`${overlay}: ${manifest.metadata.name}/${container.name}`, container, manifest);
        }
      }
    }
  };

  it('are in no argument and no command', () => {
    each((where, { command = [], args = [] }) => {
      assert.doesNotMatch([...command, ...args].join('\n'), /\$\(\w*(PASSWORD|SECRET|URL)/, where);
    });
  });

  it('are in no environment where a file can be read instead', () => {
    each((where, { name, env = [], envFrom = [] }) => {
      if (name === READS_ITS_ENVIRONMENT) return;
      assert.ok(!env.some(({ valueFrom }) => valueFrom?.secretKeyRef !== undefined), where);
      assert.ok(!envFrom.some(({ secretRef }) => secretRef !== undefined), where);
      assert.doesNotMatch(env.map(({ value }) => value).join('\n'), /\$\(\w*(PASSWORD|SECRET)/);
    });
  });

  it('are files where the settings say, which the container’s own user may read and nobody may write', () => {
    const read = new Map<string, string[]>();
    for (const [overlay, manifests] of rendered) {
      for (const manifest of manifests.filter(isWorkload)) {
        const { volumes = [], securityContext } = podOf(manifest);
        for (const container of containersOf(manifest)) {
          const where = `${overlay}: ${container.name}`;
          for (const [name, path] of settingsOf(container, manifests)) {
            if (!SECRET_FILE.test(name) || path === '') continue;
            const mount = container.volumeMounts?.find(({ mountPath }) =>
              path.startsWith(`${mountPath}/`),
            );
            assert.equal(mount?.readOnly, true, `${where}: ${name}`);
            const secret = volumes.find((volume) => volume.name === mount?.name)?.secret;
            const data = dataOf(manifests, 'Secret', secret?.secretName ?? '');
            assert.ok(data[path.slice(String(mount?.mountPath).length + 1)], `${where}: ${name}`);
            assert.equal(secret?.defaultMode, READ_BY_GROUP, where);
            assert.ok(securityContext?.fsGroup, where);
            read.set(overlay, [...(read.get(overlay) ?? []), `${container.name} ${name}`]);
          }
        }
      }
    }
    assert.deepEqual(read.get('local')?.sort(), [
      'gateway NATS_PASSWORD_FILE',
      'gateway SESSION_SECRET_FILE',
      'persister DB_PASSWORD_FILE',
      'persister NATS_PASSWORD_FILE',
      'postgres OWNER_DB_PASSWORD_FILE',
      'postgres POSTGRES_PASSWORD_FILE',
      'provision NATS_PASSWORD_FILE',
      'provision OPERATOR_DB_PASSWORD_FILE',
      'provision OWNER_DB_PASSWORD_FILE',
      'provision PERSISTER_DB_PASSWORD_FILE',
    ]);
  });

  it('of each container are its own and nobody else’s', () => {
    each((where, { name, envFrom = [], volumeMounts = [] }, manifest) => {
      const mounted = podOf(manifest).volumes?.flatMap((volume) => {
        const mounts = volumeMounts.some((mount) => mount.name === volume.name);
        return mounts && volume.secret ? [volume.secret.secretName] : [];
      });
      const taken = envFrom.flatMap(({ secretRef }) => (secretRef ? [secretRef.name] : []));
      for (const secret of [...(mounted ?? []), ...taken]) {
        assert.match(secret, new RegExp(`^${name}(-tls)?(-[a-z0-9]{10})?$`), where);
      }
    });
  });

  it('are not needed to sign guests in where nobody is a guest', () => {
    const oidc = rendered.get('local + oidc') ?? [];
    const [gateway] = oidc.filter(
      ({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'gateway',
    );
    assert.ok(gateway);
    const [container] = containersOf(gateway);
    assert.ok(container);
    assert.equal(settingsOf(container, oidc).get('SESSION_SECRET_FILE'), '');
  });

  it('between NATS servers are in configuration, never in what a server is started with', () => {
    for (const components of ['nats-cluster', 'tls + nats-cluster', 'nats-cluster + tls']) {
      const manifests = rendered.get(`local + ${components}`) ?? [];
      const nats = manifests.filter(isWorkload).find(({ metadata }) => metadata.name === 'nats');
      assert.ok(nats);
      const { containers, volumes = [] } = podOf(nats);
      const file = components.includes('tls') ? 'tls.conf' : 'nats.conf';
      assert.deepEqual(containers[0]?.args, ['-c', `/etc/nats/${file}`]);
      const conf = volumes.find(({ name }) => name === 'conf') as
        | { configMap?: { name: string } }
        | undefined;
      const data = dataOf(manifests, 'ConfigMap', conf?.configMap?.name ?? '');
      assert.match(String(data['cluster.conf']), /password: \$NATS_ROUTE_PASSWORD/);
      assert.match(String(data[file]), /cluster \{\n +include "cluster\.conf"/);
      const routes = containers[0]?.env?.find(({ name }) => name === 'NATS_ROUTES')?.value ?? '';
      const servers = (parse(routes) as string[]).map((route) => route.split('@')[1]);
      assert.deepEqual(servers, ['nats-0.nats:6222', 'nats-1.nats:6222', 'nats-2.nats:6222']);
    }
  });

  it('of the database’s owner are read by psql itself, and nothing is made where there is none', () => {
    const said = join(dir.path, 'said');
    const psql = join(dir.path, 'psql');
    writeFileSync(psql, `#!/bin/sh\necho "$*" >>'${said}'\ncat >>'${said}'\n`);
    chmodSync(psql, 0o755);
    const file = join(dir.path, 'password');
    const run = () =>
      spawnSync('sh', [join(ROOT, 'k8s/base/postgres/owner.sh')], {
        env: {
          PATH: `${dir.path}:${process.env['PATH']}`,
          POSTGRES_USER: 'postgres',
          OWNER_DB_PASSWORD_FILE: file,
        },
      }).status;
    assert.notEqual(run(), 0);
    writeFileSync(file, 'hidden');
    assert.equal(run(), 0);
    const text = readFileSync(said, 'utf8');
    assert.match(text, /\\set password `cat "\$OWNER_DB_PASSWORD_FILE"`/);
    assert.doesNotMatch(text, /hidden/);
  });
});
