import { Migration } from '@mikro-orm/migrations';

/** Sequences of one transaction. */
const PIECE = 20_000;

/**
 * What changes a message: edits, deletions, reactions, pins; and what a message answers. Rows that are there get it in pieces, while
 * a persister of before writes on; each step may be done again, for whoever is killed in between.
 */
export class Changes extends Migration {
  override isTransactional(): boolean {
    return false;
  }

  override async up(): Promise<void> {
    await this.execute(`
      alter table message
        alter column text drop not null,
        add column if not exists text_rank bigint,
        add column if not exists mentions jsonb,
        add column if not exists edited_at timestamptz,
        add column if not exists post_rank bigint,
        add column if not exists reply_to bigint,
        add column if not exists deleted_seq bigint,
        add column if not exists deleted_at timestamptz,
        add column if not exists deleted_by text,
        add column if not exists deleted_by_name text`);
    await this.#fill();
    // Of a post that a persister of before wrote, which says nothing of these: it is projected again.
    await this.execute(
      'create index if not exists message_of_before on message (seq) where post_rank is null',
    );
    await this.execute('alter table used_id add column if not exists said_again_by bigint');
    await this.execute(`
      create table if not exists reaction (
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
    await this.execute(`
      create table if not exists pin (
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
      await this.execute(`
        create index if not exists ${table}_sequence on ${table} using brin (seq)
        with (pages_per_range = 32, autosummarize = on)`);
    }
  }

  async #fill(): Promise<void> {
    const [ends] = await this.execute('select max(seq) as last from message');
    for (let from = 0; from < Number(ends?.['last'] ?? 0); from += PIECE) {
      await this.execute(`
        update message set text_rank = -message.seq, post_rank = -message.seq,
          mentions = nullif(event.data -> 'mentions', 'null'), reply_to = (event.data ->> 'replyTo')::bigint
        from event
        where event.seq = message.seq and message.post_rank is null
          and message.seq > ${from} and message.seq <= ${from + PIECE}`);
    }
  }
}
