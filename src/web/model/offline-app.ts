// Has the browser keep the page's files, so that it opens without a network (src/web/worker/). Invariant: the page works as well
// where a browser does not do that.

/** The first picture comes first. */
const AFTER_LOAD_MS = 1_000;
/** A tab that is open for days learns of a new build, and that the worker was switched off, this often. */
const LOOK_AGAIN_MS = 3_600_000;

export function keepPageOffline(): void {
  // Not served over a safe connection, or switched off: there is none.
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  addEventListener('load', () => setTimeout(() => void register(), AFTER_LOAD_MS));
}

async function register(): Promise<void> {
  try {
    const worker = await navigator.serviceWorker.register('/worker.js', { updateViaCache: 'none' });
    setInterval(() => worker.update().catch(() => undefined), LOOK_AGAIN_MS);
  } catch {
    // No gateway just now, or a browser that keeps nothing: the next visit tries again.
  }
}
