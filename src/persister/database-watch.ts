// Whether Postgres answers, asked every few seconds, so that readiness is a state and not a call.
import type { MikroORM } from '@mikro-orm/postgresql';
import type { Logger } from '../shared/logger.ts';

export interface DatabaseWatch {
  readonly up: boolean;
  stop: () => void;
}

const LOOK_MS = 2_000;

export function watchDatabase(orm: MikroORM, log: Logger): DatabaseWatch {
  let up = false;
  let asking = false;
  const look = async () => {
    if (asking) return;
    asking = true;
    const answered = await orm.em
      .fork()
      .execute('select 1')
      .then(
        () => true,
        (error: unknown) => {
          if (up) log.warn({ err: error }, 'Postgres does not answer');
          return false;
        },
      );
    if (answered && !up) log.info('Postgres answers');
    up = answered;
    asking = false;
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
