import { Migration } from '@mikro-orm/migrations';

/** How far the rows are whole, of which log they are, and which database this is: one row, lost and copied with the others. */
export class Progress extends Migration {
  override up(): void {
    this.addSql(`
      create table progress (
        one boolean primary key default true check (one),
        id uuid not null default gen_random_uuid(),
        log_epoch text,
        seq bigint not null default 0
      )`);
    this.addSql('insert into progress default values');
  }
}
