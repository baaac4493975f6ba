import { Migration } from '@mikro-orm/migrations';

/** A room's messages are read in pages. */
export class Pages extends Migration {
  override up(): void {
    this.addSql('create index message_page on message (room, seq desc)');
  }
}
