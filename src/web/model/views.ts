// From the rooms' views to the screen: what comes within one picture is shown together, and what is far above is let go of.
// Invariant: nothing goes away above while somebody reads there.
import type { ChatClient } from '../../client/client.ts';
import { ChatError } from '../../client/errors.ts';
import { LiveView } from '../../client/view.ts';
import type { StateHolder } from './chat-state.ts';
import type { Reading } from './reading.ts';
import { type Older, type Room, withView } from './room.ts';

/** What is shown while the bottom is in sight; scrolling back fetches the rest again. */
export const SHOWN_MAX = 600;
export const SHOWN_AFTER_TRIM = 300;
/** Events that arrive within one frame of the screen are shown together. */
const GATHER_MS = 16;
/** Events in a page of the past. */
const PAGE = 50;

export class Views {
  readonly #state: StateHolder;
  readonly #client: ChatClient;
  readonly #reading: Reading;
  readonly #views = new Map<string, LiveView>();
  readonly #changed = new Set<string>();
  #gathering: ReturnType<typeof setTimeout> | undefined;

  constructor(state: StateHolder, client: ChatClient, reading: Reading) {
    this.#state = state;
    this.#client = client;
    this.#reading = reading;
  }

  /** Listens to a room from here on; what stands in it was kept. */
  add({ name, view: kept }: Room): void {
    const changed = () => {
      this.#changed.add(name);
      this.#gathering ??= setTimeout(() => this.gather(), GATHER_MS);
    };
    this.#views.set(name, new LiveView(this.#client, name, { kept, changed }));
  }

  remove(name: string): void {
    this.#views.get(name)?.close();
    this.#views.delete(name);
  }

  /** Shows what came, all at once. */
  gather(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    const changed = [...this.#changed];
    this.#changed.clear();
    for (const name of changed) {
      this.trim(name);
      this.#show(name);
      this.#reading.readOn(name);
    }
  }

  /** Lets go of what is far above, where nobody looks. */
  trim(name: string): void {
    const view = this.#views.get(name);
    if (view === undefined || this.#reading.isReadingUp(name)) return;
    if (view.view.messages.length <= SHOWN_MAX) return;
    // First all of it: what is let go of may be what is still shown on its way.
    this.#show(name);
    view.trim(SHOWN_AFTER_TRIM);
    this.#show(name);
  }

  /** Fetches the page before the first message of a room that one is in. */
  async loadOlder(name: string): Promise<void> {
    const { connection } = this.#state.now;
    const room = this.#state.room(name);
    const view = this.#views.get(name);
    if (room?.entry.state !== 'in' || view === undefined || connection.state !== 'live') return;
    if (room.older.state === 'loading' || room.older.state === 'none') return;
    this.#setOlder(name, { state: 'loading' });
    try {
      const older = await view.loadOlder(PAGE);
      this.#show(name);
      this.#setOlder(name, { state: older === 'none' ? 'none' : 'more' });
    } catch (error) {
      this.#setOlder(name, { state: 'failed', reason: wordsOf(error) });
    }
    this.#reading.readOn(name);
  }

  stop(): void {
    clearTimeout(this.#gathering);
  }

  #show(name: string): void {
    const view = this.#views.get(name);
    if (view === undefined) return;
    this.#state.change(name, (room) => withView(room, view.view, this.#state.now.user.id));
  }

  #setOlder(name: string, older: Older): void {
    this.#state.change(name, (room) => ({ ...room, older }));
  }
}

export const wordsOf = (error: unknown): string =>
  error instanceof ChatError ? error.message : 'Something went wrong in this page. Reload it.';
