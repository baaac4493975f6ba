// Waiting that may be in vain: how long it took is a figure, and not at all is one, too.
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 100;

/** Milliseconds until `isSo`; undefined where it was not within `ms`. What throws is not so. */
export async function within(
  ms: number,
  isSo: () => boolean | Promise<boolean>,
): Promise<number | undefined> {
  const from = performance.now();
  for (;;) {
    try {
      if (await isSo()) return Math.round(performance.now() - from);
    } catch {
      // Who is asked is away.
    }
    if (performance.now() - from > ms) return undefined;
    await sleep(LOOK_EVERY_MS);
  }
}
