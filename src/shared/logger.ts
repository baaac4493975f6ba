// Every line goes to stdout from the main thread, always; with LOKI_URL it is pushed to Loki as well.
// Traps of pino-loki 3: it never retries, keeps at most `maxBufferSize` lines an interval, needs numeric
// levels and epoch-millisecond times, turns `hostname` into a label, and a dead worker without an error
// handler ends the process. No line per message anywhere: a line costs half a socket write.
import { once } from 'node:events';
import pino from 'pino';
import { withoutSecrets } from './redact.ts';

export type Logger = pino.Logger;

/** The part of a program's environment that says how it logs (`commonEnv`). */
export interface LogEnv {
  LOG_LEVEL: string;
  VERSION: string;
  INSTANCE: string;
  LOKI_URL?: string | undefined;
  LOKI_USER?: string | undefined;
  LOKI_PASSWORD?: string | undefined;
}

/** pino-loki pushes once a second; a push that takes longer than this is given up (exit waits for it). */
const PUSH_TIMEOUT_MS = 3_000;
/** Two pushes, the one under way and the last one, and the time between them. */
const CLOSE_MS = 2 * PUSH_TIMEOUT_MS + 1_000;
/** Lines kept for one push: five times what a program of ours writes in its worst second. */
const PUSH_BUFFER_LINES = 5_000;

export interface OpenLogger {
  logger: Logger;
  /** Resolves when the last lines are pushed; to be called once, as the last thing. */
  close: () => Promise<void>;
}

export function createLogger(service: string, env: LogEnv): OpenLogger {
  const { VERSION: version, INSTANCE: instance } = env;
  const level = env.LOG_LEVEL as pino.Level;
  const streams: pino.StreamEntry[] = [
    { level, stream: withoutTokens(pino.destination({ dest: 1, sync: true })) },
  ];
  const push = env.LOKI_URL === undefined ? undefined : openPush(service, env.LOKI_URL, env);
  if (push !== undefined) streams.push({ level, stream: withoutTokens(push) });
  const logger = pino({ level, base: { service, version, instance } }, pino.multistream(streams));
  const close = async () => {
    if (push === undefined) return;
    const closed = once(push, 'close');
    // The pushing thread does not keep the process alive, and may never answer: this timer does both.
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, CLOSE_MS);
    push.end();
    await Promise.race([closed, late]);
    clearTimeout(timer);
  };
  return { logger, close };
}

/** Whatever somebody puts into a line, no bot's token is in it. */
const withoutTokens = (to: { write: (line: string) => unknown }): pino.DestinationStream => ({
  write: (line) => void to.write(withoutSecrets(line)),
});

function openPush(service: string, url: string, env: LogEnv) {
  const { LOKI_USER: user, LOKI_PASSWORD: password } = env;
  const stream = pino.transport({
    target: 'pino-loki',
    options: {
      host: url,
      timeout: PUSH_TIMEOUT_MS,
      batching: { interval: 1, maxBufferSize: PUSH_BUFFER_LINES },
      labels: { service_name: service, source: 'pino' },
      structuredMetaKey: 'meta',
      ...(user !== undefined && { basicAuth: { username: user, password: password ?? '' } }),
    },
  });
  stream.on('error', (error: Error) => {
    const line = {
      level: 50,
      time: Date.now(),
      service,
      msg: 'log push failed',
      err: error.message,
    };
    process.stderr.write(`${JSON.stringify(line)}\n`);
  });
  return stream;
}
