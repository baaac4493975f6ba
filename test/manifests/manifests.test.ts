// The manifests without a cluster: every overlay and sensible combination renders, every object is what the API
// takes (no unknown field), and what an operator relies on holds for each of them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COOKIE_MAX_BYTES } from '../../src/gateway/edge/cookies.ts';
import { ROOT } from '../../src/local/page.ts';
import {
  COMBINATIONS,
  containersOf,
  type Everything,
  isService,
  isWorkload,
  nameOf,
  OVERLAYS,
  podOf,
  renderEverything,
} from './everything.ts';
import { copyOfManifests, type Manifest, render } from './render.ts';
import { schemaProblems } from './schema.ts';

/** Of an answer that sets cookies. */
const OTHER_HEADERS_BYTES = 1_024;

describe('manifests', function () {
  this.timeout(300_000);
  let copy: Everything['copy'];
  let rendered: Everything['rendered'];
  before(async () => {
    ({ copy, rendered } = await renderEverything());
  });
  after(() => copy?.remove());

  const each = (look: (overlay: string, manifest: Manifest) => void) => {
    for (const [overlay, manifests] of rendered) {
      assert.ok(manifests.length > 30, `${overlay} renders`);
      for (const manifest of manifests) look(overlay, manifest);
    }
  };

  it('hold nothing that the Kubernetes API does not know', () => {
    each((overlay, manifest) => {
      assert.deepEqual(schemaProblems(manifest), [], `${overlay}: ${nameOf(manifest)}`);
    });
  });

  it('are all used: every component is in an overlay or a combination', () => {
    const used = new Set(COMBINATIONS.flatMap(([, ...components]) => components));
    for (const overlay of OVERLAYS) {
      const text = readFileSync(join(ROOT, 'k8s/overlays', overlay, 'kustomization.yaml'), 'utf8');
      for (const [, name] of text.matchAll(/components\/([a-z-]+)/g)) used.add(name ?? '');
    }
    assert.deepEqual([...used].sort(), readdirSync(join(ROOT, 'k8s/components')).sort());
  });

  it('run nothing as root, with a writable root, more rights than it has, or a token it does not use', () => {
    each((overlay, manifest) => {
      if (!isWorkload(manifest) || manifest.metadata.namespace !== 'chatk8s') return;
      const pod = podOf(manifest);
      const where = `${overlay}: ${nameOf(manifest)}`;
      assert.equal(pod.automountServiceAccountToken, false, where);
      assert.equal(pod.enableServiceLinks, false, where);
      assert.equal(pod.securityContext?.runAsNonRoot, true, where);
      assert.equal(pod.securityContext?.seccompProfile?.type, 'RuntimeDefault', where);
      assert.ok(!pod.volumes?.some(({ hostPath }) => hostPath !== undefined), where);
      for (const container of containersOf(manifest)) {
        const { securityContext, resources } = container;
        assert.equal(securityContext?.allowPrivilegeEscalation, false, where);
        assert.equal(securityContext?.readOnlyRootFilesystem, true, where);
        assert.deepEqual(securityContext?.capabilities?.drop, ['ALL'], where);
        assert.ok(resources?.requests?.cpu && resources.requests.memory, where);
        assert.ok(resources?.limits?.memory, where);
      }
    });
  });

  it('ask every service whether it has started, is ready and is alive, each in its own way', () => {
    each((overlay, manifest) => {
      if (!isService(manifest)) return;
      for (const { startupProbe, readinessProbe, livenessProbe } of podOf(manifest).containers) {
        const where = `${overlay}: ${nameOf(manifest)}`;
        assert.ok(startupProbe && readinessProbe && livenessProbe, where);
        assert.notDeepEqual(readinessProbe, livenessProbe, where);
      }
    });
  });

  it('notice a gateway that stands still within 14 s, and never one that stands still for less than 10', () => {
    each((overlay, manifest) => {
      if (nameOf(manifest) !== 'Deployment gateway') return;
      const [gateway] = podOf(manifest).containers;
      const { httpGet, ...liveness } = gateway?.livenessProbe ?? {};
      assert.deepEqual(httpGet, { path: '/livez', port: 'ops' }, overlay);
      const { periodSeconds = 10, timeoutSeconds = 1, failureThreshold = 3 } = liveness;
      // The first probe comes up to a period after it stood still; each is asked a period after the one before it.
      const least = (failureThreshold - 1) * periodSeconds;
      const most = failureThreshold * periodSeconds + timeoutSeconds;
      assert.ok(least >= 10 && most <= 14, `${overlay}: ${least} to ${most} s`);
      assert.equal(liveness.terminationGracePeriodSeconds, 5, overlay);
      // Before it has started, nobody is restarted for it.
      assert.ok(gateway?.startupProbe, overlay);
      assert.equal(gateway?.readinessProbe?.httpGet?.path, '/readyz', overlay);
    });
    const { length } = [...rendered.values()].flatMap((manifests) =>
      manifests.filter((one) => nameOf(one) === 'Deployment gateway'),
    );
    assert.equal(length, rendered.size);
  });

  it('start a NATS anew that takes no writes: alone, whatever it says; among others, not while it catches up', () => {
    const paths = new Map<number, Set<string | undefined>>();
    each((_, manifest) => {
      if (nameOf(manifest) !== 'StatefulSet nats') return;
      const { replicas } = (manifest as unknown as { spec: { replicas: number } }).spec;
      const { path, port } = podOf(manifest).containers[0]?.livenessProbe?.httpGet ?? {};
      assert.equal(port, 'monitor');
      paths.set(replicas, (paths.get(replicas) ?? new Set()).add(path));
    });
    assert.deepEqual(
      paths,
      new Map([
        [1, new Set(['/healthz'])],
        [3, new Set(['/healthz?js-enabled-only=true'])],
      ]),
    );
  });

  it('give a server its certificate and key, its clients the authority’s certificate alone', () => {
    let clients = 0;
    each((overlay, manifest) => {
      if (!isWorkload(manifest)) return;
      const where = `${overlay}: ${nameOf(manifest)}`;
      for (const { name, secret, projected } of podOf(manifest).volumes ?? []) {
        if (name === 'certificate')
          assert.match(String(secret?.secretName), new RegExp(`^${manifest.metadata.name}-tls`));
        for (const source of projected?.sources ?? []) {
          const keys = source.secret?.items.map(({ key }) => key);
          assert.deepEqual(keys, ['ca.crt'], where);
          clients++;
        }
      }
    });
    assert.ok(clients > 0, 'the component tls was looked at');
  });

  it('pin every image', () => {
    each((overlay, manifest) => {
      if (!isWorkload(manifest)) return;
      for (const { image } of containersOf(manifest)) {
        assert.match(
          image,
          /:(?!latest$)[\w.-]+(@sha256:[0-9a-f]{64})?$/,
          `${overlay}: ${nameOf(manifest)}`,
        );
      }
    });
  });

  it('leave the number of gateways to the autoscaler, between 1 and 3', () => {
    const local = rendered.get('local') ?? [];
    const gateway = local.find(
      ({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'gateway',
    );
    assert.equal((gateway as { spec?: { replicas?: number } })?.spec?.replicas, undefined);
    const hpa = local.find(({ kind }) => kind === 'HorizontalPodAutoscaler');
    const { minReplicas, maxReplicas } = (hpa as unknown as { spec: Record<string, number> }).spec;
    assert.deepEqual([minReplicas, maxReplicas], [1, 3]);
  });

  it('of production have no credential in git, and say so when there are none', async () => {
    const bare = copyOfManifests();
    await assert.rejects(render('overlays/production', bare.k8s), /secrets\/gateway\.env/);
    execFileSync('sh', [
      join(bare.k8s, 'secrets.sh'),
      join(bare.k8s, 'overlays/production/secrets'),
    ]);
    await assert.rejects(render('overlays/production', bare.k8s), /certificates\/nats\/tls\.crt/);
    bare.remove();
    const tracked = execFileSync('git', ['ls-files', 'k8s'], { cwd: ROOT, encoding: 'utf8' });
    assert.doesNotMatch(tracked, /production\/(secrets|certificates)/);
  });

  it('of production let in whom an identity provider knows, and encrypt what goes to NATS, Postgres and people', () => {
    const manifests = rendered.get('production') ?? [];
    const settings = (name: string) =>
      manifests.find(
        ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.startsWith(`${name}-`),
      )?.['data'] as Record<string, string>;
    const gateway = settings('gateway');
    assert.equal(gateway['AUTH_MODE'], 'oidc');
    for (const name of ['OIDC_ISSUER', 'OIDC_JWKS_URL']) {
      assert.match(String(gateway[name]), /^https:/);
    }
    assert.ok(gateway['OIDC_AUDIENCE']);
    assert.ok(gateway['OIDC_CLIENT_ID'], 'people sign in by the page');
    assert.equal(gateway['SESSION_SECRET_FILE'], '/etc/credentials/SESSION_SECRET');
    const ofGateway = manifests.find(
      ({ kind, metadata }) => kind === 'Secret' && metadata.name.startsWith('gateway-'),
    )?.['data'] as Record<string, string>;
    assert.ok(ofGateway['SESSION_SECRET'], 'which the secret has');
    assert.equal(gateway['ALLOWED_HOSTS'], 'chat.example.org');
    for (const name of ['gateway', 'persister', 'provision', 'verify']) {
      const { NATS_URL, NATS_CA_FILE } = settings(name);
      assert.deepEqual([NATS_URL, NATS_CA_FILE], ['tls://nats:4222', '/etc/authorities/nats.crt']);
    }
    for (const name of ['persister', 'provision', 'verify']) {
      assert.equal(settings(name)['DATABASE_CA_FILE'], '/etc/authorities/postgres.crt');
    }
    const argsOf = (service: string) =>
      manifests
        .filter(isWorkload)
        .filter(({ metadata }) => metadata.name === service)
        .flatMap((manifest) => containersOf(manifest)[0]?.args ?? []);
    assert.deepEqual(argsOf('nats'), ['-c', '/etc/nats/tls.conf']);
    assert.ok(argsOf('postgres').includes('ssl=on'));
    const ingresses = manifests.filter(({ kind }) => kind === 'Ingress') as unknown as {
      spec: { rules: { host: string }[]; tls: { hosts: string[]; secretName: string }[] };
    }[];
    const [spec] = ingresses.map((ingress) => ingress.spec);
    assert.deepEqual(spec?.tls[0]?.hosts, [spec?.rules[0]?.host]);
    assert.equal(spec?.tls[0]?.secretName, 'gateway-tls');
  });

  it('of production never carry the development credentials', () => {
    const secrets = (rendered.get('production') ?? []).filter(
      ({ kind, type }) => kind === 'Secret' && type === 'Opaque',
    );
    assert.ok(secrets.length >= 6);
    const values = secrets.flatMap(({ data }) => Object.values(data as Record<string, string>));
    for (const value of values) {
      assert.match(Buffer.from(value, 'base64').toString(), /^p[0-9a-f]{48}$/);
    }
  });

  it('let the cookies of somebody who signs in through an ingress', () => {
    const ingress = (rendered.get('production') ?? []).find(({ kind }) => kind === 'Ingress');
    const said = JSON.stringify(ingress);
    const size = /"nginx.ingress.kubernetes.io\/proxy-buffer-size":"(\d+)k"/.exec(said);
    assert.ok(1_024 * Number(size?.[1]) >= 2 * COOKIE_MAX_BYTES + OTHER_HEADERS_BYTES);
  });

  it('of oidc take the provider from the overlay', async () => {
    const literals = ['OIDC_ISSUER=https://id.example.org', 'OIDC_AUDIENCE=chat'];
    const of = { name: 'gateway', namespace: 'chatk8s', behavior: 'merge', literals };
    const folder = copy.combine('local', ['oidc'], { configMapGenerator: [of] });
    const { data } = (await render(folder, copy.k8s)).find(
      ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.startsWith('gateway-'),
    ) as unknown as { data: Record<string, string> };
    assert.deepEqual(
      [data['AUTH_MODE'], data['OIDC_ISSUER'], data['OIDC_AUDIENCE']],
      ['oidc', 'https://id.example.org', 'chat'],
    );
  });

  it('push lines or leave them to the collector, never both', () => {
    for (const [overlay, manifests] of rendered) {
      const collected = /production|logs-from-stdout/.test(overlay);
      for (const manifest of manifests) {
        if (manifest.kind !== 'Deployment') continue;
        const { labels } = (
          manifest as unknown as {
            spec: { template: { metadata: { labels: Record<string, string> } } };
          }
        ).spec.template.metadata;
        assert.equal(labels['chatk8s.io/logs'] === 'push', !collected, overlay);
      }
      const urls = manifests.flatMap(({ kind, data }) => {
        const url = (data as Record<string, string> | undefined)?.['LOKI_URL'];
        return kind === 'ConfigMap' && url !== undefined ? [url] : [];
      });
      assert.equal(urls.length, 3);
      assert.ok(urls.every((url) => (url === '') === collected));
    }
  });

  it('ask only for metrics that our programs have', () => {
    const has = new Set<string>();
    for (const file of globSync('src/**/*.ts', { cwd: ROOT })) {
      const text = readFileSync(join(ROOT, file), 'utf8');
      for (const [, name = ''] of text.matchAll(/name: '(chat_\w+)'/g)) has.add(name);
    }
    for (const file of ['alerts.yaml', 'dashboards/chatk8s.json']) {
      const text = readFileSync(join(ROOT, 'k8s/components/monitoring', file), 'utf8');
      const asked = [...text.matchAll(/\bchat_\w+/g)].map(([name]) => name.replace(/_bucket$/, ''));
      assert.ok(asked.length > 5, `${file} was read`);
      assert.deepEqual(
        asked.filter((name) => !has.has(name)),
        [],
        file,
      );
    }
  });

  it('warn of a gateway that is not ready, of rows not written or that differ, and of a consumer made again', () => {
    const text = readFileSync(join(ROOT, 'k8s/components/monitoring/alerts.yaml'), 'utf8');
    for (const name of [
      'ChatGatewayNotReady',
      'ChatRowsNotWritten',
      'ChatConsumerMended',
      'ChatPersisterNotReady',
      'ChatRowsDiffer',
      'ChatErasuresWait',
      'ChatSearchLags',
    ])
      assert.match(text, new RegExp(`alert: ${name}\\n`));
  });
});
