import { Migration } from '@mikro-orm/migrations';

/**
 * Rows that begin in a piece of the log are found without a look at all of them. They lie in about the order in which they
 * were written, so that the first and the last of each block range are index enough: it costs the writing nothing.
 */
export class Sequences extends Migration {
  override up(): void {
    for (const table of ['message', 'used_id']) {
      this.addSql(`
        create index ${table}_sequence on ${table} using brin (seq)
        with (pages_per_range = 32, autosummarize = on)`);
    }
  }
}
