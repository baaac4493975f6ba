import { Migration } from '@mikro-orm/migrations';

/** Every bot and hook, and the hash of its secret. They are asked for by room. */
export class Bots extends Migration {
  override up(): void {
    this.addSql(`
      create table bot (
        id text not null primary key,
        first_seq bigint not null,
        seq bigint not null,
        name text not null,
        kind text not null,
        rooms jsonb not null,
        sha256 text not null,
        by_id text not null,
        by_name text not null,
        revoked boolean not null,
        at timestamptz(3) not null
      )`);
    this.addSql('create index bot_rooms on bot using gin (rooms)');
  }
}
