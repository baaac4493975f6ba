// The proof that rows are the log, for tests: with the rights of an operator, as `make verify` does it.
import assert from 'node:assert/strict';
import { PLAN } from '../../src/chat/features.ts';
import { openDatabase, VERIFYING } from '../../src/persister/database/database.ts';
import { lineOf } from '../../src/persister/verify/difference.ts';
import { type Verified, type VerifyOptions, verify } from '../../src/persister/verify/verify.ts';
import type { TestNats } from './nats.ts';
import type { TestDatabase } from './postgres.ts';

export interface Stores {
  nats: Pick<TestNats, 'connect'>;
  database: Pick<TestDatabase, 'operatorUrl'>;
}

type Choices = Partial<Omit<VerifyOptions<never>, 'plan'>>;

export async function verifyStores(
  { nats, database }: Stores,
  options: Choices = {},
): Promise<Verified> {
  const nc = await nats.connect('operator');
  const orm = await openDatabase({ url: database.operatorUrl }, { name: 'verify', ...VERIFYING });
  try {
    const jsm = await nc.jetstreamManager({ checkAPI: false });
    const program = 'operator';
    return await verify({ nc, jsm, program, orm, plan: PLAN, to: 'log', ...options });
  } finally {
    await orm.close(true);
    await nc.close();
  }
}

/** Throws, with each difference, where the rows are not what the log says. */
export async function assertRowsAreTheLog(
  stores: Stores,
  options: Choices = {},
): Promise<Verified> {
  const verified = await verifyStores(stores, options);
  assert.deepEqual(verified.differences.map(lineOf), [], 'the rows are the log (P6)');
  return verified;
}
