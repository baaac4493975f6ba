import assert from 'node:assert/strict';
import { type Identity, mayEnter } from '../../../src/gateway/edge/identity.ts';
import { originAllowed } from '../../../src/gateway/edge/origin.ts';

const someone = (more: Partial<Identity>): Identity => ({
  user: { id: 'u', name: 'U' },
  roles: [],
  rooms: [],
  expiresAt: 0,
  ...more,
});
const closed = new Set(['board']);

describe('access', () => {
  it('opens public rooms to everybody and private ones to members and moderators', () => {
    assert.equal(mayEnter(someone({}), 'lobby', closed), true);
    assert.equal(mayEnter(someone({}), 'board', closed), false);
    assert.equal(mayEnter(someone({ rooms: ['board'] }), 'board', closed), true);
    assert.equal(mayEnter(someone({ roles: ['moderator'] }), 'board', closed), true);
    assert.equal(mayEnter(someone({ roles: ['editor'] }), 'board', closed), false);
  });

  it('takes pages of its own origin, listed ones, and programs that are no browsers', () => {
    const host = 'chat.example.org';
    const allowed = (origin: string | undefined, origins: string[]) =>
      originAllowed({ origin, host }, { origins, hosts: [] });
    assert.equal(allowed(undefined, []), true);
    assert.equal(allowed('https://chat.example.org', []), true);
    assert.equal(allowed('https://evil.example', []), false);
    assert.equal(allowed('https://app.example', ['https://app.example']), true);
    assert.equal(allowed('null', []), false);
    assert.equal(allowed('https://chat.example.org.evil.example', []), false);
  });
});
