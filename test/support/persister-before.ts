// The statements with which the version before writes rows and reads them: during a rollout it runs beside this one.
import { sql } from 'kysely';
import type { Entry } from '../../src/chat/kernel/fact.ts';
import type { MessagePosted } from '../../src/chat/message/facts.ts';
import type { Db } from '../../src/persister/rows/checkpoint.ts';

type Post = Entry<MessagePosted>;

/** One batch, in order of the sequences. */
export async function writeAsBefore(db: Db, posts: readonly Post[]): Promise<void> {
  const messages = posts.filter(
    ({ fact }, i) =>
      posts.findIndex(({ fact: of }) => of.id === fact.id && of.user.id === fact.user.id) === i,
  );
  await db.transaction().execute(async (trx) => {
    await writeEvents(trx, posts);
    await writeMessages(trx, messages);
    await writeRooms(trx, posts);
  });
}

async function writeEvents(db: Db, posts: readonly Post[]): Promise<void> {
  const of = <T>(pick: (post: Post) => T): T[] => posts.map(pick);
  await sql`
    insert into event (seq, room, type, user_id, user_name, client_id, at, data)
    select seq, room, type, user_id, user_name, client_id, at, data::jsonb
    from unnest(
      ${of((r) => r.seq)}::bigint[], ${of((r) => r.fact.room)}::text[],
      ${of((r) => r.fact.type)}::text[], ${of((r) => r.fact.user.id)}::text[],
      ${of((r) => r.fact.user.name)}::text[], ${of((r) => r.fact.id)}::uuid[],
      ${of((r) => r.at)}::timestamptz[], ${of((r) => JSON.stringify(r.fact.data))}::text[]
    ) as t (seq, room, type, user_id, user_name, client_id, at, data)
    on conflict (seq) do nothing`.execute(db);
}

async function writeMessages(db: Db, posts: readonly Post[]): Promise<void> {
  const of = <T>(pick: (post: Post) => T): T[] => posts.map(pick);
  await sql`
    insert into message (seq, room, user_id, user_name, client_id, text, sent_at)
    select * from unnest(
      ${of((r) => r.seq)}::bigint[], ${of((r) => r.fact.room)}::text[],
      ${of((r) => r.fact.user.id)}::text[], ${of((r) => r.fact.user.name)}::text[],
      ${of((r) => r.fact.id)}::uuid[], ${of((r) => r.fact.data.text)}::text[],
      ${of((r) => r.at)}::timestamptz[]
    )
    on conflict (user_id, client_id) do update
      set seq = excluded.seq, room = excluded.room, user_name = excluded.user_name,
          text = excluded.text, sent_at = excluded.sent_at
      where excluded.seq < message.seq`.execute(db);
}

async function writeRooms(db: Db, posts: readonly Post[]): Promise<void> {
  const names = [...new Set(posts.map(({ fact }) => fact.room))].sort();
  const of = (name: string) => posts.filter(({ fact }) => fact.room === name);
  await sql`
    insert into room (name, first_seq, last_seq, last_at)
    select * from unnest(
      ${names}::text[], ${names.map((name) => of(name)[0]?.seq)}::bigint[],
      ${names.map((name) => of(name).at(-1)?.seq)}::bigint[],
      ${names.map((name) => of(name).at(-1)?.at)}::timestamptz[]
    )
    on conflict (name) do update
      set first_seq = least(room.first_seq, excluded.first_seq),
          last_seq = greatest(room.last_seq, excluded.last_seq),
          last_at = greatest(room.last_at, excluded.last_at)
      where excluded.first_seq < room.first_seq or excluded.last_seq > room.last_seq`.execute(db);
}

/** What it does not know is no event to it. */
export async function deadLetterAsBefore(
  db: Db,
  letter: { seq: number; at: string; subject: string; data: Uint8Array; reason: string },
): Promise<void> {
  const { seq, subject, reason, data, at } = letter;
  await sql`
    insert into dead_letter (seq, subject, reason, detail, raw, at)
    select seq, subject, reason, detail, decode(raw, 'hex'), at
    from unnest(
      ${[seq]}::bigint[], ${[subject]}::text[], ${[reason]}::text[], ${['?']}::text[],
      ${[Buffer.from(data).toString('hex')]}::text[], ${[at]}::timestamptz[]
    ) as t (seq, subject, reason, detail, raw, at)
    on conflict (seq) do nothing`.execute(db);
}

/** A page of history. */
export async function readAsBefore(db: Db, room: string): Promise<unknown[]> {
  const { rows } = await sql`
    select seq, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, room, type,
      user_id, user_name, client_id, data
    from event where room = ${room} and seq between 0 and 1000 order by seq`.execute(db);
  return rows;
}

/** A look-up of an id. */
export async function lookUpAsBefore(db: Db, userId: string, clientId: string): Promise<unknown> {
  const { rows } = await sql`
    select seq, room from message where user_id = ${userId} and client_id = ${clientId}`.execute(
    db,
  );
  return rows[0];
}
