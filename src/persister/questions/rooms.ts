// The directory: public rooms, those first where something happened last, as it was when the first page was asked for: a room
// in which something happens meanwhile keeps its place. Invariant: a room that is not public is in no page, whoever asks.
import { sql } from 'kysely';
import { DIRECT_ROOM } from '../../chat/room/direct-name.ts';
import type { RoomsPlace, RoomsReply, RoomsRequest } from '../../chat/room/directory.ts';
import { ROOM_LIMITS } from '../../chat/room/room.ts';
import type { ListedRoom } from '../../shared/wire/objects.ts';
import type { Db } from '../rows/checkpoint.ts';
import { type Asked, conclusive, lagging } from './conclusive.ts';
import { wordBegins } from './like.ts';
import { fitting, orTooWide } from './reply.ts';

export async function rooms(asked: Asked, question: RoomsRequest): Promise<RoomsReply> {
  const read = async (db: Db, whole: number) => {
    if (whole < question.upTo) return undefined;
    const [asOf, below] = question.after ?? [whole, Number.MAX_SAFE_INTEGER];
    const rows = await found(db, question, { asOf, below });
    return pageOf(rows, question.limit, asOf);
  };
  return (await orTooWide(conclusive(asked, question.upTo, read))) ?? lagging;
}

/** As the driver hands it out: a bigint is text. */
interface Row {
  name: string;
  title: string | null;
  topic: string | null;
  archived: boolean | null;
  people: string;
  last_at: string;
  last_seq: string;
  /** Where the room stood at the first page. */
  placed: string;
}

/** One more than the page has room for. */
async function found(
  db: Db,
  { query, limit, closed, userId }: RoomsRequest,
  { asOf, below }: { asOf: number; below: number },
): Promise<Row[]> {
  const { titleMax, topicMax } = ROOM_LIMITS;
  // Whether anybody said something is looked up from the first one on, until the page is full.
  const { rows } = await sql<Row>`
    select name, left(title, ${titleMax}) as title, left(topic, ${topicMax}) as topic, archived, last_seq, placed,
      to_char(last_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as last_at,
      (select count(*) from member where member.room = listed.name and state = 'in') as people
    from (
      select * from (
        select *, case when last_seq <= ${asOf} then last_seq else (
          select event.seq from event where event.room = room.name and event.seq <= ${asOf} order by event.seq desc limit 1
        ) end as placed
        from room
        where first_seq <= ${asOf} and coalesce(kind, 'public') = 'public'
          and name !~ ${DIRECT_ROOM.source} and name <> all(${closed}::text[])
          and name not in (
            select member.room from member
            where user_id = ${userId} and state not in ('invited', 'in', 'out', 'removed')
          )
          ${query === undefined ? sql`` : sql`and ${wordBegins(sql`name || ' ' || coalesce(title, '')`, query)}`}
      ) as public
      where placed < ${below}
      order by placed desc offset 0
    ) as listed
    where kind is not null
      or (select true from message where message.room = listed.name and post_rank is not null limit 1)
    order by placed desc limit ${limit + 1}`.execute(db);
  return rows;
}

function pageOf(rows: readonly Row[], limit: number, asOf: number): RoomsReply {
  const kept = fitting(rows.slice(0, limit).map(listedOf));
  const last = rows[kept.length - 1];
  if (last === undefined || kept.length === rows.length) return { rooms: kept };
  const next: RoomsPlace = [asOf, Number(last.placed)];
  return { rooms: kept, next };
}

function listedOf({
  name: room,
  title,
  topic,
  archived,
  people,
  last_at,
  last_seq,
}: Row): ListedRoom {
  return {
    room,
    ...(isSaid(title) && { title }),
    ...(isSaid(topic) && { topic }),
    people: Number(people),
    lastAt: last_at,
    lastSeq: Number(last_seq),
    ...(archived === true && { archived }),
  };
}

const isSaid = (text: string | null): text is string => text !== null && text !== '';
