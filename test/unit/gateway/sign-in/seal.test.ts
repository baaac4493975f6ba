import assert from 'node:assert/strict';
import { z } from 'zod';
import { guestAuth, Unauthorized } from '../../../../src/gateway/edge/auth.ts';
import { memberTokens } from '../../../../src/gateway/edge/sign-in/member-token.ts';
import { createSeal, type Purpose } from '../../../../src/gateway/edge/sign-in/seal.ts';

const SECRET = 'a secret of at least thirty-two characters';
const shape = z.object({ verifier: z.string() });
const sealOf = (purpose: Purpose = 'attempt', secret = SECRET) =>
  createSeal(secret, purpose, shape);
const VALUE = { verifier: 'nobody reads this' };

describe('what a browser keeps for a gateway', () => {
  it('is opened by every replica, and read by nobody else', async () => {
    const sealed = await sealOf().close(VALUE, 60);
    assert.deepEqual(await sealOf().open(sealed), VALUE);
    assert.ok(!Buffer.from(sealed, 'base64url').toString('latin1').includes('nobody'));
    assert.notEqual(await sealOf().close(VALUE, 60), sealed, 'and looks otherwise each time');
  });

  it('opens nothing once it is too old, or was meant for something else', async () => {
    assert.equal(await sealOf().open(await sealOf().close(VALUE, -1)), undefined);
    assert.equal(await sealOf('renewal').open(await sealOf().close(VALUE, 60)), undefined);
    const other = sealOf('attempt', 'another secret of at least thirty-two');
    assert.equal(await sealOf().open(await other.close(VALUE, 60)), undefined);
  });

  it('opens nothing where somebody changed it, or made it up', async () => {
    const sealed = await sealOf().close(VALUE, 60);
    const parts = sealed.split('.');
    for (const index of parts.keys()) {
      const changed = [...parts];
      changed[index] = `${parts[index]?.slice(0, -2)}AA`;
      if (changed.join('.') === sealed) continue;
      assert.equal(await sealOf().open(changed.join('.')), undefined, `part ${index}`);
    }
    for (const text of ['', 'x', '....', 'e30.e30.e30', sealed.slice(1), `${sealed}x`]) {
      assert.equal(await sealOf().open(text), undefined, text);
    }
  });
});

describe('a session’s token', () => {
  const session = (inMs: number) => ({
    identity: {
      user: { id: 'ada', name: 'Ada', kind: 'member' },
      roles: ['moderator'],
      rooms: ['board'],
      expiresAt: Math.floor((Date.now() + inMs) / 1_000) * 1_000,
    },
    id: 'the-session',
    confirmedUntil: Math.floor((Date.now() + inMs) / 1_000) * 1_000,
  });
  const { sign, read } = memberTokens(SECRET);

  it('says who somebody is, until it ends', async () => {
    const good = session(60_000);
    const { issuedAt: _, ...said } = await read(await sign(good));
    assert.deepEqual(said, good);
    const over = await sign(session(-5_000));
    await assert.rejects(read(over), Unauthorized);
    assert.equal((await read(over, { late: true })).identity.user.id, 'ada');
  });

  it('is no guest’s, and a guest’s is none, though both are of one secret', async () => {
    const guests = guestAuth(SECRET, 60);
    const { identity } = session(60_000);
    const guest = await guests.guests.issue(identity, identity.expiresAt);
    await assert.rejects(read(guest.token), Unauthorized);
    await assert.rejects(guests.authenticate(await sign(session(60_000))), Unauthorized);
  });
});
