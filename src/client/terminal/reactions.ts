// Reactions, gathered: the first one is told at once, and what follows within moments is told together, a line a message.
// Invariant: however many react, a line says what stands on a message by then, and few lines are printed at a time.
import type { MessageView } from '../../chat/kernel/message-view.ts';
import type { ShownRoom } from './room.ts';

const GATHER_MS = 2_000;
/** Messages that are named at a time; of more than that only how many. */
const TOLD_MAX = 5;

export interface Reacted {
  room: ShownRoom;
  /** Which message, by its user and id. */
  key: string;
  /** As it was when its reactions were told last. */
  before: MessageView;
}

export class GatheredReactions {
  readonly #tell: (reacted: readonly Reacted[], untold: number) => void;
  readonly #waiting = new Map<string, Reacted>();
  #timer: NodeJS.Timeout | undefined;

  constructor(tell: (reacted: readonly Reacted[], untold: number) => void) {
    this.#tell = tell;
  }

  add(reacted: Reacted): void {
    const key = `${reacted.room.name} ${reacted.key}`;
    if (!this.#waiting.has(key)) this.#waiting.set(key, reacted);
    if (this.#timer === undefined) this.#flush();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#waiting.clear();
  }

  #flush(): void {
    this.#timer = undefined;
    if (this.#waiting.size === 0) return;
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#timer = setTimeout(() => this.#flush(), GATHER_MS);
    this.#tell(all.slice(0, TOLD_MAX), Math.max(0, all.length - TOLD_MAX));
  }
}
