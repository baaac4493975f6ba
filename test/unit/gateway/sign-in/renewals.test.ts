import assert from 'node:assert/strict';
import type { Grant } from '../../../../src/gateway/edge/sign-in/provider.ts';
import { ProviderRefused } from '../../../../src/gateway/edge/sign-in/provider-fault.ts';
import { REMEMBERED_MS, Renewals } from '../../../../src/gateway/edge/sign-in/renewals.ts';

const grant: Grant = { claims: undefined, refreshToken: 'two', idToken: undefined, endsAt: 1 };

describe('renewals', () => {
  let now = 0;
  let asked: string[] = [];
  let answer: () => Promise<Grant>;
  const create = () =>
    new Renewals(
      (token) => {
        asked.push(token);
        return answer();
      },
      () => now,
    );
  beforeEach(() => {
    now = 0;
    asked = [];
    answer = () => Promise.resolve(grant);
  });

  it('ask once for all who come with the same refresh token, also a moment later', async () => {
    const renewals = create();
    await Promise.all([renewals.run('one'), renewals.run('one'), renewals.run('other')]);
    now = REMEMBERED_MS - 1;
    assert.ok(renewals.knows('one'));
    assert.equal(await renewals.run('one'), grant);
    assert.deepEqual(asked, ['one', 'other']);
  });

  it('ask anew, and keep nothing, once that is long ago', async () => {
    const renewals = create();
    await renewals.run('one');
    now = REMEMBERED_MS + 1;
    assert.ok(!renewals.knows('one'));
    now = 2 * REMEMBERED_MS;
    await renewals.run('two');
    assert.deepEqual(asked, ['one', 'two']);
    assert.equal(renewals.size, 1);
  });

  it('do not ask a provider that did not answer for each who waited, but do soon after', async () => {
    const renewals = create();
    answer = () => Promise.reject(new Error('away'));
    await assert.rejects(renewals.run('one'), /away/);
    await assert.rejects(renewals.run('one'), /away/);
    assert.equal(asked.length, 1);
    now = 3_000;
    answer = () => Promise.resolve(grant);
    assert.equal(await renewals.run('one'), grant);
  });

  it('do not ask again about what the provider ended', async () => {
    const renewals = create();
    answer = () => Promise.reject(new ProviderRefused('invalid_grant'));
    await assert.rejects(renewals.run('one'), /invalid_grant/);
    now = REMEMBERED_MS - 1;
    await assert.rejects(renewals.run('one'), /invalid_grant/);
    assert.equal(asked.length, 1);
  });

  it('forget what came of a token that was given back, and say which is the newest', async () => {
    const renewals = create();
    await renewals.run('one');
    answer = () => Promise.resolve({ ...grant, refreshToken: 'three' });
    await renewals.run('two');
    assert.equal(await renewals.end('one'), 'three');
    for (const token of ['one', 'two']) assert.ok(!renewals.knows(token), token);
    await renewals.run('one');
    await renewals.run('two');
    assert.equal(await renewals.end('three'), 'three');
    for (const token of ['one', 'two']) assert.ok(!renewals.knows(token), token);
    answer = () => Promise.reject(new Error('away'));
    await assert.rejects(renewals.run('four'));
    assert.equal(await renewals.end('four'), 'four');
    assert.equal(renewals.size, 0);
  });
});
