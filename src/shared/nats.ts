// The one way to connect to NATS. The library's defaults give up after ten tries and need minutes to notice
// a dead peer; these options reconnect for ever and notice within ten seconds.
import { readFileSync } from 'node:fs';
import { type ConnectionOptions, DebugEvents, Events, type NatsConnection } from 'nats';
import { endProcess } from './end-process.ts';
import type { Logger } from './logger.ts';
import { connectOverOneSocket } from './nats-transport.ts';
import { withoutCredentials } from './redact.ts';
import { inboxPrefix } from './subjects.ts';

/** The part of a program's environment that says where NATS is (`natsEnv`). */
export interface NatsEnv {
  NATS_URL: string[];
  NATS_USER?: string | undefined;
  NATS_PASSWORD?: string | undefined;
  NATS_CA_FILE?: string | undefined;
}

/** A server that stands still is waited for no longer, as what was published leaves: less than a program has to stop. */
const DRAIN_MS = 4_000;

export interface NatsLink {
  nc: NatsConnection;
  connected: () => boolean;
  /** Milliseconds since the connection was lost; 0 while connected. */
  downForMs: () => number;
  /** Leaves the server it is connected to for another one; nothing where none is known. */
  move: () => void;
  /** Finishes what was published, for some seconds at most, then closes. */
  close: () => Promise<void>;
}

/**
 * `program` names the connection and its inbox. Resolves with the first connection, however long
 * that takes; a refused user or password throws.
 */
export async function connectNats(
  program: string,
  env: NatsEnv,
  logger: Logger,
): Promise<NatsLink> {
  const { NATS_URL: urls, NATS_USER: user, NATS_PASSWORD: password, NATS_CA_FILE: caFile } = env;
  const waiting = setTimeout(
    () => logger.warn({ urls: urls.map(withoutCredentials) }, 'waiting for NATS'),
    2_000,
  );
  const options: ConnectionOptions = {
    servers: urls,
    name: program,
    ...(user !== undefined && { user }),
    ...(password !== undefined && { pass: password }),
    ...(caFile !== undefined && { tls: { ca: readFileSync(caFile, 'utf8') } }),
    inboxPrefix: inboxPrefix(program),
    maxReconnectAttempts: -1,
    waitOnFirstConnect: true,
    reconnectTimeWait: 500,
    reconnectJitter: 200,
    // Two unanswered, the third is not sent: 9 s. All that time the people of this gateway see nothing new.
    pingInterval: 3_000,
    maxPingOut: 2,
    timeout: 5_000,
    noAsyncTraces: true,
  };
  let nc: NatsConnection;
  try {
    // A password that was wrong from the beginning is said and ends the program. One that a server no longer takes, or
    // does not take yet, is about to be changed: the connection must outlive that, and the library decides it only once.
    await (await connectOverOneSocket(options)).close();
    nc = await connectOverOneSocket({ ...options, ignoreAuthErrorAbort: true });
  } finally {
    clearTimeout(waiting);
  }

  let lostAt: number | undefined;
  let closing = false;
  void watch();
  void nc.closed().then((error) => {
    if (closing) return;
    logger.fatal({ err: error }, 'the NATS connection closed for good');
    endProcess(1);
  });

  async function watch() {
    for await (const status of nc.status()) {
      if (status.type === Events.Disconnect) {
        lostAt ??= performance.now();
        logger.warn('NATS disconnected');
      } else if (status.type === Events.Reconnect) {
        logger.info(
          { downMs: lostAt === undefined ? 0 : Math.round(performance.now() - lostAt) },
          'NATS reconnected',
        );
        lostAt = undefined;
      } else if (status.type === Events.LDM) {
        logger.info('this NATS server is going away');
      } else if (status.type === Events.Error) {
        logger.error({ err: status.data, permission: status.permissionContext }, 'NATS error');
      } else if (status.type === DebugEvents.StaleConnection) {
        logger.warn('the NATS connection went stale');
      }
    }
  }

  return {
    nc,
    connected: () => lostAt === undefined && !nc.isClosed(),
    downForMs: () => (lostAt === undefined ? 0 : performance.now() - lostAt),
    move: () => {
      const known = Math.max(urls.length, nc.info?.connect_urls?.length ?? 0);
      if (known < 2 || lostAt !== undefined) return;
      logger.warn({ server: nc.info?.server_name }, 'leaving this NATS server for another one');
      void nc.reconnect().catch(() => undefined);
    },
    close: async () => {
      closing = true;
      // Draining waits for the server, and where that goes meanwhile it ends without closing; while there is none, there is nothing to finish.
      if (lostAt === undefined) await within(DRAIN_MS, nc.drain());
      await nc.close();
    },
  };
}

/** Waits for `work` for so long at most, whatever becomes of it. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
}
