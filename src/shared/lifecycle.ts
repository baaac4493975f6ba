// How a program stops: the steps registered while it started, in reverse, each with a deadline.
// A second signal, or a step that outlives the whole deadline, ends the process with 1.

import { endProcess } from './end-process.ts';
import type { Logger } from './logger.ts';

export interface Lifecycle {
  /** Registers a step. Steps run last-registered first; one that fails or hangs does not stop the rest. */
  onStop: (name: string, step: () => Promise<void> | void, deadlineMs?: number) => void;
  /** Runs the steps once; every later call waits for the same run. */
  stop: (reason: string) => Promise<void>;
  readonly stopping: boolean;
}

interface Step {
  name: string;
  run: () => Promise<void> | void;
  deadlineMs: number;
}

const STEP_DEADLINE_MS = 5_000;

/** Listens to SIGTERM and SIGINT and, when all is stopped, lets the process exit with 0. */
export function createLifecycle(
  logger: Logger,
  closeLogs: () => Promise<void>,
  signals: NodeJS.EventEmitter = process,
): Lifecycle {
  const steps: Step[] = [];
  let run: Promise<void> | undefined;

  const stopAll = async (reason: string) => {
    logger.info({ reason }, 'stopping');
    for (const step of steps.toReversed()) await within(step, logger);
    logger.info('stopped');
    await closeLogs();
  };
  const stop = (reason: string) => {
    run ??= stopAll(reason);
    return run;
  };
  const onSignal = (signal: NodeJS.Signals) => {
    if (run !== undefined) {
      logger.warn({ signal }, 'second signal: leaving at once');
      endProcess(1);
    }
    stop(signal).then(
      () => endProcess(0),
      () => endProcess(1),
    );
  };
  signals.on('SIGTERM', onSignal);
  signals.on('SIGINT', onSignal);

  return {
    onStop: (name, step, deadlineMs = STEP_DEADLINE_MS) => {
      steps.push({ name, run: step, deadlineMs });
    },
    stop,
    get stopping() {
      return run !== undefined;
    },
  };
}

async function within({ name, run, deadlineMs }: Step, logger: Logger): Promise<void> {
  const timeout = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => timeout.reject(new Error(`not done after ${deadlineMs} ms`)),
    deadlineMs,
  );
  try {
    await Promise.race([run(), timeout.promise]);
  } catch (error) {
    logger.error({ err: error, step: name }, 'a stop step failed');
  } finally {
    clearTimeout(timer);
  }
}
