import { Migration } from '@mikro-orm/migrations';

/** Facts may concern no room. And what is read of a room is read from `event`: nobody asks `message` by room. */
export class Places extends Migration {
  override up(): void {
    this.addSql('alter table event alter column room drop not null');
    this.addSql('alter table used_id alter column room drop not null');
    this.addSql('drop index message_room_seq');
  }
}
