// Makes what the programs need and none of them may make: streams, the durable consumer, tables, roles.
// Runs to its end, safe to run again and by many at once; on Kubernetes the persister's init container.
import { setTimeout as sleep } from 'node:timers/promises';
import { endProcess } from '../shared/end-process.ts';
import { readEnv } from '../shared/env.ts';
import { OtherShape } from '../shared/log-shape.ts';
import { createLogger } from '../shared/logger.ts';
import { connectNats } from '../shared/nats.ts';
import { provisionEnv, withPassword } from './config.ts';
import { assertNoRows, matchRows } from './provision/match-rows.ts';
import { provisionSchema } from './provision/schema.ts';
import { hasLog, provisionStreams } from './provision/streams.ts';

const RETRY_MS = 500;
/** What takes longer than this is said, and again: whoever waits for a deployment sees what it waits for. */
const SAID_MS = 10_000;

const config = readEnv('provision', provisionEnv);
const { logger, close: closeLogs } = createLogger('provision', config);
const deadline = performance.now() + config.WAIT_MS;

const failed = async (error: unknown): Promise<never> => {
  logger.fatal({ err: error }, 'provisioning failed');
  await closeLogs();
  endProcess(1);
};

// As PID 1 it would otherwise go on until it is killed. Whatever is done so far stays; the next run does the rest.
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void failed(new Error(`told to stop by ${signal}`)));
}

const late = setTimeout(
  () => void failed(new Error(`no NATS within ${config.WAIT_MS} ms`)),
  config.WAIT_MS,
);
const link = await connectNats('provision', config, logger).catch(failed);
clearTimeout(late);

try {
  const sizes = {
    maxBytes: config.STREAM_MAX_BYTES,
    marksMaxBytes: config.READ_MARKS_MAX_BYTES,
    replicas: config.STREAM_REPLICAS,
  };
  const { PERSISTER_DB_PASSWORD: persister, OPERATOR_DB_PASSWORD: operator } = config;
  const jsm = await link.nc.jetstreamManager({ checkAPI: false });
  const place = {
    url: withPassword(config.ADMIN_DATABASE_URL, config.OWNER_DB_PASSWORD),
    caFile: config.DATABASE_CA_FILE,
  };
  await untilDone('streams', async () => {
    if (!(await hasLog(jsm))) await assertNoRows(place);
    await provisionStreams(jsm, sizes);
  });
  await untilDone('schema', () => provisionSchema(place, { persister, operator }, logger));
  await untilDone('rows', () => matchRows({ nc: link.nc, jsm, place, logger }));
} catch (error) {
  await failed(error);
}
logger.info('provisioned');
await link.close();
await closeLogs();
endProcess(0);

/** What fails for now is tried again until the deadline; everything done so far stays. */
async function untilDone(what: string, work: () => Promise<void>): Promise<void> {
  const began = performance.now();
  const saying = setInterval(() => {
    logger.info({ what, forMs: Math.round(performance.now() - began) }, 'still at it');
  }, SAID_MS);
  try {
    for (let tries = 0; ; tries++) {
      try {
        return await work();
      } catch (error) {
        if (error instanceof OtherShape || performance.now() > deadline) throw error;
        if (tries % 10 === 0) logger.warn({ err: error, what }, 'not possible yet, trying again');
        await sleep(RETRY_MS);
      }
    }
  } finally {
    clearInterval(saying);
  }
}
