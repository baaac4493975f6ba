// A wrong environment is said whole and at once, without its values (12-factor III).
import assert from 'node:assert/strict';
import type { z } from 'zod';
import { persisterEnv, provisionEnv, withPassword } from '../../../src/persister/config.ts';
import { problems } from '../../../src/shared/env.ts';
import { runProgram } from '../../support/program.ts';

const NATS = { NATS_URL: 'nats://localhost:4222' };
const PERSISTER = { ...NATS, DATABASE_URL: 'postgres://persister:secret@localhost:5432/chat' };
const PROVISION = {
  ...NATS,
  ADMIN_DATABASE_URL: 'postgresql://owner:secret@localhost:5432/chat',
  PERSISTER_DB_PASSWORD: 'abcdefghijkl',
  OPERATOR_DB_PASSWORD: 'ABC-DEF_GHI-123',
};

const problemsOf = (schema: z.ZodType, env: Record<string, string>): string[] => {
  const read = schema.safeParse(env);
  return read.success ? [] : problems(read.error);
};
const names = (said: string[]) => said.map((line) => line.split(' ')[0]).sort();

describe('the persister’s configuration', () => {
  it('needs NATS and a database, and has a default for the rest', () => {
    assert.deepEqual(names(problemsOf(persisterEnv, {})), ['DATABASE_URL', 'NATS_URL']);
    const config = persisterEnv.parse(PERSISTER);
    assert.equal(config.BATCH_MAX, 1_000);
    assert.equal(config.BATCH_WAIT_MS, 50);
  });

  it('says every problem at once', () => {
    const said = problemsOf(persisterEnv, {
      NATS_URL: 'localhost:4222',
      DATABASE_URL: 'mysql://localhost/chat',
      BATCH_MAX: '0',
      BATCH_WAIT_MS: 'soon',
      OPS_PORT: '70000',
      LOKI_URL: 'loki:3100',
      LOG_LEVEL: 'loud',
    });
    assert.deepEqual(names(said), [
      'BATCH_MAX',
      'BATCH_WAIT_MS',
      'DATABASE_URL',
      'LOG_LEVEL',
      'LOKI_URL',
      'NATS_URL',
      'OPS_PORT',
    ]);
  });

  it('bounds a batch from both sides', () => {
    for (const size of ['1', '5000']) {
      assert.deepEqual(problemsOf(persisterEnv, { ...PERSISTER, BATCH_MAX: size }), []);
    }
    for (const size of ['-1', '5001', '1e3', '']) {
      assert.equal(problemsOf(persisterEnv, { ...PERSISTER, BATCH_MAX: size }).length, 1, size);
    }
  });

  it('is said by the program, one line a problem and no value, and it exits with 78', async () => {
    const { code, lines } = await runProgram('persister', {
      NATS_URL: 'nats:/typo',
      DATABASE_URL: 'http://user:hunter2@localhost/chat',
      BATCH_MAX: 'many',
    });
    assert.equal(code, 78);
    assert.deepEqual(
      lines.map((line) => line.split(' ').slice(0, 3).join(' ')).sort(),
      ['BATCH_MAX', 'DATABASE_URL', 'NATS_URL'].map((name) => `persister: configuration: ${name}`),
    );
    assert.doesNotMatch(lines.join('\n'), /hunter2/);
  });
});

describe('a password beside a URL', () => {
  it('becomes part of it, whatever is in it, or takes the place of one', () => {
    const url = (account: string) => `postgres://${account}@localhost:5432/chat`;
    assert.equal(withPassword(url('persister'), undefined), url('persister'));
    for (const account of ['persister', 'persister:older']) {
      const { username, password, host } = new URL(withPassword(url(account), 'a/b@c%:#?'));
      assert.deepEqual([username, host], ['persister', 'localhost:5432']);
      assert.equal(decodeURIComponent(password), 'a/b@c%:#?');
    }
  });
});

describe('the configuration of provisioning', () => {
  it('takes passwords that fit a URL and SQL as they are, and no others', () => {
    assert.deepEqual(problemsOf(provisionEnv, PROVISION), []);
    for (const password of [
      'short',
      "quote'quote'quote",
      'with space in it',
      'ends;drop table x',
      '',
    ]) {
      const env = { ...PROVISION, PERSISTER_DB_PASSWORD: password };
      assert.deepEqual(names(problemsOf(provisionEnv, env)), ['PERSISTER_DB_PASSWORD'], password);
    }
  });

  it('says every problem at once', () => {
    const said = problemsOf(provisionEnv, {
      READ_MARKS_MAX_BYTES: '1',
      STREAM_MAX_BYTES: '1',
      STREAM_REPLICAS: '6',
      WAIT_MS: '-1',
    });
    assert.deepEqual(names(said), [
      'ADMIN_DATABASE_URL',
      'NATS_URL',
      'OPERATOR_DB_PASSWORD',
      'PERSISTER_DB_PASSWORD',
      'READ_MARKS_MAX_BYTES',
      'STREAM_MAX_BYTES',
      'STREAM_REPLICAS',
      'WAIT_MS',
    ]);
  });
});
