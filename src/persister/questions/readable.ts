// Which rooms who asks may read, as a condition: the one place where rows are kept from somebody.
import { type RawBuilder, sql } from 'kysely';

/** Who asks, as the gateway knows it. */
export interface Reader {
  /** The rooms that are not open to them. */
  closed: readonly string[];
}

/** Of the column `room` of what is read. */
export const readable = ({ closed }: Reader): RawBuilder<boolean> =>
  sql<boolean>`room <> all(${[...closed]}::text[])`;
