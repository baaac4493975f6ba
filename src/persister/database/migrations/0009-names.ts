import { Migration } from '@mikro-orm/migrations';

/** Whose each name is. */
export class Names extends Migration {
  override up(): void {
    this.addSql(`
      create table name (
        skeleton text not null primary key,
        first_seq bigint not null,
        last_seq bigint not null,
        user_id text,
        name text not null,
        until timestamptz
      )`);
    this.addSql('create index name_first_seq on name (first_seq)');
  }
}
