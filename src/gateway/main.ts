// The gateway: sockets on one side, the log on the other, nothing kept in between but the log's tail.
// Reads as the boot order; what is opened here is stopped in reverse (docs/ARCHITECTURE.md).

import { facts } from '../chat/features.ts';
import type { Envelope } from '../chat/kernel/fact.ts';
import { watermark } from '../chat/kernel/questions.ts';
import { endProcess } from '../shared/end-process.ts';
import { readEnv } from '../shared/env.ts';
import { createLifecycle } from '../shared/lifecycle.ts';
import { createLogger } from '../shared/logger.ts';
import { createMetrics } from '../shared/metrics.ts';
import { connectNats } from '../shared/nats.ts';
import { startOpsServer } from '../shared/ops-server.ts';
import { seldom } from '../shared/seldom.ts';
import { WATERMARK } from '../shared/subjects.ts';
import { webhookSecret } from '../shared/webhook-secret.ts';
import { createAdmit } from './api/admit.ts';
import { createAnswers } from './api/answers.ts';
import { createApi } from './api/api.ts';
import { withDescription } from './api/description.ts';
import { ROUTES } from './api/routes.ts';
import { createGiveOnce } from './command/one-shot.ts';
import { gatewayEnv } from './config.ts';
import { BOTS_KNOWN_MAX, Bots, withBots } from './edge/bots.ts';
import { createAuth } from './edge/create-auth.ts';
import type { Identity } from './edge/identity.ts';
import { Operators, readOperators } from './edge/operators.ts';
import { loadPage } from './edge/page.ts';
import { startServer } from './edge/server.ts';
import { Hub } from './fanout/hub.ts';
import { OutboxBudget } from './fanout/outbox-budget.ts';
import { People } from './fanout/people.ts';
import { Persisted } from './fanout/persisted.ts';
import { Deliveries } from './hook/deliveries.ts';
import { createHooks } from './hook/hooks.ts';
import { addressReader, peerReader } from './limits/address.ts';
import { createLimits } from './limits/limits.ts';
import { createAppend } from './log/append.ts';
import { deliverTo } from './log/deliver.ts';
import { createDirectGet } from './log/direct-get.ts';
import { endOfLog, openExtents } from './log/extent.ts';
import { LastMessages } from './log/last-messages.ts';
import { LogClock } from './log/log-clock.ts';
import { openPublisher } from './log/publisher.ts';
import { entryReader, inTurns, lastReader, nextEntryReader, nextReader } from './log/read-entry.ts';
import { createReadRoom } from './log/read-room.ts';
import { openReader } from './log/reader.ts';
import { Removed } from './log/removed.ts';
import { createRemovedBehind } from './log/removed-behind.ts';
import { Ring } from './log/ring.ts';
import { createRoomReads } from './log/room-reads.ts';
import { createRoomStates } from './log/room-states.ts';
import { createStates } from './log/states.ts';
import { watchReader } from './log/watch.ts';
import { openWitness } from './log/witness.ts';
import { gatewayMetrics, measureKept, measureLog, measureOutboxes } from './metrics.ts';
import { KnownNames } from './name/known-names.ts';
import { createNames } from './name/names.ts';
import { createPresent } from './name/present.ts';
import { createRun } from './name/run.ts';
import { Residents } from './room/residents.ts';
import { createRows, RowsUnavailable } from './rows.ts';
import { openSignals } from './signal/open-signals.ts';
import { createClients } from './socket/clients.ts';
import { serveSockets, turnAwayVersion } from './socket/serve.ts';

/** So much of the log is read again at the start, so that the ring never ends where a replica lags. */
const PREFILL_EVENTS = 1_000;

const config = readEnv('gateway', gatewayEnv);
const { logger, close: closeLogs } = createLogger('gateway', config);
const lifecycle = createLifecycle(logger, closeLogs);
const registry = createMetrics('gateway', config.VERSION);
const metrics = gatewayMetrics(registry);

let serving = false;
const ops = await startOpsServer({
  host: config.HOST,
  port: config.OPS_PORT,
  version: config.VERSION,
  registry,
  ready: () => readiness(),
  onFault: seldom((err, times) => logger.error({ err, times }, 'a request failed')),
});
lifecycle.onStop('ops server', ops.stop);

