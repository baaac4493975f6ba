import assert from 'node:assert/strict';
import { serversOf } from '../../../src/local/nats-cli.ts';

describe('servers for the nats CLI', () => {
  it('are bare addresses; user and password go beside them', () => {
    assert.deepEqual(serversOf('nats://u:p%40q@a:4222, tls://u:x@b:4223'), {
      addresses: 'nats://a:4222,tls://b:4223',
      user: 'u',
      password: 'p@q',
    });
    assert.deepEqual(serversOf('nats://a'), { addresses: 'nats://a', user: '', password: '' });
  });

  it('are refused where the CLI would say them, with all that is in them, in an error', () => {
    for (const text of [
      '',
      'a:b@c d',
      'nats://u:pw%-x@host',
      'nats://u:pw/x@host',
      'nats://u:pw#x@host',
      'nats://u:pw?x@host',
      'nats://u:pw@host:99999',
      'nats://u:pw@[::1',
      'nats://u:p@a,nats://u:p@b:x',
    ]) {
      assert.equal(serversOf(text), undefined, text);
    }
  });
});
