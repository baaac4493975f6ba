import { Migration } from '@mikro-orm/migrations';

/**
 * The words of messages in a table of their own, which follows the rows: no message waits for its words. Filled here from what
 * there is; nobody waits meanwhile, for messages are only read. The index of before stays for persisters of before.
 */
export class SearchEntries extends Migration {
  override up(): void {
    this.addSql(`
      create table search_entry (
        seq bigint primary key,
        room text not null,
        words tsvector not null
      )`);
    this.addSql(`
      create table search_progress (
        one boolean primary key default true check (one),
        seq bigint not null default 0,
        again bigint,
        since timestamptz
      )`);
    // First how far, then the rows: what comes in between is gone over once more.
    this.addSql('insert into search_progress (seq) select seq from progress');
    this.addSql(`
      insert into search_entry (seq, room, words)
      select seq, room, search_vector(text, room, user_id, user_name) from message where text is not null
      on conflict (seq) do nothing`);
    // What is pending is read by every search.
    this.addSql(`
      create index search_entry_words on search_entry using gin (words)
      with (gin_pending_list_limit = 1024)`);
  }
}
