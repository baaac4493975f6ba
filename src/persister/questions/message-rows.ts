// Rows of `message` with what was done to them, as the message that everybody sees. What was done to one whose post is not there
// yet is no message.
import { type RawBuilder, sql } from 'kysely';
import type { Message } from '../../chat/kernel/message-view.ts';
import { saidAs } from '../../chat/message/said-as.ts';
import type { Db } from '../rows/checkpoint.ts';
import { asAt, kindAt, kindOfTarget, userOf } from './kind.ts';
import { around } from './sequence-at.ts';

interface Piece {
  room: string;
  /** Where it begins. */
  seq: number;
  limit: number;
}

/**
 * Of the reactions to one message no more are told, the first ones: with the longest text and its mentions a reply holds it. As
 * JSON, where each may have an emoji of its own.
 */
const REACTIONS_MAX_BYTES = 60_000;
const JSON_BYTES = 50;
/** Behind so many bytes no more messages are read. One reaction has about so many, and of one message enough are counted. */
const READ_MAX_BYTES = 192_000;
const REACTION_BYTES = 80;
const COUNTED_MAX = 2_000;

/** The nearest first. */
export interface Found {
  messages: Message[];
  /** There are more than these. */
  beyond: boolean;
}

export const messagesBelow = (db: Db, { room, seq, limit }: Piece): Promise<Found> =>
  read(db, { where: sql`room = ${room} and seq < ${seq}`, order: sql`seq desc`, limit });

export const messagesFrom = (db: Db, { room, seq, limit }: Piece): Promise<Found> =>
  read(db, { where: sql`room = ${room} and seq >= ${seq}`, order: sql`seq`, limit });

/** The sequence of a room's first message since a time, milliseconds since 1970; past the last one where there is none. */
export async function firstSince(db: Db, room: string, ms: number): Promise<number> {
  const { above } = await around(db, ms);
  const { rows } = await sql<{ seq: string }>`
    select seq from message
    where room = ${room} and seq >= ${above} and sent_at >= ${new Date(ms).toISOString()}::timestamptz
    order by seq limit 1`.execute(db);
  return Number(rows[0]?.seq ?? Number.MAX_SAFE_INTEGER);
}

/** As the driver hands it out: a bigint is text. */
interface Row {
  seq: string;
  client_id: string;
  at: string;
  user_id: string;
  user_name: string;
  user_kind: string | null;
  said_as: unknown;
  text: string | null;
  text_rank: string | null;
  mentions: string[] | null;
  edited_at: string | null;
  reply_to: string | null;
  deleted_seq: string | null;
  deleted_at: string | null;
  deleted_by: string | null;
  deleted_by_name: string | null;
  deleted_by_kind: string | null;
  reactions: [emoji: string, user: string, seq: number][] | null;
  last_reaction: string | null;
  pin: {
    seq: number;
    is_on: boolean;
    at: string;
    id: string;
    name: string;
    kind: string | null;
  } | null;
  /** How many there are, one more than was asked for at most. */
  found: string;
}

const iso = (column: string): RawBuilder<string> =>
  sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

interface Reading {
  where: RawBuilder<unknown>;
  order: RawBuilder<unknown>;
  limit: number;
}

async function read(db: Db, { where, order, limit }: Reading): Promise<Found> {
  // How much there is first: of what would not fit no reaction is looked at.
  const { rows } = await sql<Row>`
    select m.seq, client_id, ${iso('sent_at')} as at, m.user_id, m.user_name, text, text_rank, mentions,
      ${iso('edited_at')} as edited_at, reply_to, deleted_seq, ${iso('deleted_at')} as deleted_at, deleted_by,
      coalesce(${kindAt(sql`m.seq`)}, ${kindOfTarget(sql`deleted_seq`)}) as user_kind,
      ${asAt(sql`m.seq`)} as said_as, deleted_by_name, ${kindAt(sql`deleted_seq`)} as deleted_by_kind, r.reactions, r.last_seq as last_reaction, p.pin, found
    from (
      select *, count(*) over () as found,
        sum(bytes) over (order by ${order} rows unbounded preceding) - bytes as before_it
      from (
        select *, coalesce(octet_length(text), 0) + ${REACTION_BYTES} * (
          select count(*) from (
            select from reaction where (target_user_id, target_client_id) = (message.user_id, message.client_id)
            limit ${COUNTED_MAX}
          ) as few
        ) as bytes
        from message where ${where} and post_rank is not null order by ${order} limit ${limit + 1}
      ) as measured
    ) as m
    left join lateral (
      select max(last_seq) as last_seq,
        json_agg(json_build_array(emoji, user_id, last_seq) order by last_seq)
          filter (where is_on and bytes <= ${REACTIONS_MAX_BYTES}) as reactions
      from (
        select emoji, user_id, is_on, last_seq, sum(
          case when is_on then octet_length(emoji) + octet_length(to_json(user_id)::text) + ${JSON_BYTES} else 0 end
        ) over (order by last_seq rows unbounded preceding) as bytes
        from reaction where (target_user_id, target_client_id) = (m.user_id, m.client_id)
      ) as measured
    ) as r on deleted_seq is null
    left join lateral (
      select json_build_object('seq', last_seq, 'is_on', is_on, 'at', ${iso('last_at')}, 'id', user_id,
        'name', user_name, 'kind', ${kindAt(sql`last_seq`)}) as pin
      from pin where (target_user_id, target_client_id) = (m.user_id, m.client_id)
    ) as p on deleted_seq is null
    where before_it < ${READ_MAX_BYTES}
    order by ${order}`.execute(db);
  const messages = rows.slice(0, limit).map(messageOf);
  return { messages, beyond: Number(rows[0]?.found ?? 0) > messages.length };
}

function messageOf(row: Row): Message {
  const place = {
    seq: Number(row.seq),
    id: row.client_id,
    at: row.at,
    user: userOf(row.user_id, row.user_name, row.user_kind),
  };
  if (row.deleted_seq !== null) {
    const by = userOf(row.deleted_by ?? '', row.deleted_by_name ?? '', row.deleted_by_kind);
    const deleted = { at: row.deleted_at ?? '', by };
    return { ...place, text: '', deleted, reactions: [], changedSeq: Number(row.deleted_seq) };
  }
  const { pin, reactions } = row;
  const as = saidAs(row.said_as);
  return {
    ...place,
    text: row.text ?? '',
    ...(row.mentions !== null && { mentions: row.mentions }),
    ...(row.edited_at !== null && { editedAt: row.edited_at }),
    ...(row.reply_to !== null && { replyTo: Number(row.reply_to) }),
    ...(as && { as }),
    ...(pin?.is_on && { pinned: { at: pin.at, by: userOf(pin.id, pin.name, pin.kind) } }),
    reactions: [...Map.groupBy(reactions ?? [], ([emoji]) => emoji)].map(([emoji, all]) => ({
      emoji,
      users: all.map(([, user]) => user),
      seqs: all.map(([, , seq]) => seq),
    })),
    changedSeq: Math.max(
      place.seq,
      Number(row.text_rank ?? 0),
      Number(row.last_reaction ?? 0),
      pin?.seq ?? 0,
    ),
  };
}
