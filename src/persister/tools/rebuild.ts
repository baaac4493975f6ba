// `make rebuild`: the rows anew from the log, beside the live ones, while people talk. Runs to its end as provisioning's users.
// What fails for a while is tried again and goes on; so does the next run of one that was killed. Exits with 0 when the new
// rows are live, with 1 when it stopped before that and goes on when it is run again, with 2 where somebody has to decide first.
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { endProcess } from '../../shared/end-process.ts';
import { commonEnv, integer, natsEnv, readEnv } from '../../shared/env.ts';
import { createLogger } from '../../shared/logger.ts';
import { connectNats } from '../../shared/nats.ts';
import { provisionEnv, withPassword } from '../config.ts';
import { openDatabase } from '../database/database.ts';
import { endWhoIsInTheWay } from '../provision/in-the-way.ts';
import { COPYING } from './rebuild/copy.ts';
import { HandsOff } from './rebuild/outcome.ts';
import { rebuild } from './rebuild/rebuild.ts';
import { Held } from './rebuild/swap.ts';

const NAME = 'rebuild';
const RETRY_MS = 1_000;

const { ADMIN_DATABASE_URL, OWNER_DB_PASSWORD, DATABASE_CA_FILE } = provisionEnv.shape;
const config = readEnv(
  'make rebuild',
  z.object({
    ...commonEnv,
    ...natsEnv,
    LOG_LEVEL: commonEnv.LOG_LEVEL.unwrap().default('warn'),
    ADMIN_DATABASE_URL,
    OWNER_DB_PASSWORD,
    DATABASE_CA_FILE,
    /** The old tables go as soon as the new ones are there. */
    DROP_OLD: z.enum(['0', '1']).default('0'),
    /** How long nothing may get on, with NATS or Postgres away, or the tables held by somebody. */
    WAIT_MS: integer(0, 3_600_000, 120_000),
  }),
);
const { logger, close: closeLogs } = createLogger(NAME, config);
const out = process.stderr;

const leave = async (code: number, why: string): Promise<never> => {
  out.write(`make rebuild: ${why}\n`);
  await closeLogs();
  endProcess(code);
};
const AGAIN = 'the live rows are as before; the same command goes on where it was';
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void leave(1, `told to stop by ${signal}: ${AGAIN}`));
}

const place = {
  url: withPassword(config.ADMIN_DATABASE_URL, config.OWNER_DB_PASSWORD),
  caFile: config.DATABASE_CA_FILE,
};
let gotOnAt = performance.now();
const late = setTimeout(() => void leave(1, `no NATS: ${AGAIN}`), config.WAIT_MS);
const link = await connectNats('provision', config, logger).catch((error: Error) =>
  leave(2, `NATS refuses: ${error.message}`),
);
clearTimeout(late);
const jsm = await link.nc.jetstreamManager({ checkAPI: false });
// It holds its turn, exchanges, reads old rows; and one looks who is in the way.
const live = await openDatabase(place, { name: NAME, connectionsMax: 5, statementMs: 0 });
const aside = await openDatabase(place, { name: NAME, ...COPYING });
const stopEnding = endWhoIsInTheWay(live, NAME, logger);

for (let tries = 0; ; tries++) {
  try {
    await rebuild({
      nc: link.nc,
      jsm,
      live,
      aside,
      logger,
      out,
      version: config.VERSION,
      dropOld: config.DROP_OLD === '1',
      onProgress: () => {
        gotOnAt = performance.now();
      },
      heldMs: config.WAIT_MS,
    });
    break;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (error instanceof HandsOff) await leave(2, why);
    // What people say meanwhile is written beside: it would get on for ever.
    if (error instanceof Held || performance.now() - gotOnAt > config.WAIT_MS)
      await leave(1, `${why}: ${AGAIN}`);
    logger.warn({ err: error }, 'interrupted, going on');
    if (tries % 10 === 0) out.write(`Interrupted (${why}), going on …\n`);
    await sleep(RETRY_MS);
  }
}
stopEnding();
await Promise.all([live.close(true), aside.close(true)]);
await link.close();
await closeLogs();
