// From the rooms' views to the screen: what comes within one picture is shown together, and what is far above is let go of.
// Invariant: nothing goes away above while somebody reads there.
import type { ChatClient } from '../../client/client.ts';
import { ChatError } from '../../client/errors.ts';
import { LiveView } from '../../client/view.ts';
import { settled } from './changes.ts';
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
/** A page may hold nothing but reactions to what is not even in it: then the next ones are fetched with it. */
const FEW = 10;
const PAGES_AT_ONCE = 5;
/** Pages that are fetched to show one message: 1,000 events. */
const PAGES_UNTIL = 20;

export class Views {
  readonly #state: StateHolder;
  readonly #client: ChatClient;
  readonly #reading: Reading;
  readonly #views = new Map<string, LiveView>();
  readonly #changed = new Set<string>();
  readonly #told = new Map<string, number>();
  /** The pages that are fetched just now. */
  readonly #loading = new Map<string, Promise<void>>();
  /** Rooms in which one message above is looked for: nothing is let go of meanwhile. */
  readonly #looking = new Set<string>();
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
    if (this.#looking.has(name)) return;
    if (sizeOf(view) <= SHOWN_MAX) return;
    // First all of it: what is let go of may be what is still shown on its way.
    this.#show(name);
    view.trim(SHOWN_AFTER_TRIM);
    this.#show(name);
  }

  /** Fetches the page before the first message of a room that one is in. */
  async loadOlder(name: string): Promise<void> {
    const loading = this.#loadOlder(name);
    if (!this.#loading.has(name)) this.#loading.set(name, loading);
    await loading;
    if (this.#loading.get(name) === loading) this.#loading.delete(name);
  }

  async #loadOlder(name: string): Promise<void> {
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
      this.#show(name);
      this.#setOlder(name, { state: older === 'none' ? 'none' : 'more' });
    } catch (error) {
      this.#setOlder(name, { state: 'failed', reason: wordsOf(error) });
    }
    this.#reading.readOn(name);
  }

  /** Fetches pages until the message at `seq` is there. What keeps it away, in words, where it is not. */
  async loadUntil(name: string, seq: number): Promise<string | undefined> {
    this.#looking.add(name);
    try {
      for (let pages = 0; pages < PAGES_UNTIL; pages += 1) {
        if (this.#has(name, seq)) return undefined;
        // One that somebody scrolled for is as good.
        await (this.#loading.get(name) ?? this.loadOlder(name));
        const older = this.#state.room(name)?.older;
        if (older?.state === 'failed') return older.reason;
        if (older?.state !== 'more') break;
        if (this.#state.now.connection.state !== 'live') return UNREACHED;
      }
      return this.#has(name, seq) ? undefined : TOO_FAR;
    } finally {
      this.#looking.delete(name);
    }
  }

  /** Up to where everything is shown. */
  told(name: string): number {
    return this.#told.get(name) ?? 0;
  }

  stop(): void {
    clearTimeout(this.#gathering);
  }

  #has(name: string, seq: number): boolean {
    return this.#state.room(name)?.view.messages.some((message) => message.seq === seq) ?? false;
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

  #setOlder(name: string, older: Older): void {
    this.#state.change(name, (room) => ({ ...room, older }));
  }
}

/** What there is to read. */
const sizeOf = ({ view: { messages, notices } }: LiveView): number =>
  messages.length + notices.length;

const TOO_FAR = 'That message is too far back. Scroll up to read older messages.';
const UNREACHED = 'Older messages need a connection. Try again when you are back.';

export const wordsOf = (error: unknown): string =>
  error instanceof ChatError ? error.message : 'Something went wrong in this page. Reload it.';
