import assert from 'node:assert/strict';
import { gatewayEnv } from '../../../../src/gateway/config.ts';
import { problems } from '../../../../src/shared/env.ts';

const env = {
  NATS_URL: 'nats://127.0.0.1:4222',
  AUTH_MODE: 'oidc',
  OIDC_ISSUER: 'https://id.example.org',
  OIDC_AUDIENCE: 'chat',
  OIDC_JWKS_URL: 'https://id.example.org/jwks',
};
const client = { OIDC_CLIENT_ID: 'chat', SESSION_SECRET: 's'.repeat(32) };

const said = (more: Record<string, string>): string[] => {
  const { error } = gatewayEnv.safeParse({ ...env, ...more });
  return error === undefined ? [] : problems(error);
};

describe('the settings of a sign-in', () => {
  it('may be left away: then tokens of programs alone are taken', () => {
    assert.deepEqual(said({}), []);
  });

  it('are a client and a secret of this chat, of the client where it has one', () => {
    assert.deepEqual(said(client), []);
    assert.deepEqual(said({ ...client, OIDC_CLIENT_SECRET: 'of the client' }), []);
  });

  it('name what is missing or wrong, all of it at once', () => {
    assert.deepEqual(said({ OIDC_CLIENT_ID: 'chat' }), [
      'SESSION_SECRET is required where OIDC_CLIENT_ID is set',
    ]);
    assert.deepEqual(said({ OIDC_CLIENT_SECRET: 'of nobody' }), [
      'OIDC_CLIENT_ID is required where OIDC_CLIENT_SECRET is set',
    ]);
    const bad = {
      ...client,
      SESSION_SECRET: 'short',
      OIDC_SCOPES: 'profile',
      OIDC_PROMPT: 'none',
      OIDC_GRACE_SECONDS: '-1',
      SESSION_TTL_SECONDS: '1',
    };
    const names = said(bad).map((line) => line.split(' ')[0]);
    assert.deepEqual(names.sort(), [
      'OIDC_GRACE_SECONDS',
      'OIDC_PROMPT',
      'OIDC_SCOPES',
      'SESSION_SECRET',
      'SESSION_TTL_SECONDS',
    ]);
  });

  it('are no guests’: where they stand beside those nobody gets in unasked', () => {
    const { AUTH_MODE: _, ...forgotten } = { ...env, ...client };
    const { error } = gatewayEnv.safeParse(forgotten);
    assert.deepEqual(
      problems(error ?? { issues: [] }),
      ['OIDC_AUDIENCE', 'OIDC_CLIENT_ID', 'OIDC_ISSUER', 'OIDC_JWKS_URL'].map(
        (name) => `${name} is set, but AUTH_MODE is guest: set AUTH_MODE=oidc, or leave it away`,
      ),
    );
  });

  it('name the issuer itself, as tokens do', () => {
    for (const OIDC_ISSUER of [
      'https://id.example.org/.well-known/openid-configuration',
      'https://id.example.org/?tenant=1',
      'https://id.example.org/#chat',
    ]) {
      assert.deepEqual(said({ OIDC_ISSUER }), [
        'OIDC_ISSUER must be the issuer as its tokens name it, without /.well-known/…, query and fragment',
      ]);
    }
  });

  it('ask for a name and for renewals unless told otherwise', () => {
    const read = gatewayEnv.parse({ ...env, ...client });
    assert.ok(read.AUTH_MODE === 'oidc');
    assert.equal(read.OIDC_SCOPES, 'openid profile offline_access');
    assert.deepEqual([read.SESSION_TTL_SECONDS, read.OIDC_GRACE_SECONDS], [3_600, 3_600]);
  });
});
