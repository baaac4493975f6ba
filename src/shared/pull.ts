// Keeps reading from a JetStream consumer whatever happens to it: opened again at the first sign of trouble,
// with backoff. The library's own recovery waits for a server that may be gone for good.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer, ConsumerMessages, JsMsg } from 'nats';
import type { Logger } from './logger.ts';

export interface PullOptions {
  logger: Logger;
  /** Makes or finds the consumer; called again for each opening. */
  open: () => Promise<Consumer>;
  /** Called in order, synchronously; must not throw. */
  onMessage: (message: JsMsg) => void;
  onRestart: (reason: string) => void;
  /** Messages asked for ahead. */
  maxMessages: number;
  /** How long one pull request lives on the server, milliseconds. */
  expiresMs: number;
}

export interface Pull {
  /** Whether a consumer is open now, or only paused. */
  readonly reading: boolean;
  /** Opens again; messages of the consumer before are ignored from now on. */
  restart: (reason: string) => void;
  /** Asks for nothing for a while, or until it goes on; what is on its way is ignored, so the log brings it again. */
  pause: () => void;
  goOn: () => void;
  stop: () => void;
}

const BACKOFF_MIN_MS = 100;
const BACKOFF_MAX_MS = 1_000;
/** Then it looks whether the consumer is there, and the same one, and may be paused again. */
const PAUSE_MS = 5_000;
const TROUBLE = new Set([
  'heartbeats_missed',
  'consumer_deleted',
  'consumer_not_found',
  'stream_not_found',
  'no_responders',
]);

export function openPull(options: PullOptions): Pull {
  const { logger, onMessage, onRestart, maxMessages, expiresMs } = options;
  let stopped = false;
  /** Each opening is a generation; whatever still arrives for an older one is ignored. */
  let generation = 0;
  let messages: ConsumerMessages | undefined;
  let paused: NodeJS.Timeout | undefined;

  const restart = (reason: string) => {
    if (stopped || paused !== undefined) return;
    logger.info({ reason }, 'opening the consumer again');
    onRestart(reason);
    void open();
  };

  const pause = () => {
    if (stopped || paused !== undefined) return;
    paused = setTimeout(goOn, PAUSE_MS);
    generation += 1;
    messages?.stop();
  };

  const goOn = () => {
    if (stopped || paused === undefined) return;
    clearTimeout(paused);
    paused = undefined;
    void open();
  };

  async function open(): Promise<void> {
    const mine = ++generation;
    const current = () => !stopped && mine === generation;
    messages?.stop();
    messages = undefined;
    for (let delay = BACKOFF_MIN_MS; current(); delay = Math.min(BACKOFF_MAX_MS, delay * 2)) {
      try {
        const consumer = await options.open();
        if (!current()) return;
        const opened = await consumer.consume({
          bind: true,
          max_messages: maxMessages,
          expires: expiresMs,
          idle_heartbeat: 1_000,
          callback: (message) => {
            if (!current()) return;
            onMessage(message);
            // Between accounts it ends what the server brings for this request, which goes on as if it did not.
            if (message.data.length === 0) restart('an entry without a body');
          },
        });
        if (!current()) return opened.stop();
        messages = opened;
        void supervise(opened, current);
        return;
      } catch (error) {
        if (!current()) return;
        logger.warn({ err: error, delay }, 'the consumer cannot be opened, trying again');
        await sleep(delay);
      }
    }
  }

  async function supervise(opened: ConsumerMessages, current: () => boolean): Promise<void> {
    for await (const status of await opened.status()) {
      if (!current()) return;
      const conflict = status.type === 'debug' && String(status.data).startsWith('409');
      if (conflict || TROUBLE.has(status.type)) return restart(status.type);
    }
    if (current()) restart('the consumer closed');
  }

  void open();
  return {
    get reading() {
      return !stopped && (messages !== undefined || paused !== undefined);
    },
    restart,
    pause,
    goOn,
    stop: () => {
      stopped = true;
      clearTimeout(paused);
      messages?.stop();
    },
  };
}
