import assert from 'node:assert/strict';
import { runnerEnv } from '../../../src/local/config.ts';
import { problems } from '../../../src/shared/env.ts';

const problemsOf = (env: Record<string, string>): string[] => {
  const read = runnerEnv.safeParse(env);
  return read.success ? [] : problems(read.error);
};

describe('the runner’s configuration', () => {
  it('has a default for everything', () => {
    const config = runnerEnv.parse({});
    assert.equal(config.PORT, 8080);
    assert.equal(config.GATEWAYS, 2);
    assert.match(config.DATA_DIR, /\/\.data$/);
  });

  it('says every problem at once, each with its variable', () => {
    const said = problemsOf({ PORT: 'http', OPS_PORT: '70000', GATEWAYS: '0', LOG_LEVEL: 'loud' });
    assert.deepEqual(
      said.map((line) => line.split(' ')[0]).sort(),
      ['GATEWAYS', 'LOG_LEVEL', 'OPS_PORT', 'PORT'],
      said.join('\n'),
    );
  });

  it('refuses two programs on one port and names the variable to change', () => {
    const said = problemsOf({ PORT: '9079', OPS_PORT: '9080', GATEWAYS: '2' });
    assert.deepEqual(said, ["OPS_PORT puts gateway-1's health on port 9080, which gateway-2 has"]);
  });

  it('refuses a port range that ends above 65535', () => {
    assert.deepEqual(problemsOf({ PORT: '65535', GATEWAYS: '2' }), [
      'PORT leaves no port for gateway-2',
    ]);
  });

  it('gives the provider a port where it is wanted, and not otherwise', () => {
    assert.deepEqual(problemsOf({ OIDC_PORT: '8080' }), [], 'nobody listens there');
    assert.deepEqual(problemsOf({ OIDC: '1', OIDC_PORT: '8080' }), [
      'OIDC_PORT puts the provider on port 8080, which gateway-1 has',
    ]);
    assert.deepEqual(problemsOf({ OIDC: 'yes' }), ['OIDC must be 1, or 0']);
  });

  it('takes a sync interval that nats-server understands, and no other', () => {
    assert.deepEqual(problemsOf({ NATS_SYNC_INTERVAL: 'always' }), []);
    assert.equal(problemsOf({ NATS_SYNC_INTERVAL: 'never' }).length, 1);
  });
});
