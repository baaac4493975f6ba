// What somebody is (`guest`, `member`, `bot`), as the fact says it that they are shown by. It stands in `event` and nowhere
// else: a second place would be a second truth. Null where that fact says nothing, as older ones do not, or is gone.
import { type RawBuilder, sql } from 'kysely';

/** Of who made the fact at a sequence; looked up for the rows of a page alone. */
export const kindAt = (seq: RawBuilder<unknown>): RawBuilder<string | null> =>
  sql`(select left(event.extra #>> '{user,kind}', 32) from event where event.seq = ${seq})`;

/** The same of the author of a message that a fact deleted, which says it where the message's own entry was erased. */
export const kindOfTarget = (seq: RawBuilder<unknown>): RawBuilder<string | null> =>
  sql`(select left(event.data #>> '{target,user,kind}', 32) from event where event.seq = ${seq})`;

/** The same of whom a fact of a membership is about. */
export const kindOfMember = (seq: RawBuilder<unknown>): RawBuilder<string | null> =>
  sql`(select left(event.data #>> '{user,kind}', 32) from event where event.seq = ${seq})`;

/** On whose behalf a bot made the fact at a sequence. */
export const asAt = (seq: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(select event.data -> 'as' from event where event.seq = ${seq})`;

/** A user as clients are shown them. */
export const userOf = (id: string, name: string, kind: string | null) => ({
  id,
  name,
  ...(kind !== null && { kind }),
});
