// Whether what a run has in mind still holds for the tables beside: each run has a turn, and only in it are checkpoints moved and
// the tables exchanged. It ends when somebody else begins, and when Postgres crashes.
// Trap: rows beside do not wait for the disk, so a crash takes some that were acknowledged; and who opens the next connection
// when Postgres is back hears nothing of it. Then only the tables themselves know how far they are.
import { sql } from 'kysely';
import type { Db } from '../../rows/checkpoint.ts';
import { fingerprint, nothingLost, progress } from './aside.ts';
import { HandsOff } from './outcome.ts';

/** Rows that were acknowledged may be gone: another try goes on from the checkpoint that is left. */
export class Lost extends Error {
  override name = 'Lost';

  constructor() {
    super('Postgres crashed, and may have lost what it took last');
  }
}

/** Throws where the turn has ended, or the tables were brought up to date meanwhile. */
export async function assertTurn(db: Db, turn: string, version: string): Promise<void> {
  const { rows } = await sql`
    select from ${progress} where ${holds(turn)} and mark = ${await fingerprint(db, version)}`.execute(
    db,
  );
  if (rows.length === 0) throw await endOf(db, turn);
}

/** Never back: `seq` is what this run knows to be committed. */
export async function moveTo(
  db: Db,
  { turn, mark, seq }: { turn: string; mark: 'seq' | 'taken'; seq: number },
): Promise<void> {
  const column = sql.id(mark);
  const { rows } = await sql`
    update ${progress} set ${column} = greatest(${column}, ${seq}::bigint)
    where ${holds(turn)} returning 1`.execute(db);
  if (rows.length === 0) throw await endOf(db, turn);
}

const inNothingLost = sql`in (select turn from ${nothingLost})`;
const holds = (turn: string) => sql`turn = ${turn} and turn ${inNothingLost}`;

async function endOf(db: Db, turn: string): Promise<Error> {
  const { rows } = await sql`
    select from ${progress} where turn = ${turn} and turn not ${inNothingLost}`.execute(db);
  if (rows.length > 0) return new Lost();
  return new HandsOff(
    'another rebuild has begun meanwhile, or provisioning brought the tables up to date: run it again',
  );
}
