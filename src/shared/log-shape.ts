// Which subjects the log takes says what shape it has. One that was written by a version of before has all facts of a room on one
// subject: nothing of this version could be stored in it, nothing of it read as it should. It is never touched, only spoken of.
import { RESTORING } from './subjects.ts';

/** Every fact: what the log holds, what its readers read. */
export const ALL_FACTS = 'chat.>';

/** A log that this version can do nothing with. Trying again does not help. */
export class OtherShape extends Error {
  constructor(subjects: readonly string[]) {
    super(
      `the log is of an older version (its subjects are ${subjects.join(', ')}, not ${ALL_FACTS}) and is left as it is: ` +
        'go on with that version, or begin a new log (another DATA_DIR; on a cluster another volume, and an empty database)',
    );
    this.name = 'OtherShape';
  }
}

/** Throws {@link OtherShape}. A log that a restore is bringing back has the shape that it will have. */
export function assertShape({ subjects = [] }: { subjects?: readonly string[] }): void {
  const [only, ...more] = subjects;
  if (more.length === 0 && (only === ALL_FACTS || only === RESTORING)) return;
  throw new OtherShape(subjects);
}
