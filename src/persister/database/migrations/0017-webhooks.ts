import { Migration } from '@mikro-orm/migrations';

/** Which programs outside are told what happens in which room, and how that goes. */
export class Webhooks extends Migration {
  override up(): void {
    this.addSql(`
      create table webhook (
        id uuid not null primary key,
        first_seq bigint not null,
        seq bigint not null,
        room text not null,
        slot smallint not null,
        url text not null,
        events jsonb not null,
        state text not null,
        failing jsonb,
        given_up jsonb,
        by_id text not null,
        by_name text not null,
        at timestamptz(3) not null
      )`);
    // Made for `make verify`, which reads rows by the sequence they begin with.
    this.addSql('create index webhook_first_seq on webhook (first_seq)');
  }
}
