// Whether Postgres answers, asked every few seconds, so that readiness is a state and not a call.
import type { MikroORM } from '@mikro-orm/postgresql';
import type { Logger } from '../shared/logger.ts';

export interface DatabaseWatch {
  readonly up: boolean;
  stop: () => void;
}

const LOOK_MS = 2_000;
/** Above the limit for connecting, which says more. */
const SILENT_MS = 4_000;
/** A connection that went silent keeps its question for as long as it lasts: the next one asks on another. */
const UNANSWERED_MAX = 2;

export function watchDatabase(orm: MikroORM, log: Logger): DatabaseWatch {
  let up = false;
  let unanswered = 0;
  const note = (answers: boolean, error?: unknown) => {
    if (up && !answers) log.warn({ err: error }, 'Postgres does not answer');
    if (!up && answers) log.info('Postgres answers');
    up = answers;
  };
  const look = async () => {
    if (unanswered >= UNANSWERED_MAX) return;
    unanswered += 1;
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      note(false, new Error(`no answer within ${SILENT_MS} ms`));
    }, SILENT_MS);
    await orm.em
      .fork()
      .execute('select 1')
      .then(
        () => late || note(true),
        (error: unknown) => late || note(false, error),
      );
    clearTimeout(timer);
    unanswered -= 1;
  };
  void look();
  const timer = setInterval(() => void look(), LOOK_MS);
  return {
    get up() {
      return up;
    },
    stop: () => clearInterval(timer),
  };
}
