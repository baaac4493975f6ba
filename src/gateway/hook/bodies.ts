// What is sent to hooks, while it is read: of all of them, and of each, only so many at once. Invariants: what bodies take is bounded,
// whoever sends them; whose bodies come slowly or not at all is in nobody's way but their own.
import type { IncomingMessage } from 'node:http';
import { bytesOf } from '../../shared/http.ts';
import { Counts } from '../limits/counts.ts';

/** Some hundred alerts, with all that their rules say. */
export const BODY_MAX_BYTES = 524_288;
const AT_ONCE_MAX = 64;
/** Who sends alerts sends those of some groups at once. */
const OF_ONE_MAX = 8;

export type Body = { bytes: Buffer } | { problem: 'too many' | 'too long' };

export class Bodies {
  readonly #of = new Counts();
  #all = 0;

  /** `who` is whose hook it is. Rejects where they go away in the middle. */
  async read(who: string, request: IncomingMessage): Promise<Body> {
    if (this.#all >= AT_ONCE_MAX || this.#of.of(who) >= OF_ONE_MAX) return { problem: 'too many' };
    this.#all += 1;
    this.#of.add(who, 1);
    try {
      const bytes = await bytesOf(request, BODY_MAX_BYTES);
      return bytes === undefined ? { problem: 'too long' } : { bytes };
    } finally {
      this.#all -= 1;
      this.#of.add(who, -1);
    }
  }
}
