import { Migration } from '@mikro-orm/migrations';

/** Who has made how many bots and webhooks. */
export class Holdings extends Migration {
  override up(): void {
    this.addSql(`
      create table holding (
        user_id text not null primary key,
        first_seq bigint not null,
        seq bigint not null,
        user_name text not null,
        bots jsonb not null,
        webhooks jsonb not null,
        at timestamptz(3) not null
      )`);
    // Made for `make verify`, which reads rows by the sequence they begin with.
    this.addSql('create index holding_first_seq on holding (first_seq)');
  }
}
