import { Migration } from '@mikro-orm/migrations';

/** What rooms are, and who is what in them. */
export class Rooms extends Migration {
  override up(): void {
    this.addSql(`
      alter table room
        add column state_seq bigint,
        add column kind text,
        add column title text,
        add column topic text,
        add column archived boolean`);
    this.addSql(`
      create table member (
        room text not null,
        user_id text not null,
        first_seq bigint not null,
        seq bigint not null,
        user_name text not null,
        state text not null,
        role text not null,
        muted_until timestamptz(3),
        by_id text not null,
        at timestamptz(3) not null,
        primary key (room, user_id)
      )`);
  }
}
