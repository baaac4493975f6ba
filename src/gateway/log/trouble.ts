// Why people had better go to another gateway: the log refused for want of room, or acknowledges nothing, lately, and took
// nothing since. A server whose disk was full once answers every question and never acknowledges again until it starts anew.
// Pure but for its own state; times are monotonic, milliseconds.

/** So long after its last refusal or silence a log counts as troubled, unless it took something. */
const TROUBLE_MS = 15_000;
/** Without an acknowledgement, though asked: longer than an election or a restart of the log's server. */
const SILENT_MS = 5_000;
/** While the log is full nothing is even tried for this long: back-pressure, never a hot loop. */
const FULL_PAUSE_MS = 1_000;

export class Trouble {
  #refusedAt = Number.NEGATIVE_INFINITY;
  /** The first and the last publish that got no answer since something was stored. */
  #silence: { from: number; to: number } | undefined;

  stored(): void {
    this.#refusedAt = Number.NEGATIVE_INFINITY;
    this.#silence = undefined;
  }

  refused(nowMs: number): void {
    this.#refusedAt = nowMs;
  }

  unanswered(nowMs: number): void {
    const { from, to } = this.#silence ?? { from: nowMs, to: nowMs };
    // One that ended by itself, for nobody asked, says nothing of this one.
    this.#silence = { from: nowMs - to < TROUBLE_MS ? from : nowMs, to: nowMs };
  }

  /** Whether it is no use to try just now. */
  full(nowMs: number): boolean {
    return nowMs - this.#refusedAt < FULL_PAUSE_MS;
  }

  at(nowMs: number): 'full' | 'silent' | undefined {
    if (nowMs - this.#refusedAt < TROUBLE_MS) return 'full';
    if (this.#silence === undefined || nowMs - this.#silence.to > TROUBLE_MS) return undefined;
    return this.#silence.to - this.#silence.from > SILENT_MS ? 'silent' : undefined;
  }
}
