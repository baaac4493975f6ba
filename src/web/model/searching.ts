// Looks for what people said: asks the server, page by page, and keeps what is shown of it true while it is shown. Invariant:
// an answer to what the person does not look for any more changes nothing.
import type { ChatClient } from '../../client/client.ts';
import { LIMITS } from '../../shared/wire/limits.ts';
import {
  asked,
  lookedAgain,
  NO_SEARCH,
  type Search,
  withEvent,
  withFound,
  withoutRoom,
} from './search.ts';
import { createStore, type Store } from './store.ts';
import { whyNotAnswered } from './unanswered.ts';

/** Of rooms that the person is not in nobody tells that something was deleted there: so often it is looked at again. */
const LOOK_AGAIN_MS = 30_000;

export class Searching {
  readonly store: Store<Search> = createStore(NO_SEARCH);
  readonly #client: ChatClient;
  readonly #mean: (typed: string) => string;
  /** The question that is under way: another object is another one. */
  #asking = {};
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `mean`: what is asked for what was typed, which a server would not understand as people say it. */
  constructor(client: ChatClient, mean: (typed: string) => string = (typed) => typed) {
    this.#client = client;
    this.#mean = mean;
    client.on('event', (event) => this.store.update((search) => withEvent(search, event)));
    client.on('left', ({ room }) => this.store.update((search) => withoutRoom(search, room)));
    // What was deleted while there was no connection.
    client.on('state', ({ state }) => {
      if (state === 'live') void this.#lookAgain();
    });
    // Sequences of a log that is gone: in this one they name other messages.
    client.on('reset', () => this.#forget());
  }

  /** Looks for something; nothing takes away what was found. */
  async ask(typed: string): Promise<void> {
    if (typed.trim() === '') return this.#forget();
    // A space at the end says that the last word is whole.
    this.store.update((search) => asked(search, typed.trimStart()));
    await this.#page();
  }

  /** The next page, or the one that failed once more. */
  async more(): Promise<void> {
    const { query, below, asking, found } = this.store.get();
    const failed = typeof asking === 'object';
    if (query === undefined || (asking !== 'nothing' && !failed)) return;
    if (!failed && below === undefined) return;
    const isFirst = failed && below === undefined && found.length === 0;
    this.store.update((search) => ({ ...search, asking: isFirst ? 'first' : 'more' }));
    await this.#page();
  }

  /** Results are before the person's eyes from here on, until the function that it returns is called. */
  watch(): () => void {
    const later = () => {
      this.#timer = setTimeout(() => {
        void this.#lookAgain();
        later();
      }, LOOK_AGAIN_MS);
    };
    later();
    void this.#lookAgain();
    return () => this.stop();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #forget(): void {
    this.#asking = {};
    this.store.update(() => NO_SEARCH);
  }

  async #page(): Promise<void> {
    const question = {};
    this.#asking = question;
    const { query = '', below } = this.store.get();
    try {
      const page = await this.#client.search(
        this.#mean(query),
        below === undefined ? {} : { before: below },
      );
      if (this.#asking === question) this.store.update((search) => withFound(search, page));
    } catch (error) {
      if (this.#asking !== question) return;
      this.store.update((search) => ({ ...search, asking: { why: whyNotAnswered(error) } }));
    }
  }

  async #lookAgain(): Promise<void> {
    const { query, found, asking } = this.store.get();
    const lowest = found.at(-1)?.seq;
    if (query === undefined || lowest === undefined || asking !== 'nothing') return;
    let below: number | undefined = Number.POSITIVE_INFINITY;
    try {
      while (below !== undefined && below > lowest && this.#isWatched(query)) {
        below = await this.#lookBelow(query, below);
      }
    } catch {
      // What is shown stays as it was told; it is looked at again later.
    }
  }

  #isWatched(query: string): boolean {
    return this.#timer !== undefined && this.store.get().query === query;
  }

  /** Where what is below begins; undefined where there is nothing more. */
  async #lookBelow(query: string, below: number): Promise<number | undefined> {
    const before = below === Number.POSITIVE_INFINITY ? {} : { before: below };
    const page = await this.#client.search(this.#mean(query), { limit: LIMITS.pageMax, ...before });
    if (this.#isWatched(query)) this.store.update((search) => lookedAgain(search, page, below));
    return page.more ? page.messages.at(-1)?.seq : undefined;
  }
}
