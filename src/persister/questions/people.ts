// Who is in a room, or who is called something like that. A page goes on after the last one of the page before, by what it is
// sorted by: nobody who stays where they are is missed or told twice, whoever comes meanwhile.
import { type RawBuilder, sql } from 'kysely';
import type { PeoplePlace, PeopleReply, PeopleRequest } from '../../chat/member/people.ts';
import type { Person } from '../../shared/wire/objects.ts';
import type { Db } from '../rows/checkpoint.ts';
import { type Asked, conclusive, lagging } from './conclusive.ts';
import { kindAt, kindOfMember, userOf } from './kind.ts';
import { sortedBy, wordBegins } from './like.ts';
import { fitting, orTooWide } from './reply.ts';

export async function people(asked: Asked, question: PeopleRequest): Promise<PeopleReply> {
  const read = async (db: Db, whole: number) =>
    whole < question.upTo ? undefined : pageOf(await found(db, question), question.limit, whole);
  return (await orTooWide(conclusive(asked, question.upTo, read))) ?? lagging;
}

/** As the driver hands it out: a bigint is text. */
interface Row {
  rank: number;
  sort: string;
  user_id: string;
  called: string;
  kind: string | null;
  state: string | null;
  role: string | null;
  since: string | null;
  muted_until: string | null;
}

/** One more than the page has room for. */
async function found(db: Db, question: PeopleRequest): Promise<Row[]> {
  const { room, after = [0, '', ''], limit } = question;
  const [rank, sort, id] = after;
  // Who they are is looked up for the page alone.
  const { rows } = await sql<Row>`
    select page.*, coalesce(${kindAt(sql`page.claim_seq`)}, ${kindOfMember(sql`page.member_seq`)}) as kind from (
      select * from (${room === undefined ? named(question) : membersOf(room, question)}) as listed
      where (rank, sort, user_id collate "C") > (${rank}::int, ${sort}::text, ${id}::text)
      order by rank, sort, user_id collate "C" limit ${limit + 1}
    ) as page
    order by rank, sort, page.user_id collate "C"`.execute(db);
  return rows;
}

/** A name is that of whoever claimed it last; it may be longer than any claim where another version wrote it. */
const CALLED = sql`left(coalesce(name.name, member.user_name), 128)`;

const membersOf = (room: string, { query, skeleton, banned }: PeopleRequest) => sql`
  select
    case state when 'invited' then 3 when 'banned' then 4
      else case role when 'owner' then 0 when 'moderator' then 1 else 2 end end as rank,
    ${sortedBy(CALLED)} as sort, member.user_id, ${CALLED} as called, state, role,
    to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as since,
    case when muted_until > now() then trunc(extract(epoch from muted_until) * 1000)::text end as muted_until,
    name.last_seq as claim_seq, member.seq as member_seq
  from member
  left join lateral (
    select name, skeleton, last_seq from name where user_id = member.user_id order by last_seq desc limit 1
  ) as name on true
  where room = ${room} and state = any(${banned ? [...SEEN, 'banned'] : SEEN}::text[])
    ${query === undefined ? sql`` : sql`and ${like(CALLED, { query, skeleton })}`}`;

const SEEN = ['in', 'invited'];

const named = ({ query = '', skeleton }: PeopleRequest) => sql`
  select 0 as rank, ${sortedBy(sql`name`)} as sort, user_id, name as called, null as state, null as role,
    null as since, null as muted_until, last_seq as claim_seq, null::bigint as member_seq
  from name
  where user_id is not null and (until is null or until > now()) and ${like(sql`name.name`, { query, skeleton })}`;

function like(
  called: RawBuilder<unknown>,
  { query = '', skeleton = '' }: Pick<PeopleRequest, 'query' | 'skeleton'>,
): RawBuilder<boolean> {
  const begins = wordBegins(called, query);
  if (skeleton === '') return begins;
  return sql<boolean>`(starts_with(name.skeleton, ${skeleton}) is true or ${begins})`;
}

function pageOf(rows: readonly Row[], limit: number, asOf: number): PeopleReply {
  const people = fitting(rows.slice(0, limit).map(personOf));
  const last = rows[people.length - 1];
  if (last === undefined || people.length === rows.length) return { people, asOf };
  const next: PeoplePlace = [last.rank, last.sort, last.user_id];
  return { people, next, asOf };
}

function personOf({ user_id: id, called: name, ...row }: Row): Person {
  return {
    user: userOf(id, name, row.kind),
    ...(row.state !== null && { state: row.state }),
    ...(row.role !== null && { role: row.role }),
    ...(row.since !== null && { since: row.since }),
    ...(row.muted_until !== null && { mutedUntil: Number(row.muted_until) }),
  };
}
