// What a reply may be: as large as NATS takes, and in the time that who asks waits.

/** A reply must stay below the server's max_payload (128 KB); a page is cut to fit. */
export const REPLY_MAX_BYTES = 96_000;
/** The server ended a statement that took too long. */
const QUERY_CANCELED = '57014';

/** As many of them as fit, the first ones; one at least, if there is one. */
export function fitting<T>(items: readonly T[], maxBytes = REPLY_MAX_BYTES): T[] {
  let bytes = 0;
  const end = items.findIndex((item, place) => {
    bytes += Buffer.byteLength(JSON.stringify(item)) + 1;
    return bytes > maxBytes && place > 0;
  });
  return items.slice(0, end < 0 ? items.length : end);
}

/** What it answers; or that it cannot be looked through in the time there is. */
export async function orTooWide<T>(work: Promise<T>): Promise<T | { tooWide: true }> {
  try {
    return await work;
  } catch (error) {
    if ((error as { code?: string }).code !== QUERY_CANCELED) throw error;
    return { tooWide: true };
  }
}
