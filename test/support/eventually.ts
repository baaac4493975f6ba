// Polling with a deadline, instead of sleeping for as long as it usually takes.
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 25;

/**
 * Calls `attempt` until it does not throw, and answers what it answered; after the deadline throws what the last
 * attempt threw. An assertion inside `attempt` is the condition.
 */
export async function eventually<T>(
  attempt: () => T | Promise<T>,
  { deadlineMs = 5_000 }: { deadlineMs?: number } = {},
): Promise<T> {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() >= deadline) throw error;
    }
    await sleep(POLL_MS);
  }
}
