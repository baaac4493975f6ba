// Who started this program: make, and the shell that make runs a line with. When one of them is gone, however it
// went, nobody could stop this program any more.
import { identity } from './processes.ts';

const LOOK_EVERY_MS = 1_000;

/** Calls `onGone` once, when the first of them is gone; holds no process open. */
export function whenParentGoes(pids: number[], onGone: () => void) {
  const seen = pids.map((pid) => ({ pid, own: identity(pid) }));
  const timer = setInterval(() => {
    if (seen.every(({ pid, own }) => own !== undefined && identity(pid) === own)) return;
    clearInterval(timer);
    onGone();
  }, LOOK_EVERY_MS);
  timer.unref();
}
