// Keeps one program running: what dies is started again, after a pause that doubles while it keeps dying.
// Invariant: after `stop` nothing is started any more, whatever was about to be.
import type { Child, Exit } from './child.ts';

export interface Supervised {
  readonly name: string;
  /** The run that is going on, or the last one. */
  current: () => Child;
  stop: () => Promise<void>;
  /** Kills without asking; for the second Ctrl-C. */
  kill: () => Promise<void>;
}

export interface SupervisorHooks {
  onStart?: (child: Child) => void;
  /** It ended by itself. The answer is whether to start it again. */
  onExit: (exit: Exit, child: Child, restartInMs: number) => boolean;
  /** The monotonic clock, milliseconds. */
  now?: () => number;
}

export const FIRST_PAUSE_MS = 500;
export const LONGEST_PAUSE_MS = 10_000;
/** Who ran this long has recovered: the next pause is the first one again. */
const HEALTHY_AFTER_MS = 30_000;

export function supervise(start: () => Child, hooks: SupervisorHooks): Supervised {
  const { now = () => performance.now() } = hooks;
  let stopped = false;
  let pauseMs = FIRST_PAUSE_MS;
  let timer: NodeJS.Timeout | undefined;
  let child = run();

  function run(): Child {
    const startedAt = now();
    const started = start();
    hooks.onStart?.(started);
    void started.exited.then((exit) => {
      if (stopped) return;
      if (now() - startedAt > HEALTHY_AFTER_MS) pauseMs = FIRST_PAUSE_MS;
      if (!hooks.onExit(exit, started, pauseMs)) return;
      timer = setTimeout(() => {
        child = run();
      }, pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    });
    return started;
  }

  const end = async (how: 'stop' | 'kill') => {
    stopped = true;
    clearTimeout(timer);
    await child[how]();
  };
  return {
    name: child.name,
    current: () => child,
    stop: () => end('stop'),
    kill: () => end('kill'),
  };
}