const link = await connectNats('gateway', config, logger);
lifecycle.onStop('nats', link.close);
const { nc } = link;
const jsm = await nc.jetstreamManager({ checkAPI: false });

const clock = new LogClock();
const extents = await openExtents(jsm, clock, logger);
measureLog(registry, extents);
const { firstSeq, lastSeq } = extents.log;
const from = Math.max(1, firstSeq, lastSeq - PREFILL_EVENTS + 1);
const ring = new Ring(from - 1, { maxEvents: config.RING_EVENTS, maxBytes: config.RING_BYTES });
const hub = new Hub();
const people = new People();
const readEntry = entryReader(jsm);
const readNext = nextReader(jsm, extents);
const directGet = createDirectGet(nc);
const witness = openWitness(readEntry);
const position = () => reader.position;
const newestSubject = () => reader.subject;
const lastMessages = new LastMessages(ring);
const states = createRoomStates({
  states: createStates({ last: lastReader(jsm), next: nextEntryReader(jsm) }),
  readRoom: createReadRoom(directGet, { position, newestSubject }),
  onForgotten: (room) => lastMessages.forget(room),
});
const botStates = createStates(
  { last: lastReader(jsm), next: nextEntryReader(jsm) },
  BOTS_KNOWN_MAX,
);
const bots = new Bots(botStates);
const residents = new Residents();
const knownNames = new KnownNames();
const operators = new Operators(config.ADMINS);
const deliveries = new Deliveries();
const removed = new Removed();
const removedBehind = createRemovedBehind({ removed, from, get: directGet, next: readNext });
lifecycle.onStop('witness', witness.stop);
const reader = openReader({
  nc,
  jsm,
  logger,
  from,
  onEvent: deliverTo({
    ...{ ring, hub, people, witness, botStates },
    ...{ states, removed, lastMessages, residents, knownNames, operators, deliveries, metrics },
  }),
  onRestart: () => metrics.readerRestarts.inc(),
});
lifecycle.onStop('reader', reader.stop);
const watch = watchReader({
  reader,
  extents,
  logger,
  move: link.move,
  onNewLog: () => {
    logger.fatal('the log was made anew: starting over');
    lifecycle.stop('new log').then(() => endProcess(1));
  },
});
lifecycle.onStop('reader watch', watch.stop);

const persisted = new Persisted();
nc.subscribe(WATERMARK, {
  callback: (error, message) => {
    const said = error === null ? watermark.safeParse(message.json()) : undefined;
    if (said?.success) persisted.advance(said.data.seq);
  },
});

const publisher = openPublisher(nc);
lifecycle.onStop('publisher', publisher.stop);
const budgetMs = config.APPEND_BUDGET_MS;
const appender = createAppend({ link, publisher, witness, clock, budgetMs });
const rows = createRows(nc);

