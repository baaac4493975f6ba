// `make verify`: proves that the rows are the log, while people talk. Says each difference with its sequence, on stdout; how
// far it is, on stderr. Reads alone, as the operator.
// Exits with 0 where they are equal and with nothing else: 1 where they differ, 2 where nothing can be said, 78 where it was
// told something that it does not understand.
import { z } from 'zod';
import { PLAN } from '../../chat/features.ts';
import { endProcess } from '../../shared/end-process.ts';
import { integer, natsEnv, readEnv } from '../../shared/env.ts';
import { connectTool } from '../../shared/nats-tool.ts';
import { withoutCredentials } from '../../shared/redact.ts';
import { databaseEnv, withPassword } from '../config.ts';
import { openDatabase, VERIFYING } from '../database/database.ts';
import { lineOf } from '../verify/difference.ts';
import { type Verified, verify } from '../verify/verify.ts';
import { showProgress } from './show-progress.ts';

const USER = 'operator';
const EQUAL = 0;
const DIFFERENT = 1;
const UNKNOWN = 2;

const config = readEnv(
  'make verify',
  z.object({
    ...natsEnv,
    ...databaseEnv,
    /** Columns that entries before this one set are not judged. */
    FROM: integer(1, Number.MAX_SAFE_INTEGER, 1),
    /** How far: the rows' checkpoint as it is, or the log's end as it is, for which the rows are waited for. */
    TO: z.enum(['checkpoint', 'log']).default('checkpoint'),
    /** How long a store may not answer, and rows may not come. */
    WAIT_MS: integer(0, 3_600_000, 60_000),
    /** So many differences are said line by line. */
    MAX: integer(0, 10_000, 100),
  }),
);

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const number = (n: number): string => n.toLocaleString('en-US');

/** Whatever it is, it is no word about the rows. */
const cannot = (error: unknown): never => {
  const why = error instanceof Error ? error.message : String(error);
  process.stderr.write(`make verify: ${withoutCredentials(why)}\n`);
  endProcess(UNKNOWN);
};
process.on('uncaughtException', cannot);
process.on('unhandledRejection', cannot);
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => cannot(`told to stop by ${signal}: nothing is proven`));
}

const started = performance.now();
const progress = showProgress(process.stderr);
const verified = await run().catch(cannot);
progress.stop();
const { differences, count } = verified;
for (const difference of differences.slice(0, config.MAX)) say(lineOf(difference));
if (count > config.MAX) say(`and ${number(count - Math.min(config.MAX, differences.length))} more`);
say(verdictOf(verified));
process.exitCode = count === 0 ? EQUAL : DIFFERENT;

async function run(): Promise<Verified> {
  // The run itself says how long it waits.
  const nc = await connectTool({ name: 'verify', user: USER, isPatient: true }, config);
  const place = {
    url: withPassword(config.DATABASE_URL, config.DB_PASSWORD),
    caFile: config.DATABASE_CA_FILE,
  };
  const orm = await openDatabase(place, { name: 'verify', ...VERIFYING });
  try {
    const jsm = await nc.jetstreamManager({ checkAPI: false });
    return await verify({
      ...{ nc, jsm, program: USER, orm, plan: PLAN },
      ...{ from: config.FROM, to: config.TO, patienceMs: config.WAIT_MS },
      onProgress: progress.show,
    });
  } finally {
    await orm.close(true);
    await nc.close();
  }
}

function verdictOf(verified: Verified): string {
  const { from, to, entries, count, byKind, deadLetters, foreign, unprojected, behind, beyond } =
    verified;
  const seconds = (performance.now() - started) / 1_000;
  const rate = number(Math.round(entries / seconds));
  const memory = Math.round(process.resourceUsage().maxRSS / 1_024);
  const looked = `${number(entries)} entries from ${from} to ${to} in ${seconds.toFixed(1)} s (${rate}/s, ${memory} MB)`;
  const more = [
    `${number(deadLetters)} dead letters`,
    ...(foreign > 0 ? [`${number(foreign)} facts that only a newer program knows`] : []),
    ...(unprojected > 0 ? [`${number(unprojected)} that wait for one`] : []),
    ...(behind > 0 ? [`${number(behind)} entries above were no rows yet`] : []),
    ...(beyond > 0
      ? [`${number(beyond)} events of before the log begins, which nothing is left to compare with`]
      : []),
  ].join(', ');
  if (count === 0) return `The rows are the log: ${looked}; ${more}.`;
  const kinds = [...byKind].map(([kind, n]) => `${number(n)} ${kind}`).join(', ');
  return `The rows are not the log: ${number(count)} differences (${kinds}) in ${looked}; ${more}.`;
}
