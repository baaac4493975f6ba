// Whether the database is the one of before. Another one, or an older copy of it, is no fault by itself (the log brings
// its rows up to date), but whoever operates it wants to know that it was seen.
import type { Logger } from '../../shared/logger.ts';
import type { Checkpoint } from './checkpoint.ts';

export interface Identity {
  /** Says so once for each time that it changed. */
  note: (found: Checkpoint) => void;
}

export function createIdentity(logger: Logger): Identity {
  let known: Checkpoint | undefined;
  return {
    note: (found) => {
      const before = known;
      known = found;
      if (before === undefined) return;
      const fields = { rows: found.seq, before: before.seq };
      if (found.database !== before.database) {
        logger.warn(
          fields,
          'this is another database than before: it gets from the log what it lacks',
        );
      } else if (found.seq < before.seq) {
        logger.warn(fields, 'the database is an older copy: it gets from the log what it lacks');
      }
    },
  };
}