const sayFault = seldom<unknown>((err, times) =>
  logger.warn({ err, times }, 'a command could not be answered'),
);
const limits = createLimits(config, performance.now());
const clients = createClients(config.HEARTBEAT_MS, config.EXPIRY_GRACE_SECONDS * 1_000);
const budget = new OutboxBudget(config.OUTBOXES_MAX_BYTES);
measureOutboxes(registry, budget);
const signals = openSignals({ link, jsm, extents, position, hub, metrics, logger });
lifecycle.onStop('signals', signals.close);
measureKept(registry, { hub, persisted, ring, limits, signals });
const commands = {
  append: appender.append,
  rows,
  clock,
  extents,
  targets: { ring, removed, readEntry: inTurns(readEntry) },
  removedBehind,
  states,
  rules: { editWindowMs: 1_000 * config.EDIT_WINDOW_SECONDS },
  known: {
    lastMessage: (room: string, userId: string) => lastMessages.of(room, userId),
    nameOf: (userId: string) => knownNames.of(userId) ?? residents.nameOf(userId),
    hasWebhooks: config.WEBHOOK_SECRET !== undefined,
    roomCreation: config.ROOM_CREATION,
    botCreation: config.BOT_CREATION,
    webhookCreation: config.WEBHOOK_CREATION,
    botsMax: config.BOTS_PER_PERSON,
    webhooksMax: config.WEBHOOKS_PER_PERSON,
    proposed: (fact: Envelope, atMs: number) => {
      const subject = facts.subjectOf(fact);
      if (subject !== undefined) lastMessages.note(fact, subject, atMs);
    },
  },
};
const names = createNames({ run: createRun(commands), states, clock });
const present = createPresent(names, (error) =>
  logger.debug({ err: error }, 'a name is not known'),
);
const privateRooms = new Set(config.PRIVATE_ROOMS);
const onFault = (error: unknown) => {
  if (error instanceof RowsUnavailable) logger.debug({ err: error }, 'the rows do not answer');
  else sayFault(error);
};
const connections = {
  ...commands,
  sources: {
    ring,
    extents,
    ...createRoomReads(nc, readNext),
    readRows: rows.after,
    position,
    newestSubject,
  },
  hub,
  people,
  residents,
  operators,
  bots,
  persisted,
  signals,
  limits,
  privateRooms,
  outboxes: { maxBytes: config.OUTBOX_MAX_BYTES, budget },
  secretOf: (id: string) =>
    config.WEBHOOK_SECRET === undefined ? undefined : webhookSecret(config.WEBHOOK_SECRET, id),
  metrics,
  onFault,
};
const onSocket = serveSockets(clients, connections);
const give = createGiveOnce(connections);
// Before that it would ask rows and ring as of then for what is in the log already.
await reader.whenCaughtUp;
await readOperators(
  operators,
  nextEntryReader(jsm),
  () => endOfLog(extents),
  seldom((err, times) => logger.warn({ err, times }, 'waiting for who is an operator')),
);
const providerAuth = createAuth(config, {
  logger,
  onSignIn: (outcome) => metrics.signIns.inc({ outcome }),
  onRenewal: (outcome) => metrics.renewals.inc({ outcome }),
});
const auth = withBots(providerAuth, bots);
const rights = (identity: Identity) => operators.of(identity);
const rules = { origins: config.ALLOWED_ORIGINS, hosts: config.ALLOWED_HOSTS };
const addressOf = addressReader(config.TRUSTED_PROXIES);
const api = createApi({
  routes: withDescription(ROUTES),
  answers: createAnswers({ ...connections, clients }),
  admit: createAdmit({ auth, bots, present, rights, rules, addressOf, limits }),
  metrics,
  onFault: seldom((err, times) => logger.error({ err, times }, 'a request failed')),
});
const hooks = createHooks({
  ...{ bots, give, deliveries, clock, extents },
  addressOf,
  limits,
  metrics,
});
const server = await startServer({
  host: config.HOST,
  port: config.PORT,
  auth,
  bots,
  names,
  present,
  rights,
  api,
  page: loadPage(config.WEB_DIR, { offline: config.PAGE_OFFLINE === 'on' }),
  hooks: hooks.handle,
  rules,
  addressOf,
  peerOf: peerReader(config.TRUSTED_PROXIES),
  limits,
  logger,
  onRefusal: (status) => metrics.refusedRequests.inc({ status: String(status) }),
  onSocket,
  onVersion: turnAwayVersion,
});
lifecycle.onStop('server', server.stop);
lifecycle.onStop('clients', clients.stop);
lifecycle.onStop('requests', async () => {
  await Promise.all([api.idle(), hooks.idle()]);
});
lifecycle.onStop('drain', () => clients.drain(config.DRAIN_MS), config.DRAIN_MS + 10_000);
lifecycle.onStop('admission', async () => {
  api.close();
  hooks.close();
  server.refuse();
});
serving = true;
logger.info({ port: server.port, opsPort: ops.port, auth: config.AUTH_MODE }, 'listening');

function readiness() {
  if (!serving) return { ok: false, detail: { waitingFor: 'NATS' } };
  const nats = link.downForMs() < config.NATS_GRACE_MS;
  const draining = lifecycle.stopping;
  const trouble = watch.trouble ?? appender.trouble;
  return {
    ok: nats && reader.caughtUp && trouble === undefined && !draining,
    detail: {
      nats: link.connected(),
      caughtUp: reader.caughtUp,
      ...(trouble !== undefined && { log: trouble }),
      draining,
      position: reader.position,
      persisted: persisted.seq,
      connections: clients.size,
    },
  };
}
