import assert from 'node:assert/strict';
import { readable } from '../../../src/local/console.ts';

describe('a program’s line on the console', () => {
  const pino = (level: number, msg: string, more: object = {}) =>
    JSON.stringify({ level, time: 1, service: 'gateway', version: 'dev', msg, ...more });

  it('is hidden when it only says that all is well', () => {
    assert.equal(readable(pino(30, 'listening'), undefined), undefined);
    assert.equal(readable('[7] 2026/11/23 21:30:34.2 [INF] Server is ready', undefined), undefined);
    const postgres = '2026-11-23 21:25:34.756 UTC [9370] LOG:  starting PostgreSQL 18.4';
    assert.equal(readable(postgres, undefined), undefined);
  });

  it('is a sentence with its fields when it needs eyes', () => {
    const line = pino(50, 'append failed', { room: 'lobby', err: { message: 'timeout' } });
    assert.deepEqual(readable(line, undefined), {
      text: 'append failed (timeout) {"room":"lobby"}',
      bad: true,
    });
    assert.deepEqual(readable('[7] 2026/11/23 21:30:34.2 [WRN] Slow consumer', undefined), {
      text: 'Slow consumer',
      bad: false,
    });
    const postgres = '2026-11-23 21:25:34.756 UTC [9370] FATAL:  no pg_hba.conf entry';
    assert.deepEqual(readable(postgres, undefined), { text: 'no pg_hba.conf entry', bad: true });
  });

  it('is text, whatever people wrote into it', () => {
    const shown = readable(pino(50, 'refused \u001b[2J', { name: '\u009b31m' }), undefined);
    assert.equal(shown?.text, 'refused \ufffd[2J {"name":"\ufffd31m"}');
  });

  it('is shown from LOG_LEVEL on', () => {
    assert.equal(
      readable(pino(30, 'listening', { port: 1 }), 'info')?.text,
      'listening {"port":1}',
    );
    assert.equal(readable(pino(40, 'slow'), 'error'), undefined);
  });

  it('is shown as it is when it is no log line: a stack, a crash', () => {
    assert.equal(
      readable('TypeError: x is not a function', undefined)?.text,
      'TypeError: x is not a function',
    );
    assert.equal(readable('{"level":30,"msg":"cut', undefined)?.text, '{"level":30,"msg":"cut');
  });
});
