// The persister: the log on one side, rows on the other. Reads as the boot order; stopped in reverse.
// Postgres may be away at any time, also now: events wait in the log, where they are safe.
import { PLAN } from '../chat/features.ts';
import { readEnv } from '../shared/env.ts';
import { createLifecycle } from '../shared/lifecycle.ts';
import { createLogger } from '../shared/logger.ts';
import { createMetrics } from '../shared/metrics.ts';
import { connectNats } from '../shared/nats.ts';
import { startOpsServer } from '../shared/ops-server.ts';
import { seldom } from '../shared/seldom.ts';
import { persisterEnv, withPassword } from './config.ts';
import {
  ERASING,
  INDEXING,
  openDatabase,
  READING,
  SEARCHING,
  VERIFYING,
  WATCHING,
  WRITING,
} from './database/database.ts';
import { watchDatabase } from './database/watch.ts';
import { connectEraser } from './erase/connection.ts';
import { openEraser } from './erase/eraser.ts';
import { openConsumer } from './log/consumer.ts';
import { watchStreams } from './log/streams-watch.ts';
import { persisterMetrics } from './metrics.ts';
import { answerQuestions } from './questions/answer.ts';
import { advance } from './rows/checkpoint.ts';
import { projectLeftovers } from './rows/leftovers.ts';
import { openWatermark } from './rows/watermark.ts';
import { createWriteRows } from './rows/write.ts';
import { followRows } from './search/indexer.ts';
import { indexPiece, wordsLeft } from './search/piece.ts';
import { verifyRolling } from './verify/rolling.ts';

const config = readEnv('persister', persisterEnv);
const { logger, close: closeLogs } = createLogger('persister', config);
const lifecycle = createLifecycle(logger, closeLogs);
const registry = createMetrics('persister', config.VERSION);
const metrics = persisterMetrics(registry);

/** Set once everything runs; the ops server answers before that. */
let state: { ready: () => { ok: boolean; detail: Record<string, unknown> }; alive: () => boolean };
state = { ready: () => ({ ok: false, detail: { waitingFor: 'NATS' } }), alive: () => true };
const ops = await startOpsServer({
  host: config.HOST,
  port: config.OPS_PORT,
  version: config.VERSION,
  registry,
  ready: () => state.ready(),
  alive: () => state.alive(),
  onFault: seldom((err, times) => logger.error({ err, times }, 'a request failed')),
});
lifecycle.onStop('ops server', ops.stop);

const place = {
  url: withPassword(config.DATABASE_URL, config.DB_PASSWORD),
  caFile: config.DATABASE_CA_FILE,
};
const name = `persister ${config.INSTANCE}`;
const orm = await openDatabase(place, { name, ...WRITING });
lifecycle.onStop('postgres', () => orm.close(true));
const readOrm = await openDatabase(place, { name: `${name} questions`, ...READING });
lifecycle.onStop('postgres for questions', () => readOrm.close(true));
const searchOrm = await openDatabase(place, { name: `${name} search`, ...SEARCHING });
lifecycle.onStop('postgres for searches', () => searchOrm.close(true));
const watchOrm = await openDatabase(place, { name: `${name} watch`, ...WATCHING });
lifecycle.onStop('postgres for the watch', () => watchOrm.close(true));
const verifyOrm = await openDatabase(place, { name: `${name} verify`, ...VERIFYING });
lifecycle.onStop('postgres for verifying', () => verifyOrm.close(true));
const eraseOrm = await openDatabase(place, { name: `${name} eraser`, ...ERASING });
lifecycle.onStop('postgres for erasing', () => eraseOrm.close(true));
const indexOrm = await openDatabase(place, { name: `${name} index`, ...INDEXING });
lifecycle.onStop('postgres for the index', () => indexOrm.close(true));
const database = watchDatabase(watchOrm, logger);
lifecycle.onStop('postgres watch', database.stop);

const link = await connectNats('persister', config, logger);
lifecycle.onStop('nats', link.close);
const { nc } = link;
const jsm = await nc.jetstreamManager({ checkAPI: false });
const streams = watchStreams({ jsm, logger, wrong: metrics.streamWrong, move: link.move });
lifecycle.onStop('streams watch', streams.stop);
const erasable = connectEraser(config, logger);
lifecycle.onStop('nats for erasing', erasable.stop);
const eraser = openEraser({ log: () => erasable.log, orm: eraseOrm, logger, metrics });
lifecycle.onStop('eraser', eraser.stop, 25_000);
const onMoved = eraser.nudge;
const watermark = openWatermark({ nc, jsm, orm: watchOrm, logger, metrics, onMoved });
lifecycle.onStop('watermark', watermark.stop);
const follower = {
  piece: () => indexPiece(indexOrm.em.fork().getKysely()),
  left: () => wordsLeft(indexOrm.em.fork().getKysely()),
  lag: () => watermark.lag,
};
lifecycle.onStop('index', followRows({ ...follower, logger, metrics }), 25_000);
const asked = { nc, orm: readOrm, searchOrm, logger, watermark, metrics };
lifecycle.onStop('questions', answerQuestions(asked));
const consumer = openConsumer({
  nc,
  jsm,
  logger,
  writeOf: createWriteRows(orm, metrics.deadLetters),
  whole: async (epoch) => {
    const found = await advance(watchOrm.em.fork().getKysely());
    return found.epoch === epoch ? found.seq : 0;
  },
  metrics,
  batchMax: config.BATCH_MAX,
  batchWaitMs: config.BATCH_WAIT_MS,
  onCommit: watermark.nudge,
});
lifecycle.onStop('consumer', consumer.stop, 25_000);
lifecycle.onStop('leftovers', projectLeftovers({ orm, plan: PLAN, logger, metrics }), 25_000);
const rolling = { nc, jsm, orm: verifyOrm, plan: PLAN, logger, metrics };
lifecycle.onStop(
  'rolling verification',
  verifyRolling({ ...rolling, everyMs: config.VERIFY_EVERY_MS }),
);

state = {
  ready: () => ({
    ok:
      link.connected() &&
      database.up &&
      consumer.reading &&
      consumer.refusal === undefined &&
      streams.trouble === undefined &&
      streams.silence === undefined &&
      watermark.trouble === undefined &&
      !lifecycle.stopping,
    detail: {
      nats: link.connected(),
      erasing: erasable.log !== undefined,
      postgres: database.up,
      ...(database.trouble !== undefined && { trouble: database.trouble }),
      reading: consumer.reading,
      ...(consumer.refusal !== undefined && { refusal: consumer.refusal }),
      ...(streams.trouble !== undefined && { streams: streams.trouble }),
      ...(streams.silence !== undefined && { log: streams.silence }),
      ...(watermark.trouble !== undefined && { rows: watermark.trouble }),
      lag: watermark.lag,
      watermark: watermark.seq,
    },
  }),
  alive: () => consumer.alive(database.upSince),
};
logger.info({ opsPort: ops.port }, 'running');
