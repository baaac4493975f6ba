import { Migration } from '@mikro-orm/migrations';

/** The log as rows, the messages, the rooms, and what could not be understood. */
export class Rows extends Migration {
  override up(): void {
    this.addSql(`
      create table event (
        seq bigint primary key,
        room text not null,
        type text not null,
        user_id text not null,
        user_name text not null,
        client_id uuid not null,
        at timestamptz not null,
        data jsonb not null
      )`);
    this.addSql('create index event_room_seq on event (room, seq desc)');
    this.addSql(`
      create table message (
        seq bigint primary key,
        room text not null,
        user_id text not null,
        user_name text not null,
        client_id uuid not null,
        text text not null,
        sent_at timestamptz not null,
        edited_at timestamptz,
        deleted_at timestamptz,
        unique (user_id, client_id)
      )`);
    this.addSql('create index message_room_seq on message (room, seq desc)');
    this.addSql(`
      create table room (
        name text primary key,
        first_seq bigint not null,
        last_seq bigint not null,
        last_at timestamptz not null
      )`);
    this.addSql(`
      create table dead_letter (
        seq bigint primary key,
        subject text not null,
        reason text not null,
        detail text not null,
        raw bytea not null,
        at timestamptz not null
      )`);
  }
}
