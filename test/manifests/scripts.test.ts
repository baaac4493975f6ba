// What stands between a person and a cluster: the guard before production, and what removes old configuration. The
// cluster is a kubectl that answers from a script, for the scripts take any; the real one is looked at on a cluster.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../src/local/page.ts';
import { tempDir } from '../support/temp.ts';

describe('scripts for a cluster', () => {
  const dir = tempDir('scripts');
  const kubectl = join(dir.path, 'kubectl');
  const done = join(dir.path, 'done');
  after(() => dir.remove());

  /** A kubectl that answers by what it is asked (the cases of a shell `case`), and notes what it deletes. */
  const answers = (cases: Record<string, string>) => {
    const branches = Object.entries(cases).map(([asked, said]) => `${asked}) ${said} ;;`);
    const text = `#!/bin/sh\ncase "$*" in\n${branches.join('\n')}\n*' delete '*) echo "$*" >>'${done}' ;;\nesac\n`;
    writeFileSync(kubectl, text);
    chmodSync(kubectl, 0o755);
    rmSync(done, { force: true });
  };
  const run = (script: string, ...args: string[]) => {
    const { status, stderr } = spawnSync('sh', [join(ROOT, 'k8s', script), kubectl, ...args], {
      encoding: 'utf8',
    });
    return { status, stderr };
  };
  const cluster = (overlay: string) =>
    answers({ 'config*': 'echo here', '*namespace*': `printf '${overlay}'` });

  it('let the local overlay onto a cluster that is no production', () => {
    cluster('');
    assert.equal(run('guard.sh', 'local', '').status, 0);
  });

  it('let nobody change production who has not named the cluster', () => {
    cluster('');
    for (const said of ['', 'elsewhere']) {
      const { status, stderr } = run('guard.sh', 'production', said);
      assert.equal(status, 1);
      assert.match(stderr, /CONTEXT=here/);
    }
    assert.equal(run('guard.sh', 'production', 'here').status, 0);
  });

  it('let nothing else onto what was deployed as production', () => {
    cluster('production');
    const { status, stderr } = run('guard.sh', 'local', 'here');
    assert.equal(status, 1);
    assert.match(stderr, /OVERLAY=production CONTEXT=here/);
  });

  it('say that there is no cluster', () => {
    answers({ 'config*': 'exit 1' });
    const { status, stderr } = run('guard.sh', 'local', '');
    assert.equal(status, 1);
    assert.match(stderr, /KUBECONFIG/);
  });

  it('remove configuration that nothing names, and nothing that a pod, a revision or an Ingress does', () => {
    const users = { pod: 'gateway-bbbbbbbbbb', ingress: 'page-tls-cccccccccc' };
    const objects = [
      'configmap/gateway-aaaaaaaaaa',
      `configmap/${users.pod}`,
      `secret/${users.ingress}`,
      'secret/operator',
    ];
    answers({
      'get?namespace*': 'exit 0',
      '*controllerrevisions,*ingresses*': `echo '["${users.pod}","${users.ingress}"]'`,
      '*configmaps,secrets*': `printf '%s\\n' ${objects.join(' ')}`,
    });
    assert.equal(run('prune.sh').status, 0);
    assert.ok(existsSync(done));
    assert.deepEqual(readFileSync(done, 'utf8').trim().split('\n'), [
      '-n chatk8s delete configmap/gateway-aaaaaaaaaa',
      '-n chatk8s-logs delete configmap/gateway-aaaaaaaaaa',
    ]);
  });

  it('what make is given is data: no shell and no make runs it', () => {
    answers({ 'config*': 'echo here' });
    const touched = join(dir.path, 'touched');
    const touch = `touch ${touched}`;
    const hostile = [
      `x; ${touch}`,
      `'; ${touch}; '`,
      `"; ${touch}; "`,
      `\`${touch}\``,
      `$$(${touch})`,
      `$(shell ${touch})`,
    ];
    const targets = [
      'logs SVC',
      'restart SVC',
      'rollback SVC',
      'scale N',
      'psql SQL',
      'scale CONTEXT',
      'purge CONFIRM',
      'diff OVERLAY',
    ];
    for (const [target = '', name = ''] of targets.map((pair) => pair.split(' '))) {
      for (const text of hostile) {
        spawnSync('make', [target, `KUBECTL=${kubectl}`, `${name}=${text}`], {
          cwd: ROOT,
          input: '',
        });
        assert.ok(!existsSync(touched), `${target} ${name}=${text}`);
      }
    }
  }).timeout(60_000);

  it('the password of psql is in no argument', () => {
    answers({ '*get?secret*': 'printf c2VjcmV0', '*exec*': `echo "$*" >>'${done}'` });
    spawnSync('make', ['psql', `KUBECTL=${kubectl}`, 'SQL=select 1'], { cwd: ROOT, input: '' });
    const asked = readFileSync(done, 'utf8');
    assert.match(asked, /-c select 1/);
    assert.doesNotMatch(asked, /secret|c2VjcmV0/);
  });

  it('the password of a NATS user is in no argument, of kubectl nor of what is run', () => {
    const note = `echo "$*" >>'${done}'`;
    answers({
      '*get?deployment?persister*\\"provision-credentials\\"*': 'printf provision-abcdefghij',
      '*get?secret?provision-abcdefghij*NATS_PASSWORD*': `${note}; printf c2VjcmV0`,
      '*get?secret?operator*NATS_PASSWORD*': `${note}; printf c2VjcmV0`,
      '*get?secret?operator*NATS_BACKUP_PASSWORD*': `${note}; printf c2VjcmV0`,
      '*get?secret?operator*NATS_ADMIN_PASSWORD*': `${note}; printf c2VjcmV0`,
      '*port-forward*': `${note}; echo 'Forwarding from 127.0.0.1:5000 -> 4222'; exec sleep 30`,
    });
    const command = join(dir.path, 'command');
    writeFileSync(command, `#!/bin/sh\n${note}\nprintf %s "$NATS_URL"\n`);
    chmodSync(command, 0o755);
    for (const user of ['operator', 'backup', 'admin', 'provision']) {
      const args = [join(ROOT, 'k8s/nats.sh'), kubectl, user, command, 'an', 'argument'];
      const { stdout, stderr } = spawnSync('sh', args, { encoding: 'utf8' });
      assert.equal(stdout, `nats://${user}:secret@127.0.0.1:5000`, stderr);
    }
    const asked = readFileSync(done, 'utf8');
    assert.match(asked, /an argument/);
    assert.doesNotMatch(asked, /:secret|c2VjcmV0/);
  });

  it('add the password of a newer user to credentials that were made before, once, and change nothing else', () => {
    const made = join(dir.path, 'made');
    const make = () => spawnSync('sh', [join(ROOT, 'k8s/secrets.sh'), made], { encoding: 'utf8' });
    assert.equal(make().status, 0);
    const read = (name: string) => readFileSync(join(made, `${name}.env`), 'utf8');
    const lines = (name: string) => read(name).trimEnd().split('\n');
    for (const [added, other] of [
      ['NATS_BACKUP_PASSWORD', 'operator'],
      ['NATS_ADMIN_PASSWORD', 'operator'],
      ['NATS_ERASER_PASSWORD', 'persister'],
    ] as const) {
      const older: Record<string, string[]> = {};
      for (const name of ['nats', other]) {
        older[name] = lines(name).filter((line) => !line.startsWith(`${added}=`));
        // As an editor may leave it: without a last line end.
        writeFileSync(join(made, `${name}.env`), String(older[name]?.join('\n')));
      }
      assert.equal(make().status, 0);
      const line = lines('nats').at(-1);
      assert.match(String(line), new RegExp(`^${added}=p[0-9a-f]{48}$`));
      for (const name of ['nats', other]) {
        assert.deepEqual(lines(name), [...(older[name] ?? []), line]);
      }
    }
    const secret = lines('webhooks').find((line) => line.startsWith('WEBHOOK_SECRET='));
    assert.ok(
      lines('gateway').includes(String(secret)),
      'what gateways tell is what is signed with',
    );
    rmSync(join(made, 'webhooks.env'));
    for (const name of ['nats', 'gateway']) {
      const older = lines(name).filter(
        (line) => !/^(NATS_WEBHOOKS_PASSWORD|WEBHOOK_SECRET)=/.test(line),
      );
      writeFileSync(join(made, `${name}.env`), older.join('\n'));
    }
    assert.equal(make().status, 0);
    const [password, added] = lines('webhooks');
    assert.equal(lines('gateway').at(-1), added);
    assert.equal(`NATS_WEBHOOKS_${password?.slice('NATS_'.length)}`, lines('nats').at(-1));
    const before = read('nats');
    assert.equal(make().status, 0);
    assert.equal(read('nats'), before);
  });

  it('prove the rows by a Job: its lines are shown, its exit code is ours, and it goes', () => {
    for (const code of [0, 1, 2]) {
      answers({
        '*dry-run*': 'echo a Job',
        '*create?-f?-*': `cat >>"${done}.job"`,
        '*get?pods*exitCode*': `printf ${code}`,
        '*get?pods*Pending*': 'echo its-pod',
        '*logs?its-pod': 'echo The rows',
      });
      const { status, stdout } = spawnSync(
        'sh',
        [join(ROOT, 'k8s/verify.sh'), kubectl, 'chatk8s'],
        {
          encoding: 'utf8',
        },
      );
      assert.equal(status, code);
      assert.equal(stdout, 'The rows\n');
      assert.match(readFileSync(done, 'utf8'), /^-n chatk8s delete job verify-\d+-\d+ /);
    }
  });

  it('prove nothing where a Job cannot be made, or is told what is no word', () => {
    answers({ '*dry-run*': 'exit 1' });
    assert.equal(run('verify.sh', 'chatk8s').status, 2);
    const told = spawnSync('sh', [join(ROOT, 'k8s/verify.sh'), kubectl, 'chatk8s'], {
      env: { ...process.env, FROM: '1;reboot' },
    });
    assert.equal(told.status, 78);
  });
});
