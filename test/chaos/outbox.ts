// Posts of a raw client that nobody answered yet: sent when the line is open, and again when nothing comes, sooner than a
// client should, so that ids come twice.
import type { Post } from './tape.ts';

const AGAIN_AFTER_MS = 5_000;
const LOOK_EVERY_MS = 250;

export class Outbox {
  readonly #send: (post: Post) => void;
  readonly #waiting = new Map<string, { post: Post; notBefore: number }>();
  readonly #timer: NodeJS.Timeout;
  #open = false;
  /** Everything waits until then: `rate` and `full` are about all posts. */
  #pausedUntil = 0;

  constructor(send: (post: Post) => void) {
    this.#send = send;
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  size = (): number => this.#waiting.size;
  ids = (): string[] => [...this.#waiting.keys()];

  add(post: Post): void {
    this.#waiting.set(post.id, { post, notBefore: 0 });
    this.#look();
  }
  settle(id: string): void {
    this.#waiting.delete(id);
  }
  later(id: string, ms: number, all: boolean): void {
    const entry = this.#waiting.get(id);
    if (entry !== undefined) entry.notBefore = performance.now() + ms;
    if (all) this.#pausedUntil = performance.now() + ms;
  }
  /** In every room: oldest first, what a connection before this one did not get an answer to. */
  open(): void {
    this.#open = true;
    for (const entry of this.#waiting.values()) entry.notBefore = 0;
    this.#look();
  }
  shut(): void {
    this.#open = false;
  }
  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const now = performance.now();
    if (!this.#open || now < this.#pausedUntil) return;
    for (const entry of this.#waiting.values()) {
      if (entry.notBefore > now) continue;
      entry.notBefore = now + AGAIN_AFTER_MS;
      this.#send(entry.post);
    }
  }
}
