// Every line goes to stdout from the main thread, always; with LOKI_URL it is pushed to Loki as well.
// Traps of pino-loki 3: it never retries, keeps at most `maxBufferSize` lines an interval, needs numeric
// levels and epoch-millisecond times, turns `hostname` into a label, and a dead worker without an error
// handler ends the process. No line per message anywhere: a line costs half a socket write.
import { once } from 'node:events';
import pino from 'pino';

export type Logger = pino.Logger;

export interface LoggerOptions {
  service: string;
  level: string;
  version: string;
  instance: string;
  loki?: { url: string; user?: string | undefined; password?: string | undefined } | undefined;
}

/** pino-loki pushes once a second; a push that takes longer than this is given up (exit waits for it). */
const PUSH_TIMEOUT_MS = 3_000;
/** Lines kept for one push: five times what a program of ours writes in its worst second. */
const PUSH_BUFFER_LINES = 5_000;

export interface OpenLogger {
  log: Logger;
  /** Resolves when the last lines are pushed; to be called once, as the last thing. */
  close: () => Promise<void>;
}

export function createLogger(options: LoggerOptions): OpenLogger {
  const { service, level, version, instance, loki } = options;
  const streams: pino.StreamEntry[] = [
    { level: level as pino.Level, stream: pino.destination({ dest: 1, sync: true }) },
  ];
  const push = loki === undefined ? undefined : openPush(service, loki);
  if (push !== undefined) streams.push({ level: level as pino.Level, stream: push });
  const log = pino({ level, base: { service, version, instance } }, pino.multistream(streams));
  const close = async () => {
    if (push === undefined) return;
    const closed = once(push, 'close');
    push.end();
    await closed;
  };
  return { log, close };
}

function openPush(service: string, loki: NonNullable<LoggerOptions['loki']>) {
  const { url, user, password } = loki;
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
