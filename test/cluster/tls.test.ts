// The components `tls` and `nats-cluster` together: three servers that know each other by password and certificate,
// clients that check whom they speak to, and nobody who gets in without.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { copyOfManifests } from '../manifests/render.ts';
import {
  chatUrl,
  deploy,
  inside,
  logAt,
  manifests,
  readyPods,
  remove,
  untilReady,
} from './deployment.ts';
import { typed } from './operator.ts';
import { EXCHANGED, gatherPeople, type People, shown } from './people.ts';

const certificate = (service: string) => ({
  name: `${service}-tls`,
  namespace: 'chatk8s',
  type: 'kubernetes.io/tls',
  files: ['tls.crt', 'tls.key', 'ca.crt'].map((file) => `certificates/${service}/${file}`),
});

describe('with certificates and three NATS servers on a cluster', () => {
  const copy = copyOfManifests();
  let people: People;
  before(async () => {
    await remove();
    const secretGenerator = [certificate('nats'), certificate('postgres')];
    const folder = copy.combine('local', ['nats-cluster', 'tls'], { secretGenerator });
    execFileSync(join(copy.k8s, 'certificates.sh'), [join(copy.k8s, folder, 'certificates')]);
    await deploy(await manifests(join(copy.k8s, folder)));
    await untilReady('nats', 3);
    people = await gatherPeople(await chatUrl());
  });
  after(async () => {
    people?.close();
    copy.remove();
    if (!process.env['KEEP']) await remove();
  });

  it('carries a chat, keeps it three times, and its rows are its log', async () => {
    await people.meanwhile('nothing, encrypted', async () => undefined);
    await people.rowsAreTheLog();
    assert.equal((await logAt('nats-0'))?.cluster?.replicas?.length, 2);
  });

  it('loses and repeats nothing while its NATS servers are rolled over', async () => {
    await people.meanwhile('NATS rolled over', async () => {
      await inside('rollout', 'restart', 'statefulset/nats');
      await inside('rollout', 'status', 'statefulset/nats', '--timeout=300s');
    });
    await people.rowsAreTheLog();
  });

  it('has its rows made anew over the same ways', async () => {
    const { code, said } = await typed('rebuild').ended;
    assert.equal(code, 0, said);
    shown(said, EXCHANGED);
    await people.rowsAreTheLog();
  });

  it('lets nobody into NATS who does not check its certificate', async () => {
    const [gateway] = await readyPods('gateway');
    const connect = (options: string) => `
      const { connect } = await import('/app/node_modules/nats/index.js');
      const { readFileSync } = await import('node:fs');
      const env = process.env;
      const pass = readFileSync(env.NATS_PASSWORD_FILE, 'utf8');
      const who = { servers: 'nats:4222', user: env.NATS_USER, pass, timeout: 3000, reconnect: false };
      const said = await connect({ ...who, ...${options} }).then((nc) => nc.close().then(() => 'in'), (error) => error.message);
      console.log(said);
      process.exit();`;
    const as = async (options: string) =>
      (
        await inside(
          ...['exec', gateway?.metadata.name ?? '', '--', '/nodejs/bin/node'],
          ...['--input-type=module', '-e', connect(options)],
        )
      ).trim();
    assert.equal(await as("{ tls: { ca: readFileSync(env.NATS_CA_FILE, 'utf8') } }"), 'in');
    assert.match(await as('{}'), /certificate/);
    assert.match(
      await as("{ tls: { ca: readFileSync(env.NATS_CA_FILE, 'utf8') }, pass: 'guessed' }"),
      /Authorization/i,
    );
  });

  it('lets nobody into Postgres in the clear, whatever the password', async () => {
    const as = (sslmode: string) =>
      inside(
        ...['exec', 'postgres-0', '--', 'env', 'PGPASSWORD=development-persister', 'psql', '-Atc'],
        ...['select 1', `host=127.0.0.1 dbname=chat user=persister sslmode=${sslmode}`],
      );
    assert.equal((await as('require')).trim(), '1');
    await assert.rejects(as('disable'), /no encryption/);
  });
});
