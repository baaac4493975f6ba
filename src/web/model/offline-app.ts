// Has the browser keep the page's files, so that it opens without a network (src/web/worker/). Invariants: the page works as well
// where a browser does not do that; its files never take the room of what somebody wrote.

/** The first picture comes first. */
const AFTER_LOAD_MS = 1_000;
/** A tab that is open for days learns of a new build, and that the worker was switched off, this often. */
const LOOK_AGAIN_MS = 3_600_000;

/** Something needed the room: as long as this page is open it is not taken again. */
let isRoomNeeded = false;

export function keepPageOffline(): void {
  // Only on safe connections, and not in every private window.
  if (!import.meta.env.PROD || !navigator.serviceWorker) return;
  addEventListener('load', () => setTimeout(() => void register(), AFTER_LOAD_MS));
}

async function register(): Promise<void> {
  const { serviceWorker } = navigator;
  if (isRoomNeeded) return;
  try {
    const before = await serviceWorker.getRegistration();
    // Its files had to make room in an earlier page: it begins anew.
    if (before?.active && (await caches.keys()).length === 0) await before.unregister();
    const worker = await serviceWorker.register('/worker.js', { updateViaCache: 'none' });
    setInterval(() => worker.update().catch(() => undefined), LOOK_AGAIN_MS);
  } catch {
    // No gateway just now, or a browser that keeps nothing: the next visit tries again.
  }
}

/** Takes what is kept of the page out of the browser: it opens with a network as ever. */
export async function letGoOfPage(): Promise<void> {
  isRoomNeeded = true;
  for (const key of await caches.keys()) {
    const cache = await caches.open(key);
    // One by one: of a cache that is deleted while the worker has it open the room is not free yet.
    for (const request of await cache.keys()) await cache.delete(request);
    await caches.delete(key);
  }
}
