// Tells programs outside of the chat what happens in it, by HTTP: the log on one side, receivers on the other. A program of its own:
// whoever is slow to answer holds up neither rows nor gateways. Reads as the boot order; stopped in reverse.
import { readEnv } from '../shared/env.ts';
import { createLifecycle } from '../shared/lifecycle.ts';
import { createLogger } from '../shared/logger.ts';
import { createMetrics } from '../shared/metrics.ts';
import { connectNats } from '../shared/nats.ts';
import { startOpsServer } from '../shared/ops-server.ts';
import { seldom } from '../shared/seldom.ts';
import { webhookSecret } from '../shared/webhook-secret.ts';
import { addressRules } from './address.ts';
import { createSend } from './attempt.ts';
import { webhooksEnv } from './config.ts';
import { Known } from './known.ts';
import { openLanes } from './lanes.ts';
import { isGone, isHeard, nextChange, say } from './log.ts';
import { headersOf } from './message.ts';
import { measureWebhooks, webhookMetrics } from './metrics.ts';
import { createLookUp } from './names.ts';
import { hostOf, Places } from './places.ts';
import { Removals } from './removals.ts';
import type { LanePorts } from './try.ts';
import { watchWebhooks } from './watch.ts';

const config = readEnv('webhooks', webhooksEnv);
const rules = addressRules(config.WEBHOOK_ALLOW);
if (rules === undefined) throw new Error('WEBHOOK_ALLOW was checked, and is wrong all the same');
const { logger, close: closeLogs } = createLogger('webhooks', config);
const lifecycle = createLifecycle(logger, closeLogs);
const registry = createMetrics('webhooks', config.VERSION);
const metrics = webhookMetrics(registry);

/** Set once everything runs; the ops server answers before that. */
let ready: () => { ok: boolean; detail: Record<string, unknown> } = () => ({
  ok: false,
  detail: { waitingFor: 'NATS' },
});
const ops = await startOpsServer({
  host: config.HOST,
  port: config.OPS_PORT,
  version: config.VERSION,
  registry,
  ready: () => ready(),
  onFault: seldom((err, times) => logger.error({ err, times }, 'a request failed')),
});
lifecycle.onStop('ops server', ops.stop);

const link = await connectNats('webhooks', config, logger);
lifecycle.onStop('nats', link.close);
const { nc } = link;
const jsm = await nc.jetstreamManager({ checkAPI: false });

const known = new Known();
const places = new Places(config.WEBHOOK_CONNECTIONS_MAX, config.WEBHOOK_HOST_CONNECTIONS_MAX);
const lookUp = createLookUp({ isListed: rules.isListed });
const send = createSend({ rules, timeoutMs: config.WEBHOOK_TIMEOUT_MS, lookUp });
const chatSecrets = [config.WEBHOOK_SECRET, config.OLD_WEBHOOK_SECRET].filter(
  (secret) => secret !== undefined,
);
const attempt: LanePorts['attempt'] = async ({ id, url }, message, signal) => {
  const free = await places.take(hostOf(url), signal);
  try {
    // Signed as it goes: its time is checked by who gets it.
    const of = chatSecrets.map((secret) => webhookSecret(secret, id));
    const headers = headersOf(message, of, Date.now());
    return await send({ url, headers, body: message.body, signal });
  } finally {
    free?.();
  }
};
const removals = new Removals(nextChange(jsm));
const watch = watchWebhooks({ nc, jsm, logger, known });
lifecycle.onStop('watch', watch.stop);
await watch.whenCaughtUp;
const lanes = openLanes({
  ...{ nc, jsm, logger, known },
  max: config.WEBHOOKS_MAX,
  isFresh: () => link.connected() && watch.reading,
  ports: {
    known,
    say: (id, saying) => say({ nc, known }, id, saying),
    isGone: (entry) => isGone(jsm, removals, entry),
    isHeard: (webhook) => isHeard(jsm, webhook),
    attempt,
    waitsMs: config.WEBHOOK_RETRY_SECONDS,
    metrics,
    now: Date.now,
  },
});
measureWebhooks(registry, { known, places, waiting: () => lanes.waiting });
/** What is asked for is waited for, and a try that is under way comes to its end. */
lifecycle.onStop('deliveries', lanes.stop, config.WEBHOOK_TIMEOUT_MS + 10_000);

ready = () => ({
  ok: link.connected() && watch.reading && !lifecycle.stopping,
  detail: {
    nats: link.connected(),
    reading: watch.reading,
    webhooks: known.all().length,
    lanes: lanes.open,
    underWay: places.busy,
  },
});
logger.info({ opsPort: ops.port, webhooks: known.all().length }, 'running');
