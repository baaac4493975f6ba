import { Migration } from '@mikro-orm/migrations';

/** Facts that a persister does not know stand in `event` until one that does projects them; used ids have a table. */
export class Tables extends Migration {
  override up(): void {
    // What is there is projected. What a persister of before writes from now on is not: it lacks `used_id`.
    this.addSql(`
      alter table event
        add column v smallint not null default 1,
        add column extra jsonb,
        add column projected boolean not null default true`);
    this.addSql('alter table event alter column projected set default false');
    this.addSql('create index event_unprojected on event (seq) where not projected');
    this.addSql(`
      create table used_id (
        user_id text not null,
        client_id uuid not null,
        seq bigint not null,
        room text not null,
        primary key (user_id, client_id)
      )`);
    this.addSql(`
      insert into used_id (user_id, client_id, seq, room)
      select distinct on (user_id, client_id) user_id, client_id, seq, room
      from event order by user_id, client_id, seq`);
    this.addSql(`
      alter table message
        drop constraint message_pkey,
        drop constraint message_user_id_client_id_key,
        add primary key (user_id, client_id),
        drop column edited_at,
        drop column deleted_at`);
    this.addSql(`
      create index dead_letter_unknown on dead_letter (seq)
      where reason in ('unknown_type', 'unknown_version')`);
  }
}
