// Around the whole run: the shared Postgres goes when the last test is done, and then nothing may be left.
import './environment.ts';
import './children.ts';
import { assertNothingLeft } from './leaks.ts';
import { disposeSharedPostgres } from './postgres.ts';

export const mochaHooks = {
  async afterAll(this: Mocha.Context) {
    this.timeout(60_000);
    await disposeSharedPostgres();
    await assertNothingLeft();
  },
};
