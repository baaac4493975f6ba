import assert from 'node:assert/strict';
import { writeToken } from '../../../src/chat/bot/token.ts';
import { withoutCredentials, withoutSecrets } from '../../../src/shared/redact.ts';

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

describe('tokens of bots in lines', () => {
  const id = '019b7d7e-0000-4000-8000-000000000001';
  const token = writeToken(id, new Uint8Array(32).fill(0xff));

  it('show whose they are, never their secret, wherever in a line', () => {
    const shown = `chatk8s_${id.replaceAll('-', '')}***`;
    for (const [line, expected] of [
      [`POST /api/hooks/${token} 404`, `POST /api/hooks/${shown} 404`],
      [`{"a":"Bearer ${token}","b":"${token}"}`, `{"a":"Bearer ${shown}","b":"${shown}"}`],
      [token.slice(0, -20), shown],
      ['chatk8s_session=abc', 'chatk8s_session=abc'],
      ['nothing of that kind', 'nothing of that kind'],
    ] as const) {
      assert.equal(withoutSecrets(line), expected);
    }
  });
});
