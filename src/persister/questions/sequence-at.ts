// Where in the log a time is. Its clock may have been set back for a moment: what is found here is near, and who asks looks at
// the times themselves as well.
import { sql } from 'kysely';
import type { Db } from '../rows/checkpoint.ts';

/** More than the clocks of servers are set by. */
const SLACK_MS = 600_000;

/** A sequence below which everything is older than a time, or at and above which everything is newer. */
export interface Around {
  above: number;
  below: number;
}

/** By halving. What lies between the two is of that time, as far as clocks can be wrong. */
export async function around(db: Db, ms: number): Promise<Around> {
  return {
    above: await firstSince(db, ms - SLACK_MS),
    below: await firstSince(db, ms + SLACK_MS),
  };
}

/** The sequence of the first event that is not older; past the last one where all are. */
async function firstSince(db: Db, ms: number): Promise<number> {
  const { rows } = await sql<{ seq: string }>`
    with recursive cut (low, high) as (
      select 0::bigint, coalesce((select max(seq) + 1 from event), 1)
      union all
      select
        case when at < time then seq else low end,
        case when at < time then high else middle end
      from cut
        cross join (select ${new Date(ms).toISOString()}::timestamptz as time) as asked
        cross join lateral (select (low + high) / 2 as middle) as half
        cross join lateral (
          select seq, at from event where seq >= middle order by seq limit 1
        ) as there
      where high - low > 1
    )
    select max(high) filter (where high - low <= 1) as seq from cut`.execute(db);
  return Number(rows[0]?.seq ?? 0);
}
