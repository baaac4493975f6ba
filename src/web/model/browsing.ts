// Asks for the public rooms, page by page, and for others as the person types. Invariant: an answer to what was typed before
// changes nothing.
import type { ChatClient } from '../../client/client.ts';
import { browsed, type Directory, NO_DIRECTORY, queryOf, withRooms } from './directory.ts';
import { createStore, type Store } from './store.ts';
import { whyNotAnswered } from './unanswered.ts';

/** Who types on within this, milliseconds, means something else. */
export const TYPED_MS = 250;

export class Browsing {
  readonly store: Store<Directory> = createStore(NO_DIRECTORY);
  readonly #client: Pick<ChatClient, 'directory'>;
  /** The question that is under way: another object is another one. */
  #asking = {};
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: Pick<ChatClient, 'directory'>) {
    this.#client = client;
  }

  /** From the liveliest on, as they are now. */
  begin(): void {
    this.#ask('');
  }

  /** To be called with every key. */
  type(typed: string): void {
    clearTimeout(this.#timer);
    const query = queryOf(typed);
    this.#timer = setTimeout(() => {
      if (query !== this.store.get().query) this.#ask(query);
    }, TYPED_MS);
  }

  /** The next page, or what failed once more. */
  async more(): Promise<void> {
    const { query, next, asking, rooms } = this.store.get();
    const failed = typeof asking === 'object';
    if (failed && rooms.length === 0) return this.#ask(query);
    if ((asking !== 'nothing' && !failed) || next === undefined) return;
    this.store.update((directory) => ({ ...directory, asking: 'more' }));
    await this.#page();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#asking = {};
  }

  #ask(query: string): void {
    clearTimeout(this.#timer);
    this.store.update(() => browsed(query));
    void this.#page();
  }

  async #page(): Promise<void> {
    const question = {};
    this.#asking = question;
    const { query, next } = this.store.get();
    const about = { ...(query !== '' && { query }), ...(next !== undefined && { after: next }) };
    try {
      const page = await this.#client.directory(about);
      if (this.#asking === question) this.store.update((before) => withRooms(before, page));
    } catch (error) {
      if (this.#asking !== question) return;
      const why = whyNotAnswered(error);
      this.store.update((before) => ({ ...before, asking: { why } }));
    }
  }
}
