// Looks again and again, never twice at once: a look that waits for an answer is not overtaken by the next.

/** Returns the verb that stops it; a look under way is not cut off. */
export function lookEvery(
  ms: number,
  look: () => Promise<void>,
  failed: (error: unknown) => void,
): () => void {
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    look()
      .catch(failed)
      .finally(() => {
        looking = false;
      });
  }, ms);
  return () => clearInterval(timer);
}
