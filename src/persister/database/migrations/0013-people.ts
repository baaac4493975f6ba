import { Migration } from '@mikro-orm/migrations';

/**
 * What somebody is called, and in which rooms they are, is asked by person. Both tables have a row a person and not one a message:
 * the indexes are made in a moment, in which the rows wait, and are written when somebody comes, not when they speak.
 */
export class People extends Migration {
  override up(): void {
    this.addSql('create index name_user on name (user_id, last_seq) where user_id is not null');
    this.addSql('create index member_user on member (user_id)');
  }
}
