// Commands that somebody waits for. Invariant: what comes of a command is said once: by whoever waits for it, or, where nobody
// does, as what was not sent.
import type { Sent, Stored, Unsent } from '../api.ts';
import type { ChatClient } from '../client.ts';

export class Giving {
  /** The ids of those that somebody waits for, each in a place of its own: the server's clock may give it another id. */
  readonly #awaited = new Map<string, { id: string }>();

  /** `unsent`: what nobody waits for will not be stored. */
  constructor(client: Pick<ChatClient, 'on'>, unsent: (one: Unsent) => void) {
    client.on('renamed', ({ from, to }) => {
      const one = this.#awaited.get(from);
      if (one === undefined) return;
      this.#awaited.delete(from);
      one.id = to;
      this.#awaited.set(to, one);
    });
    client.on('unsent', (one) => {
      if (!this.#awaited.has(one.id)) unsent(one);
    });
  }

  async wait({ id, stored }: Sent): Promise<Stored> {
    const one = { id };
    this.#awaited.set(id, one);
    try {
      return await stored;
    } finally {
      this.#awaited.delete(one.id);
    }
  }
}
