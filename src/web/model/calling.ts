// Listens for what is to be told outside of the page, and hands it to whoever tells it. Invariant: what comes while a room is being
// entered for the first time was there before the page, and is not told.
import { isMessagePosted } from '../../chat/message/view.ts';
import { isDirectName } from '../../chat/room/direct-name.ts';
import type { ChatClient } from '../../client/client.ts';
import { type Call, callOf } from './calls.ts';
import type { StateHolder } from './chat-state.ts';

export interface CallingParts {
  state: StateHolder;
  client: Pick<ChatClient, 'on'>;
}

export class Calling {
  readonly #listeners = new Set<(call: Call) => void>();
  /** Rooms whose backlog was through once, and those in which it is now. */
  readonly #known = new Set<string>();
  readonly #live = new Set<string>();

  constructor({ state, client }: CallingParts) {
    client.on('state', (connection) => {
      if (connection.state !== 'live') this.#live.clear();
    });
    client.on('live', ({ room }) => {
      this.#known.add(room);
      this.#live.add(room);
    });
    // Somebody begins a conversation: what they say first may come with its backlog.
    client.on('invited', ({ room }) => {
      if (isDirectName(room)) this.#known.add(room);
    });
    client.on('reset', ({ room }) => this.#known.delete(room));
    client.on('event', (event) => {
      const { room = '' } = event;
      if (!this.#known.has(room) || !isMessagePosted(event)) return;
      const call = callOf(event, state.now, { isLive: this.#live.has(room), now: Date.now() });
      if (call !== undefined) for (const tell of [...this.#listeners]) tell(call);
    });
  }

  /** Returns what ends it. */
  listen(listener: (call: Call) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
