// A kind of fault that anybody can cause as often as they like is said once a while, with how often it happened:
// lines cost more than what they are about.

/** Called for every time; calls `say` at most once a period, with the times since it last did. */
export function seldom<T>(
  say: (fault: T, times: number) => void,
  everyMs = 10_000,
  now = () => performance.now(),
): (fault: T) => void {
  let times = 0;
  let saidAt = Number.NEGATIVE_INFINITY;
  return (fault) => {
    times += 1;
    const nowMs = now();
    if (nowMs - saidAt < everyMs) return;
    saidAt = nowMs;
    say(fault, times);
    times = 0;
  };
}
