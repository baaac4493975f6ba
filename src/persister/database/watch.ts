// Whether Postgres answers and takes rows, asked every few seconds, so that readiness is a state and not a call.
// Asked on connections of its own: were those of the rows lost for good, it would say that Postgres is away.
import type { MikroORM } from '@mikro-orm/postgresql';
import type { Logger } from '../../shared/logger.ts';

export interface DatabaseWatch {
  /** It answers, and takes writes. */
  readonly up: boolean;
  /** Since when, by the monotonic clock in milliseconds; undefined while not. */
  readonly upSince: number | undefined;
  /** Why not, in words. */
  readonly trouble: string | undefined;
  stop: () => void;
}

/** A standby, and a server or role that was set read-only, answer every question and take no row. */
const READ_ONLY =
  "select pg_is_in_recovery() or current_setting('transaction_read_only')::bool as off";
const READ_ONLY_SAID = 'it is read-only: a standby, or set so by somebody';
const LOOK_MS = 2_000;
/** Above the limit for connecting, which says more. */
const SILENT_MS = 4_000;
/** A connection that went silent keeps its question for as long as it lasts: the next one asks on another. */
const UNANSWERED_MAX = 2;

export function watchDatabase(orm: MikroORM, logger: Logger): DatabaseWatch {
  let upSince: number | undefined;
  let trouble: string | undefined;
  let unanswered = 0;
  /** `why`: it takes no rows; undefined: it does. */
  const note = (why: Error | undefined) => {
    if (upSince !== undefined && why !== undefined) {
      logger.warn({ err: why }, 'Postgres takes no rows');
    }
    if (upSince === undefined && why === undefined) logger.info('Postgres takes rows');
    upSince = why === undefined ? (upSince ?? performance.now()) : undefined;
    trouble = why?.message;
  };
  const look = async () => {
    if (unanswered >= UNANSWERED_MAX) return;
    unanswered += 1;
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      note(new Error(`no answer within ${SILENT_MS} ms`));
    }, SILENT_MS);
    await orm.em
      .fork()
      .execute<{ off: boolean }[]>(READ_ONLY)
      .then(
        ([row]) => late || note(row?.off === false ? undefined : new Error(READ_ONLY_SAID)),
        (error: Error) => late || note(error),
      );
    clearTimeout(timer);
    unanswered -= 1;
  };
  void look();
  const timer = setInterval(() => void look(), LOOK_MS);
  return {
    get up() {
      return upSince !== undefined;
    },
    get upSince() {
      return upSince;
    },
    get trouble() {
      return trouble;
    },
    stop: () => clearInterval(timer),
  };
}
