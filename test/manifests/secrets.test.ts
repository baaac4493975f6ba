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
  OVERLAYS,
  podOf,
  renderEverything,
} from './everything.ts';
import type { Manifest } from './render.ts';

/** nats-server puts its environment into its configuration; a file it takes only as a whole part of that. */
const READS_ITS_ENVIRONMENT = 'nats';
const READ_BY_GROUP = 0o440;
const SECRET_FILE = /(PASSWORD|SECRET|DATABASE_URL)_FILE$/;

/** Where the password is of each database user who logs in, beside the one that provisioning gives him. */
const DATABASE_PASSWORDS = [
  ['operator DB_PASSWORD', 'provision OPERATOR_DB_PASSWORD'],
  ['persister DB_PASSWORD', 'provision PERSISTER_DB_PASSWORD'],
  ['postgres OWNER_DB_PASSWORD', 'provision OWNER_DB_PASSWORD'],
] as const;

/** Who reads as somebody else: what differs is found with the rights of an operator. */
const OWNERS: Record<string, string> = { verify: 'operator' };
/** Of an operator's, those that read. */
const OF_VERIFY = ['DB_PASSWORD', 'NATS_PASSWORD'];

const dataOf = (manifests: Manifest[], kind: string, name: string) =>
  (
    manifests.find((one) => one.kind === kind && one.metadata.name === name) as
      | { data?: Record<string, string> }
      | undefined
  )?.data ?? {};

const entriesOf = (manifests: Manifest[]) =>
  manifests
    .filter(({ kind }) => kind === 'Secret')
    .flatMap(({ metadata: { name }, data }) =>
      Object.entries(data as Record<string, string>).map(([key, value]) => ({ name, key, value })),
    );

/** What each Secret holds: by its name, without the hash of its content, and the key. */
function secretsOf(manifests: Manifest[]) {
  const secrets = new Map<string, string>();
  for (const { name, key, value } of entriesOf(manifests)) {
    const said = Buffer.from(value, 'base64').toString();
    secrets.set(`${name.replace(/-[a-z0-9]{10}$/, '')} ${key}`, said);
  }
  return secrets;
}

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
      'gateway WEBHOOK_SECRET_FILE',
      'persister DB_PASSWORD_FILE',
      'persister NATS_ERASER_PASSWORD_FILE',
      'persister NATS_PASSWORD_FILE',
      'postgres OWNER_DB_PASSWORD_FILE',
      'postgres POSTGRES_PASSWORD_FILE',
      'provision NATS_PASSWORD_FILE',
      'provision OPERATOR_DB_PASSWORD_FILE',
      'provision OWNER_DB_PASSWORD_FILE',
      'provision PERSISTER_DB_PASSWORD_FILE',
      'verify DB_PASSWORD_FILE',
      'verify NATS_PASSWORD_FILE',
      'webhooks NATS_PASSWORD_FILE',
      'webhooks WEBHOOK_SECRET_FILE',
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
        assert.match(secret, new RegExp(`^${OWNERS[name] ?? name}(-tls)?(-[a-z0-9]{10})?$`), where);
      }
    });
  });

  it('of an operator are mounted for the proof of the rows as far as they read, not the one that copies the log', () => {
    each((where, { name }, manifest) => {
      if (name !== 'verify') return;
      const [secret] = podOf(manifest).volumes?.flatMap((volume) => volume.secret ?? []) ?? [];
      assert.deepEqual(secret?.items?.map(({ key }) => key).sort(), OF_VERIFY, where);
    });
  });

  it('of the local overlay have the keys of those that make secrets makes', () => {
    const keys = (overlay: string) =>
      [...secretsOf(rendered.get(overlay) ?? []).keys()]
        .filter((key) => !key.includes('-tls '))
        .sort();
    assert.deepEqual(keys('local'), keys('production'));
  });

  it('of database users are the ones that provisioning and Postgres give them', () => {
    for (const [overlay, manifests] of rendered) {
      const secrets = secretsOf(manifests);
      for (const [one, other] of DATABASE_PASSWORDS) {
        assert.ok(secrets.get(one), `${overlay}: ${one}`);
        assert.equal(secrets.get(one), secrets.get(other), `${overlay}: ${one}`);
      }
    }
  });

  it('of people are those that NATS knows them by: make replay, make backup, make restore', () => {
    const kubectl = join(dir.path, 'kubectl');
    for (const overlay of OVERLAYS) {
      const manifests = rendered.get(overlay) ?? [];
      const persister = manifests.find(
        ({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'persister',
      );
      assert.ok(persister);
      const mounted = podOf(persister).volumes?.find(
        ({ name }) => name === 'provision-credentials',
      );
      const cases = [
        `*' get deployment persister '*) printf %s '${mounted?.secret?.secretName}' ;;`,
        `*' port-forward '*) echo 'Forwarding from 127.0.0.1:5000 -> 4222'; exec sleep 30 ;;`,
      ];
      for (const { name, key, value } of entriesOf(manifests)) {
        const asked = `-n chatk8s get secret ${name} -o jsonpath={.data.${key}}`;
        cases.push(`'${asked}') printf %s '${value}' ;;`);
      }
      writeFileSync(kubectl, `#!/bin/sh\ncase "$*" in\n${cases.join('\n')}\nesac\n`);
      chmodSync(kubectl, 0o755);
      const secrets = secretsOf(manifests);
      for (const user of ['operator', 'backup', 'admin', 'provision']) {
        const script = join(ROOT, 'k8s/nats.sh');
        const args = [script, kubectl, user, 'sh', '-c', 'printf %s "$NATS_URL"'];
        const { stdout, stderr } = spawnSync('sh', args, { encoding: 'utf8' });
        const password = secrets.get(`nats NATS_${user.toUpperCase()}_PASSWORD`);
        assert.ok(password, `${overlay}: ${user}`);
        const url = `nats://${user}:${password}@127.0.0.1:5000`;
        assert.equal(stdout, url, `${overlay}: ${stderr}`);
      }
    }
  });

  it('that are not there are named, and nobody asks with an empty password', () => {
    const kubectl = join(dir.path, 'kubectl');
    writeFileSync(kubectl, '#!/bin/sh\n');
    chmodSync(kubectl, 0o755);
    const args = [join(ROOT, 'k8s/nats.sh'), kubectl, 'backup', 'echo', 'ran'];
    const { status, stdout, stderr } = spawnSync('sh', args, { encoding: 'utf8', timeout: 20_000 });
    assert.deepEqual([status, stdout], [1, '']);
    assert.match(stderr, /operator has no NATS_BACKUP_PASSWORD/);
  });

  it('hold what signs sessions, of guests and of people who sign in with a provider', () => {
    const oidc = rendered.get('local + oidc') ?? [];
    const [gateway] = oidc.filter(
      ({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'gateway',
    );
    assert.ok(gateway);
    const [container] = containersOf(gateway);
    assert.ok(container);
    const file = settingsOf(container, oidc).get('SESSION_SECRET_FILE');
    assert.equal(file, '/etc/credentials/SESSION_SECRET');
    const secret = oidc.find(
      ({ kind, metadata }) => kind === 'Secret' && metadata.name.startsWith('gateway-'),
    );
    assert.ok(secret);
    assert.ok((secret['data'] as Record<string, string>)['SESSION_SECRET']);
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
