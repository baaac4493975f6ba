// What is looked for in a name or a title, as a condition. What was typed is a value and never a pattern: nothing in it means
// anything but itself.
import { type RawBuilder, sql } from 'kysely';

/** Upper and lower case of every script, whatever the database was made with. */
const CASES = sql`collate pg_catalog.pg_c_utf8`;
const folded = (text: RawBuilder<unknown>) =>
  sql`lower(regexp_replace(${text}, '[-_.[:space:]]+', ' ', 'g') ${CASES})`;

/** Whether a word of a text begins like it, or some words in a row do. */
export const wordBegins = (text: RawBuilder<unknown>, query: string): RawBuilder<boolean> =>
  sql<boolean>`strpos(' ' || ${folded(text)}, ' ' || ${folded(sql`${query}::text`)}) > 0`;

/** By what lists are sorted: the same on every server, and not longer than what says where a page ended. */
export const sortedBy = (text: RawBuilder<unknown>): RawBuilder<string> =>
  sql<string>`left(lower(${text} ${CASES}), 64) collate "C"`;
