// A stream's answer to a question for a page, of entries that the test makes up.

import { PAGE_BYTES, type Page, type PageRequest } from '../../../src/gateway/log/room-reads.ts';
import type { RawEntry } from '../../../src/shared/raw-entry.ts';

/** By number and by bytes, the one that exceeds them included. */
export function pageOf(all: RawEntry[], { from, max }: PageRequest): Page {
  const above = all.filter(({ seq }) => seq >= from);
  let bytes = 0;
  const last = above.findIndex(({ data }) => {
    bytes += data.length;
    return bytes >= PAGE_BYTES;
  });
  const count = Math.min(max, last < 0 ? above.length : last + 1);
  return { messages: above.slice(0, count), pending: above.length - count };
}
