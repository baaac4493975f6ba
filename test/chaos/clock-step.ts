// Preloaded into our own programs: their wall clock is off by what a file says, read ten times a second. Node reads the
// clock itself, so no library needs to be put before libc's; nats-server and Postgres keep the machine's time.
import { readFileSync } from 'node:fs';

const file = process.env['CHAOS_CLOCK_FILE'];
if (file !== undefined) {
  let offMs = 0;
  const look = () => {
    try {
      offMs = Number(readFileSync(file, 'utf8')) || 0;
    } catch {
      // Not written yet.
    }
  };
  look();
  setInterval(look, 100).unref();
  const Real = Date;
  const now = Real.now.bind(Real);
  globalThis.Date = new Proxy(Real, {
    construct: (target, args: unknown[], newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now() + offMs] : args, newTarget) as Date,
    apply: () => new Real(now() + offMs).toString(),
    get: (target, key) => (key === 'now' ? () => now() + offMs : Reflect.get(target, key)),
  });
}
