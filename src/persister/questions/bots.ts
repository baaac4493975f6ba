// The bots and hooks of a room that were not revoked: who was made last comes first, and a page goes on below the last one of the page
// before. Of their other rooms only the number: who looks after this one may not know of them.
import { sql } from 'kysely';
import type { BotsPlace, BotsReply, BotsRequest } from '../../chat/bot/list.ts';
import type { ListedBot } from '../../shared/wire/objects.ts';
import type { Db } from '../rows/checkpoint.ts';
import { type Asked, conclusive, lagging } from './conclusive.ts';
import { fitting } from './reply.ts';

export async function bots(asked: Asked, question: BotsRequest): Promise<BotsReply> {
  const read = async (db: Db, whole: number) =>
    whole < question.upTo ? undefined : pageOf(await found(db, question), question.limit, whole);
  return (await conclusive(asked, question.upTo, read)) ?? lagging;
}

/** As the driver hands it out: a bigint is text. */
interface Row {
  id: string;
  name: string;
  kind: string;
  by_id: string;
  by_name: string;
  at: string;
  seq: string;
  others: number;
}

/** One more than the page has room for. */
async function found(db: Db, { room, after, limit }: BotsRequest): Promise<Row[]> {
  const [below] = after ?? [Number.MAX_SAFE_INTEGER];
  const { rows } = await sql<Row>`
    select id, left(name, 128) as name, left(kind, 64) as kind, by_id, left(by_name, 128) as by_name, first_seq as seq,
      jsonb_array_length(rooms) - 1 as others,
      to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
    from bot
    where rooms @> to_jsonb(${room}::text) and not revoked and first_seq < ${below}
    order by first_seq desc limit ${limit + 1}`.execute(db);
  return rows;
}

function pageOf(rows: readonly Row[], limit: number, asOf: number): BotsReply {
  const kept = fitting(rows.slice(0, limit).map(listedOf));
  const last = rows[kept.length - 1];
  if (last === undefined || kept.length === rows.length) return { bots: kept, asOf };
  const next: BotsPlace = [Number(last.seq)];
  return { bots: kept, next, asOf };
}

const listedOf = ({ id, name, kind, by_id, by_name, at, others }: Row): ListedBot => ({
  id,
  name,
  kind,
  by: { id: by_id, name: by_name },
  at,
  ...(others > 0 && { others }),
});
