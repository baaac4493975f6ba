// What somebody looks for, as a condition on the index of messages (migration 0010-search). Pure.
import { type RawBuilder, sql } from 'kysely';
import type { Query, Term } from '../../chat/search/query.ts';

export type TsQuery = RawBuilder<unknown>;

export interface Condition {
  /** What the index knows by itself: at least what is looked for. */
  index: TsQuery | undefined;
  /** What a message has to be looked at for, where the index says more than is looked for. */
  exact: TsQuery | undefined;
}

/** What the index has of a message, made of its row. */
export const VECTOR = sql`search_vector(text, room, user_id, user_name)`;

export function conditionOf({ terms }: Query): Condition {
  const asked = terms.filter(({ not }) => !not);
  const isExact = terms.every((term) => !term.not && !isPhrase(term));
  const exact = terms.map((term) => (term.not ? sql`!! ${exactly(term)}` : exactly(term)));
  return {
    index: all(asked.map((term) => (term.is === 'words' ? inAnyOrder(term) : exactly(term)))),
    exact: isExact ? undefined : all(exact),
  };
}

const all = (queries: readonly TsQuery[]): TsQuery | undefined =>
  queries.length === 0 ? undefined : sql`(${sql.join(queries, sql` && `)})`;

const isPhrase = (term: Term): boolean => term.is === 'words' && term.words.includes(' ');

function exactly(term: Term): TsQuery {
  switch (term.is) {
    case 'words':
      return term.isPrefix
        ? sql`(phraseto_tsquery('pg_catalog.simple', ${head(term.words)}) <-> ${beginning(term.words)})`
        : sql`phraseto_tsquery('pg_catalog.simple', ${term.words})`;
    case 'from':
      return sql`(${mark('u', sql`${term.who}::text`)} || ${mark('n', sql`lower(${term.who})`)})`;
    case 'in':
      return mark('r', sql`${term.room}::text`);
    case 'link':
      return mark('link', sql`''::text`);
    default:
      return term satisfies never;
  }
}

/** Where they stand the index does not know; a message with all of them is looked at. */
const inAnyOrder = ({ words, isPrefix }: Extract<Term, { is: 'words' }>): TsQuery =>
  isPrefix
    ? sql`(plainto_tsquery('pg_catalog.simple', ${head(words)}) && ${beginning(words)})`
    : sql`plainto_tsquery('pg_catalog.simple', ${words})`;

const head = (words: string): string => words.slice(0, Math.max(0, words.lastIndexOf(' ')));
const beginning = (words: string): TsQuery =>
  sql`to_tsquery('pg_catalog.simple', ${quoted(sql`${words.slice(words.lastIndexOf(' ') + 1)}::text`)} || ':*')`;

/** A word of the index that says something else of a message than its text. */
const mark = (kind: string, value: RawBuilder<unknown>): TsQuery =>
  sql`(${quoted(sql`${`\u0001${kind}`}::text || left(${value}, 200)`)})::tsquery`;

/** As a word in a query is written. */
const quoted = (word: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`'''' || replace(replace(${word}, '\\', '\\\\'), '''', '''''') || ''''`;
