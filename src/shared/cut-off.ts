// What a program does while nobody answers for the log that most servers follow: the server it is connected to may be cut
// off from the others. After a while it says so, and goes to another server, again and again, until the log answers.
import type { Logger } from './logger.ts';

/** An election takes four seconds and more, a restart of a server alone a few. */
const SILENT_MS = 8_000;
/** Another server gets as long. */
const MOVE_MS = 8_000;

export interface CutOffOptions {
  logger: Logger;
  /** Leaves this server for another one, where there is one. */
  move: () => void;
  /** The monotonic clock, milliseconds. */
  now?: () => number;
}

export interface CutOff {
  /** Why the log cannot be used, in words; undefined while it answers, and for a while after. */
  readonly trouble: string | undefined;
  /** A leader answered that most servers follow. */
  answered: () => void;
  /** Asked, and no such answer. */
  silent: (error: unknown) => void;
}

export const noLeader = (): Error => new Error('no leader answers that most servers follow');

export function watchCutOff(options: CutOffOptions): CutOff {
  const { logger, move, now = () => performance.now() } = options;
  let answeredAt = now();
  let movedAt = Number.NEGATIVE_INFINITY;
  let trouble: string | undefined;
  return {
    get trouble() {
      return trouble;
    },
    answered: () => {
      if (trouble !== undefined) logger.info('the log answers again');
      answeredAt = now();
      trouble = undefined;
    },
    silent: (error) => {
      const nowMs = now();
      if (nowMs - answeredAt < SILENT_MS)
        return logger.debug({ err: error }, 'the log did not answer');
      if (trouble === undefined) logger.error({ err: error }, 'the log cannot be used');
      trouble = error instanceof Error ? error.message : String(error);
      if (nowMs - movedAt < MOVE_MS) return;
      movedAt = nowMs;
      move();
    },
  };
}
