// `make run OIDC=1`: a provider beside the chat, people who sign in there, and nothing left afterwards.
import assert from 'node:assert/strict';
import { freePort } from '../../support/free-port.ts';
import { HttpBrowser } from '../../support/http-browser.ts';
import { type TestRunner, testRunner } from '../../support/runner.ts';
import { tempDir } from '../../support/temp.ts';

describe('the runner with a provider', function () {
  this.timeout(180_000);
  const dir = tempDir('runner-oidc');
  let tested: TestRunner;

  before(async () => {
    tested = await testRunner(dir.path);
  });
  after(async () => {
    await tested.stop();
    dir.remove();
  });

  it('lets people sign in there, whatever somebody set for a provider of theirs', async () => {
    const port = await freePort();
    const theirs = { OIDC_ISSUER: 'https://id.example.org', OIDC_CLIENT_SECRET: 'of another' };
    const runner = tested.start({ OIDC: '1', OIDC_PORT: String(port), ...theirs });
    await tested.up(runner);
    const url = `http://127.0.0.1:${tested.ports['PORT']}`;
    const browser = new HttpBrowser();
    assert.equal(await browser.signIn(url, 'Somebody New', '/#/lobby'), '/#/lobby');
    const response = await browser.go(`${url}/api/session`);
    const { user, roles } = (await response.json()) as { user: unknown; roles?: unknown };
    assert.deepEqual(user, { id: 'somebody new', name: 'Somebody New', kind: 'member' });
    assert.equal(roles, undefined);
    const told = runner.lines().join('\n');
    assert.match(
      told,
      new RegExp(`sign in +http://127.0.0.1:${port}: Ada \\(an operator\\), Grace`),
    );
    assert.doesNotMatch(told, /WARNING|NOTICE|make chat/);
    assert.equal((await runner.stop()).code, 0);
    assert.deepEqual(tested.living(), []);
  });
});
