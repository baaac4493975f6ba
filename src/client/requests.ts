// Questions that wait for an answer (history pages). Pure. Invariant: each is answered once or fails by its
// deadline; a lost connection asks again, because reading twice changes nothing.
import type { HistoryCommand } from '../shared/wire/frames.ts';

/** Longer than the persister may take for a page, short enough for a person who scrolls. */
export const HISTORY_WITHIN_MS = 15_000;

interface Request {
  frame: HistoryCommand;
  deadline: number;
  sent: boolean;
}

export class Requests {
  readonly #requests = new Map<string, Request>();

  add(frame: HistoryCommand, now: number): void {
    this.#requests.set(frame.id, { frame, deadline: now + HISTORY_WITHIN_MS, sent: false });
  }

  /** Whether the answer was waited for. */
  settle(id: string): boolean {
    return this.#requests.delete(id);
  }

  take(live: (room: string) => boolean): HistoryCommand[] {
    const frames: HistoryCommand[] = [];
    for (const request of this.#requests.values()) {
      if (request.sent || !live(request.frame.room)) continue;
      request.sent = true;
      frames.push(request.frame);
    }
    return frames;
  }

  /** Those that got no answer in time. They are forgotten. */
  expired(now: number): string[] {
    const ids = [...this.#requests].filter(([, { deadline }]) => deadline <= now).map(([id]) => id);
    for (const id of ids) this.#requests.delete(id);
    return ids;
  }

  lost(): void {
    for (const request of this.#requests.values()) request.sent = false;
  }

  ofRoom(room: string): string[] {
    return [...this.#requests.values()]
      .filter(({ frame }) => frame.room === room)
      .map(({ frame }) => frame.id);
  }

  dueAt(): number | undefined {
    const deadlines = [...this.#requests.values()].map(({ deadline }) => deadline);
    return deadlines.length === 0 ? undefined : Math.min(...deadlines);
  }
}
