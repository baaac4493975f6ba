import assert from 'node:assert/strict';
import { withoutCredentials } from '../../../src/shared/redact.ts';

describe('addresses in lines', () => {
  it('show where, never who or with what password, of every server in a list', () => {
    for (const [address, shown] of [
      ['nats://127.0.0.1:4222', 'nats://127.0.0.1:4222'],
      ['nats://u:p@a:4222', 'nats://***@a:4222'],
      ['nats://u:p@a,nats://u:p@b, tls://t@c', 'nats://***@a,nats://***@b,tls://***@c'],
      ['nats://u:p,q@r@a:4222', 'nats://***@a:4222'],
      ['NATS://token@a', 'NATS://***@a'],
      ['u:p@a:4222', '***@a:4222'],
      ['postgres://u:p@b/chat?x=1', 'postgres://***@b/chat?x=1'],
    ] as const) {
      const said = withoutCredentials(address).replaceAll(', ', ',');
      assert.equal(said, shown);
    }
  });
});
