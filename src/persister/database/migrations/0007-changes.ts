import { Migration } from '@mikro-orm/migrations';

/** What changes a message: edits, deletions, reactions, pins; and what a message answers. */
export class Changes extends Migration {
  override up(): void {
    this.addSql(`
      alter table message
        alter column text drop not null,
        add column text_rank bigint,
        add column mentions jsonb,
        add column edited_at timestamptz,
        add column post_rank bigint,
        add column reply_to bigint,
        add column deleted_seq bigint,
        add column deleted_at timestamptz,
        add column deleted_by text,
        add column deleted_by_name text`);
    this.addSql(`
      update message set text_rank = -message.seq, post_rank = -message.seq,
        mentions = nullif(event.data -> 'mentions', 'null'), reply_to = (event.data ->> 'replyTo')::bigint
      from event where event.seq = message.seq`);
    // Of a post that a persister of before wrote, which says nothing of these: it is projected again.
    this.addSql('create index message_of_before on message (seq) where post_rank is null');
    this.addSql('alter table used_id add column said_again_by bigint');
    this.addSql(`
      create table reaction (
        target_user_id text not null,
        target_client_id uuid not null,
        user_id text not null,
        emoji text not null,
        seq bigint not null,
        room text not null,
        target_seq bigint not null,
        last_seq bigint not null,
        user_name text not null,
        is_on boolean not null,
        primary key (target_user_id, target_client_id, emoji, user_id)
      )`);
    this.addSql(`
      create table pin (
        target_user_id text not null,
        target_client_id uuid not null,
        seq bigint not null,
        room text not null,
        target_seq bigint not null,
        last_seq bigint not null,
        last_at timestamptz not null,
        user_id text not null,
        user_name text not null,
        is_on boolean not null,
        primary key (target_user_id, target_client_id)
      )`);
    for (const table of ['reaction', 'pin']) {
      this.addSql(`
        create index ${table}_sequence on ${table} using brin (seq)
        with (pages_per_range = 32, autosummarize = on)`);
    }
  }
}
