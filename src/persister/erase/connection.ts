// The persister's second connection to NATS, as the one user that may take something out of the log. It comes up beside
// everything else and may be away: a server that does not know the user yet, as while a new version is rolled out, is asked again.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../shared/logger.ts';
import { connectNats, type NatsEnv, type NatsLink } from '../../shared/nats.ts';
import { seldom } from '../../shared/seldom.ts';
import type { PersisterConfig } from '../config.ts';
import { type ErasableLog, erasableLog } from './log.ts';

export interface EraserConnection {
  /** Undefined while it is not connected. */
  readonly log: ErasableLog | undefined;
  stop: () => Promise<void>;
}

const RETRY_MS = 5_000;

export function connectEraser(
  config: Pick<PersisterConfig, 'NATS_ERASER_USER' | 'NATS_ERASER_PASSWORD'> & NatsEnv,
  logger: Logger,
): EraserConnection {
  const { NATS_ERASER_USER: user, NATS_ERASER_PASSWORD: password } = config;
  if (password === undefined) {
    logger.warn('NATS_ERASER_PASSWORD is not set: what people delete stays in the log until it is');
    return { log: undefined, stop: async () => undefined };
  }
  const env = { ...config, NATS_USER: user, NATS_PASSWORD: password };
  const ending = new AbortController();
  let found: { link: NatsLink; log: ErasableLog } | undefined;
  const failed = seldom((err: unknown, times) =>
    logger.error({ err, times, user }, 'NATS refuses the user that erases: tried again'),
  );
  const connect = async () => {
    while (!ending.signal.aborted) {
      try {
        const link = await connectNats('eraser', env, logger.child({ user }));
        const jsm = await link.nc.jetstreamManager({ checkAPI: false });
        found = { link, log: erasableLog(link.nc, jsm) };
        if (ending.signal.aborted) await link.close();
        return;
      } catch (error) {
        failed(error);
        await sleep(RETRY_MS, undefined, { signal: ending.signal, ref: false }).catch(
          () => undefined,
        );
      }
    }
  };
  void connect();
  return {
    get log() {
      return found?.link.connected() === true ? found.log : undefined;
    },
    stop: async () => {
      ending.abort();
      await found?.link.close();
    },
  };
}
