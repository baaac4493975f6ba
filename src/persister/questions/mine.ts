// In which rooms somebody is, and into which they are asked: what was so last comes first, and a page goes on below the last one
// of the page before.
import { sql } from 'kysely';
import type { MinePlace, MineReply, MineRequest } from '../../chat/member/mine.ts';
import { ROOM_LIMITS } from '../../chat/room/room.ts';
import type { OwnRoom, User } from '../../shared/wire/objects.ts';
import type { Db } from '../rows/checkpoint.ts';
import { type Asked, conclusive, lagging } from './conclusive.ts';
import { fitting } from './reply.ts';

export async function mine(asked: Asked, question: MineRequest): Promise<MineReply> {
  const read = async (db: Db, whole: number) =>
    whole < question.upTo ? undefined : pageOf(await found(db, question), question.limit, whole);
  return (await conclusive(asked, question.upTo, read)) ?? lagging;
}

/** As the driver hands it out: a bigint is text. */
interface Row {
  room: string;
  state: string;
  role: string;
  seq: string;
  at: string;
  by_id: string;
  by_name: string | null;
  kind: string | null;
  title: string | null;
  archived: boolean | null;
  people: User[] | null;
}

/** One more than the page has room for. */
async function found(db: Db, { userId, after, limit }: MineRequest): Promise<Row[]> {
  const [below] = after ?? [Number.MAX_SAFE_INTEGER];
  const { titleMax, directMax } = ROOM_LIMITS;
  const { rows } = await sql<Row>`
    select own.room, state, role, own.seq, by_id, said.user_name as by_name, kind,
      left(title, ${titleMax}) as title, archived,
      to_char(own.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
      case when kind = 'direct' then (
        select json_agg(json_build_object('id', user_id, 'name', called) order by first_seq) from (
          select member.user_id, first_seq, left(coalesce(
            (select name from name where name.user_id = member.user_id order by last_seq desc limit 1), user_name
          ), 128) as called
          from member where member.room = own.room order by first_seq limit ${directMax}
        ) as together
      ) end as people
    from member as own
    left join room on room.name = own.room
    left join event as said on said.seq = own.seq
    where own.user_id = ${userId} and state in ('in', 'invited') and own.seq < ${below}::bigint
    order by own.seq desc limit ${limit + 1}`.execute(db);
  return rows;
}

function pageOf(rows: readonly Row[], limit: number, asOf: number): MineReply {
  const kept = fitting(rows.slice(0, limit).map(ownOf));
  const last = kept.at(-1);
  if (last === undefined || kept.length === rows.length) return { rooms: kept, asOf };
  const next: MinePlace = [last.seq];
  return { rooms: kept, next, asOf };
}

function ownOf({ room, state, role, seq, at, by_id, by_name, ...row }: Row): OwnRoom {
  const { kind, title, archived, people } = row;
  return {
    ...{ room, state, role, seq: Number(seq), at },
    by: { id: by_id, name: by_name ?? by_id },
    ...(kind !== null && { kind }),
    ...(title !== null && title !== '' && { title }),
    ...(archived === true && { archived }),
    ...(people !== null && { people }),
  };
}
