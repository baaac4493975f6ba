import { Migration } from '@mikro-orm/migrations';

/** What stands between words; and Han, kana, Hangul, whose words are not seen. As in src/chat/search/words.ts. */
const BETWEEN = [
  '\\u0001-\\u002f:-@\\[-`{-\\u00a9\\u00ab-\\u00b1\\u00b4\\u00b6-\\u00b8\\u00bb\\u00bf\\u00d7\\u00f7',
  '\\u2000-\\u206f\\u20a0-\\u20cf\\u2190-\\u2bff\\u3000-\\u3004\\u3008-\\u303f\\ufe00-\\ufe6f',
  '\\uff01-\\uff0f\\uff1a-\\uff20\\uff3b-\\uff40\\uff5b-\\uff65\\U0001f000-\\U0001faff',
].join('');
const DENSE = [
  '\\u1100-\\u11ff\\u2e80-\\u2fdf\\u3005-\\u3007\\u3040-\\u30ff\\u3130-\\u318f\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff',
  '\\ua960-\\ua97f\\uac00-\\ud7ff\\uf900-\\ufaff\\uff66-\\uff9f\\U00020000-\\U0003ffff',
].join('');
const OTHER = `[^\\s${DENSE}]`;

/**
 * An index of what messages say, by expression: it follows the columns, whoever writes them, and has nothing of a text that is
 * gone. It takes whatever a log may hold, for a row that cannot be indexed is one that Postgres refuses. Made while rows are written,
 * which no transaction can; each step may be done again, for whoever is killed in between.
 */
export class Search extends Migration {
  override isTransactional(): boolean {
    return false;
  }

  override up(): void {
    // Each character twice with a space between: then its pairs are words. First the runs are set apart.
    this.addSql(`
      create or replace function search_pairs(said text) returns text language sql immutable parallel safe
      return case when said ~ '[${DENSE}]' then
        regexp_replace(
          regexp_replace(
            regexp_replace(said, '(${OTHER})([${DENSE}])', '\\1 \\2', 'g'),
            '([${DENSE}])(${OTHER})', '\\1 \\2', 'g'),
          '([${DENSE}])', '\\1 \\1', 'g')
        else said end`);
    // Of ASCII, which most is, only those characters of which the parser of words would make addresses, numbers and tags.
    this.addSql(`
      create or replace function search_words(said text) returns text language sql immutable parallel safe
      return case when octet_length(said) = length(said)
        then translate(said, './-@_:+<&~', '          ')
        else public.search_pairs(regexp_replace(said, '[${BETWEEN}]+', ' ', 'g')) end`);
    // What is no word begins with a character that no word has.
    this.addSql(`
      create or replace function search_vector(said text, room text, user_id text, user_name text) returns tsvector
      language sql immutable parallel safe
      return to_tsvector('pg_catalog.simple', public.search_words(left(said, 8192)))
        || array_to_tsvector(array[
          U&'\\0001r' || left(room, 200),
          U&'\\0001u' || left(user_id, 200),
          U&'\\0001n' || lower(left(user_name, 200)),
          case when said ~* 'https{0,1}://' then U&'\\0001link' else U&'\\0001r' || left(room, 200) end])`);
    // One that was cut off is there, and is none.
    this.addSql('drop index if exists message_search');
    this.addSql(`
      create index concurrently message_search on message
      using gin (search_vector(text, room, user_id, user_name))`);
  }
}
