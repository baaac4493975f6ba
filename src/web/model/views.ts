// From the rooms' views to the screen: what comes within one picture is shown together, a backlog when it is through, and what is
// far above is let go of. Invariant: nothing goes away above while somebody reads there.
import type { ChatClient } from '../../client/client.ts';
import { LiveView } from '../../client/view.ts';
import type { Beyond } from './beyond.ts';
import { settled } from './changes.ts';
import type { StateHolder } from './chat-state.ts';
import { nextPicture } from './next-picture.ts';
import type { Reading } from './reading.ts';
import { faultWords } from './refusal-words.ts';
import { type Room, withView } from './room.ts';
import { type Stretch, viewOf } from './stretch.ts';

/** What is shown while the bottom is in sight; scrolling back fetches the rest again. */
export const SHOWN_MAX = 600;
export const SHOWN_AFTER_TRIM = 300;
/** Events that arrive within one frame of the screen are shown together. */
const GATHER_MS = 16;
/** So are those of a backlog, unless it takes longer: a picture of each part of it would keep the last ones waiting. */
const BACKLOG_MS = 500;
/** Events in a page of the past. */
const PAGE = 100;
/** A page may hold nothing but reactions to what is not even in it: then the next ones are fetched with it. */
const FEW = 10;
const PAGES_AT_ONCE = 5;

export interface ViewsParts {
  state: StateHolder;
  client: ChatClient;
  reading: Reading;
}

export class Views {
  readonly #state: StateHolder;
  readonly #client: ChatClient;
  readonly #reading: Reading;
  readonly #views = new Map<string, LiveView>();
  /** Rooms of which something came, and when that is shown at the latest. */
  readonly #changed = new Map<string, number>();
  readonly #told = new Map<string, number>();
  readonly #gathered: (room: string) => void;
  #gathering: ReturnType<typeof setTimeout> | undefined;

  /** `gathered`: what came in a room is about to be shown. */
  constructor(
    { state, client, reading }: ViewsParts,
    gathered: (room: string) => void = () => undefined,
  ) {
    this.#state = state;
    this.#client = client;
    this.#reading = reading;
    this.#gathered = gathered;
  }

  /** Listens to a room from here on; what stands in it was kept. */
  add({ name, view: kept }: Room): void {
    const changed = () => {
      const at = performance.now() + (this.#reading.isCaughtUp(name) ? GATHER_MS : BACKLOG_MS);
      if (at >= (this.#changed.get(name) ?? Number.POSITIVE_INFINITY)) return;
      this.#changed.set(name, at);
      this.#schedule();
    };
    this.#views.set(name, new LiveView(this.#client, name, { kept, changed }));
  }

  remove(name: string): void {
    this.#views.get(name)?.close();
    this.#views.delete(name);
  }

  /** Shows what came in a room, all at once. */
  gather(name: string): void {
    if (!this.#changed.delete(name)) return;
    this.#gathered(name);
    this.trim(name);
    this.#show(name);
    this.#reading.readOn(name);
  }

  /** Lets go of what is far above, where nobody looks. */
  trim(name: string): void {
    const view = this.#views.get(name);
    if (view === undefined || this.#reading.isReadingUp(name)) return;
    if (sizeOf(view) <= SHOWN_MAX) return;
    // First all of it: what is let go of may be what is still shown on its way.
    this.#show(name);
    view.trim(SHOWN_AFTER_TRIM);
    this.#show(name);
  }

  /** Fetches the page before the first message of a room that one is in; `shown` is called when it is, before it is drawn. */
  async loadOlder(name: string, shown: () => void): Promise<void> {
    const { connection } = this.#state.now;
    const room = this.#state.room(name);
    const view = this.#views.get(name);
    if (room?.entry.state !== 'in' || view === undefined || connection.state !== 'live') return;
    if (room.older.state === 'loading' || room.older.state === 'none') return;
    this.#setOlder(name, { state: 'loading' });
    try {
      const before = sizeOf(view);
      let older = await view.loadOlder(PAGE);
      for (let pages = 1; pages < PAGES_AT_ONCE && older === 'more'; pages += 1) {
        if (sizeOf(view) - before >= FEW) break;
        older = await view.loadOlder(PAGE);
      }
      await nextPicture();
      this.#show(name);
      this.#setOlder(name, { state: older === 'none' ? 'none' : 'more' });
      shown();
    } catch (error) {
      this.#setOlder(name, { state: 'failed', reason: faultWords(error) });
    }
    this.#reading.readOn(name);
  }

  /** Puts a stretch of the past before the live end, which it reaches: then there is no hole. */
  prepend(name: string, stretch: Stretch): void {
    this.#views.get(name)?.prepend(viewOf(stretch));
    this.#show(name);
    this.#setOlder(name, stretch.older);
  }

  /** Up to where everything is shown. */
  told(name: string): number {
    return this.#told.get(name) ?? 0;
  }

  stop(): void {
    clearTimeout(this.#gathering);
  }

  #schedule(): void {
    clearTimeout(this.#gathering);
    if (this.#changed.size === 0) return;
    const nextAt = Math.min(...this.#changed.values());
    this.#gathering = setTimeout(() => this.#gatherDue(), nextAt - performance.now());
  }

  #gatherDue(): void {
    const now = performance.now();
    try {
      for (const [name, at] of [...this.#changed]) if (at <= now) this.gather(name);
    } finally {
      // One room that cannot be shown keeps none of the others waiting.
      this.#schedule();
    }
  }

  #show(name: string): void {
    const view = this.#views.get(name);
    if (view === undefined) return;
    const { view: shown } = view;
    const told = this.#client.cursor(name)?.seq ?? 0;
    this.#told.set(name, told);
    this.#state.change(name, (room) =>
      settled(withView(room, shown, this.#state.now.user.id), told),
    );
  }

  #setOlder(name: string, older: Beyond): void {
    this.#state.change(name, (room) => ({ ...room, older }));
  }
}

/** What there is to read. */
const sizeOf = ({ view: { messages, notices } }: LiveView): number =>
  messages.length + notices.length;
