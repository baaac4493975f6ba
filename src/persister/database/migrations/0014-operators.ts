import { Migration } from '@mikro-orm/migrations';

/** Who was made an operator, and by whom. */
export class Operators extends Migration {
  override up(): void {
    this.addSql(`
      create table operator (
        user_id text not null primary key,
        first_seq bigint not null,
        seq bigint not null,
        user_name text not null,
        is_operator boolean not null,
        by_id text not null,
        by_name text not null,
        at timestamptz(3) not null
      )`);
  }
}
