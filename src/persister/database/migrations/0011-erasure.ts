import { Migration } from '@mikro-orm/migrations';

/**
 * How far the eraser has come, in which log: one row, lost and copied with the others. And two indexes for what it looks up,
 * of deletions and edits alone, so that writing a message costs what it did. By the hash of a target: no text is too long for it.
 */
export class Erasure extends Migration {
  override up(): void {
    this.addSql(`
      create table erasure (
        one boolean primary key default true check (one),
        log_epoch text,
        seq bigint not null default 0
      )`);
    this.addSql('insert into erasure default values');
    const these = `type in ('MessageDeleted', 'MessageEdited')`;
    this.addSql(`create index event_erasing on event (seq) where ${these}`);
    this.addSql(`
      create index event_erasing_target on event using hash ((data -> 'target' ->> 'seq')) where ${these}`);
  }
}
