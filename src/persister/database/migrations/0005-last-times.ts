import { Migration } from '@mikro-orm/migrations';

/**
 * A room's last time is that of its last event, as its table says. The persister of before kept the latest time of all, which is
 * another one where the log's clock went back, as with a new leader.
 */
export class LastTimes extends Migration {
  override up(): void {
    this.addSql(`
      update room set last_at = event.at from event
      where event.seq = room.last_seq and event.at <> room.last_at`);
  }
}
