// Around the whole run: the shared Postgres goes when the last test is done, and then nothing may be left.
import './environment.ts';
import { killLivingProcesses } from './children.ts';
import { assertNothingLeft } from './leaks.ts';
import { disposeSharedPostgres } from './postgres.ts';
import { forgottenFiles } from './temp.ts';

// A run that is cut off gets no last hook. Ctrl-C is mocha's own: it ends the run after the test, a second one at once.
process.on('exit', () => {
  killLivingProcesses();
  forgottenFiles();
});
for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

export const mochaHooks = {
  async afterAll(this: Mocha.Context) {
    this.timeout(60_000);
    await disposeSharedPostgres();
    // One timer is that of mocha, which waits for this hook.
    await assertNothingLeft({ timers: 1 });
  },
};
