// Which rooms who asks may read, as a condition: the one place where rows are kept from somebody. It says of the rows what
// `mayRead` says of the log's states (src/chat/member/standing.ts), as far as the rows have come.
import { type RawBuilder, sql } from 'kysely';
import { DIRECT_ROOM } from '../../chat/room/direct-name.ts';

/** Who asks, as the gateway knows it. */
export interface Reader {
  /** The rooms that tokens open, and theirs does not. */
  closed: readonly string[];
  /** Nobody, where it is not said. */
  userId?: string;
  /** Operators read every room but direct ones. */
  isOperator?: boolean;
  /** Of a bot: of the rooms that it is in, these. */
  scope?: readonly string[] | undefined;
}

/** Of the column `room` of what is read. */
export const readable = ({
  closed,
  userId = '',
  isOperator = false,
  scope,
}: Reader): RawBuilder<boolean> => sql<boolean>`(
  room <> all(${[...closed]}::text[])
  ${scope === undefined ? sql`` : sql`and room = any(${[...scope]}::text[])`}
  and (
    room in (select room from member where user_id = ${userId} and state = 'in')
    or (
      ${scope === undefined}::boolean
      and room !~ ${DIRECT_ROOM.source}
      and room not in (select name from room where kind = 'direct')
      and (
        ${isOperator}::boolean
        or (
          room not in (select name from room where kind <> 'public')
          and room not in (
            select room from member
            where user_id = ${userId} and state not in ('invited', 'in', 'out', 'removed')
          )
        )
      )
    )
  )
)`;
