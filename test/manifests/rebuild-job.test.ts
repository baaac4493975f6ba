// `make rebuild ON=cluster`: the Job is of what the persister's provisioning is in each overlay and combination, and the
// script follows it to its end. The cluster is a kubectl that answers from a script.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../src/local/page.ts';
import { type Deployment, rebuildJob } from '../../src/local/rebuild-job.ts';
import { tempDir } from '../support/temp.ts';
import { type Everything, nameOf, type PodSpec, podOf, renderEverything } from './everything.ts';
import type { Manifest } from './render.ts';
import { schemaProblems } from './schema.ts';

describe('the Job that makes the rows anew', function () {
  this.timeout(300_000);
  let copy: Everything['copy'];
  let rendered: Everything['rendered'];
  before(async () => {
    ({ copy, rendered } = await renderEverything());
  });
  after(() => copy?.remove());

  it('is what the API takes, with the image, the settings, the credentials and the rights of provisioning', () => {
    let looked = 0;
    for (const [overlay, manifests] of rendered) {
      const deployment = manifests.find((one) => nameOf(one) === 'Deployment persister');
      assert.ok(deployment);
      const job = rebuildJob(deployment as unknown as Deployment, true) as Manifest;
      assert.deepEqual(schemaProblems(job), [], overlay);
      const { initContainers: [provision] = [], containers: _, ...pod } = podOf(deployment);
      const { template } = job['spec'] as {
        template: { metadata: { labels: object }; spec: PodSpec };
      };
      const { containers, ...rest } = template.spec;
      assert.deepEqual(rest, { ...pod, restartPolicy: 'Never' }, overlay);
      const [container, ...others] = containers;
      assert.deepEqual(others, []);
      assert.ok(provision && container);
      const { name, args, env, resources, ...same } = container;
      const { name: __, args: ___, env: before, resources: ____, ...asProvision } = provision;
      assert.deepEqual(same, asProvision, overlay);
      assert.equal(name, 'rebuild');
      assert.ok(existsSync(join(ROOT, args?.at(-1) ?? '')), `${args?.at(-1)}`);
      assert.deepEqual(env, [
        ...(before ?? []),
        { name: 'DROP_OLD', value: '1' },
        { name: 'LOG_LEVEL', value: 'warn' },
      ]);
      assert.ok(resources?.limits?.memory);
      // No Deployment and no budget of disruptions takes its pod for one of theirs.
      const labels = Object.entries(template.metadata.labels);
      assert.ok(labels.some(([, value]) => value === 'rebuild'));
      assert.ok(!labels.some(([, value]) => value === 'persister'));
      looked += 1;
    }
    assert.equal(looked, rendered.size);
  });

  it('is made where none is under way, followed where one is, and its end is the end of the command', () => {
    const dir = tempDir('rebuild-job');
    const [kubectl, done] = [join(dir.path, 'kubectl'), join(dir.path, 'done')];
    const deployment = rendered.get('local')?.find((one) => nameOf(one) === 'Deployment persister');
    writeFileSync(join(dir.path, 'deployment.json'), JSON.stringify(deployment));
    /** What the Job is, look after look: the last one stays. What its second pod says is got at the second try. */
    const run = (...states: string[]) => {
      rmSync(done, { force: true });
      const [left, unread] = [join(dir.path, 'states'), join(dir.path, 'unread')];
      writeFileSync(left, `${states.join('\n')}\n`);
      writeFileSync(unread, '');
      const text = `#!/bin/sh
case "$*" in
*'get job rebuild --ignore-not-found'*)
  now=$(head -n 1 '${left}')
  [ "$(wc -l <'${left}')" -le 1 ] || sed -i 1d '${left}'
  [ "$now" != fails ] || exit 1
  printf %s "$now" ;;
*'get deployment'*) cat '${dir.path}/deployment.json' ;;
*'create -f -'*) cat >>'${done}' ;;
*'get pods'*) printf 'one\ntwo\n' ;;
*'logs one') echo 'Comparing' ;;
*'logs two') ! rm '${unread}' 2>/dev/null || exit 1; printf 'Goes on\nExchanged\n' ;;
esac
`;
      writeFileSync(kubectl, text);
      chmodSync(kubectl, 0o755);
      const script = join(ROOT, 'k8s/rebuild.sh');
      const options = { cwd: ROOT, encoding: 'utf8', timeout: 30_000 } as const;
      const { status, stdout, stderr } = spawnSync(
        'sh',
        [script, kubectl, 'chatk8s', process.execPath],
        options,
      );
      const made = existsSync(done)
        ? (JSON.parse(readFileSync(done, 'utf8')) as Manifest)
        : undefined;
      return { status, stdout, stderr, made };
    };
    try {
      const said = 'Comparing\nGoes on\nExchanged\n';
      const begun = run('', 'found SuccessCriteriaMet Complete');
      assert.equal(begun.status, 0, begun.stderr);
      assert.equal(begun.stdout, said);
      assert.equal(begun.made?.kind, 'Job');
      assert.equal(run('', 'found FailureTarget Failed').status, 1);
      const again = run('found FailureTarget Failed', 'found SuccessCriteriaMet Complete');
      assert.equal(again.status, 0);
      assert.equal(again.made?.kind, 'Job');
      const followed = run('found ', 'fails', 'fails', 'found SuccessCriteriaMet Complete');
      assert.equal(followed.status, 0, followed.stderr);
      assert.equal(followed.made, undefined);
      assert.equal(followed.stdout, said);
      assert.match(followed.stderr, /under way/);
      const gone = run('found ', '');
      assert.equal(gone.status, 1);
      assert.match(gone.stderr, /was deleted/);
      // Whether one is under way is not known: none is taken away, none is made.
      const unknown = run('fails');
      assert.notEqual(unknown.status, 0);
      assert.equal(unknown.made, undefined);
    } finally {
      dir.remove();
    }
  });
});
