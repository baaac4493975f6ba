import { Migration } from '@mikro-orm/migrations';

/**
 * What was done in a room beside its messages, for their pages: a room with a million reactions and one change of its title has
 * one entry here. Made while rows are written, which no transaction can; each step may be done again.
 */
export class Notices extends Migration {
  override isTransactional(): boolean {
    return false;
  }

  override up(): void {
    // One that was cut off is there, and is none.
    this.addSql('drop index if exists event_notice');
    // What messages say of themselves is left out. A type that comes later may be among it: the questions leave that out.
    this.addSql(`
      create index concurrently event_notice on event (room, seq)
      where type not in ('MessagePosted', 'MessageEdited', 'MessageDeleted', 'ReactionAdded', 'ReactionRemoved',
        'MessagePinned', 'MessageUnpinned')`);
  }
}
