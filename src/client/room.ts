// A room that a program is in: what is said there as it comes, what can be done there.
import { until, type WaitOptions } from './abort.ts';
import type { Sent } from './api.ts';
import type { ChatClient } from './client.ts';
import type { PostOptions } from './commands.ts';
import { Feed } from './feed.ts';
import type { Change, RoomMessage } from './room-message.ts';
import type { Timeline } from './timeline.ts';

export interface FollowOptions {
  /** Ends the loop when it is aborted, without an error. */
  signal?: AbortSignal | undefined;
  /** Whether it begins with the messages that are there, as they are now; it does unless told `false`. */
  backlog?: boolean;
}

/** A message of the room, or its sequence. */
export type Target = number | { readonly seq: number };

const seqOf = (target: Target): number => (typeof target === 'number' ? target : target.seq);

/** A room as {@link ChatClient.enter} gives it. */
export class Room {
  readonly #client: ChatClient;
  readonly #timeline: Timeline;

  /** @internal */
  constructor(client: ChatClient, timeline: Timeline) {
    this.#client = client;
    this.#timeline = timeline;
  }

  get name(): string {
    return this.#timeline.room;
  }

  /** The messages that are known, as they are now, oldest first; those that were deleted as well. A new list whenever it is asked for. */
  get timeline(): readonly RoomMessage[] {
    return this.#timeline.messages;
  }

  /**
   * Each message once, for `for await`: those that are there (not what is deleted of them), then what comes. `delivery` says whether it is
   * of before, was missed, or is live. The loop ends where it is left, where the client is closed or the room is left, and by `signal`; it
   * throws a {@link ChatError}: `left` where somebody sent us out, `forbidden` where the room was closed to us meanwhile, `unauthorized` or
   * `closed` where the server ended it, `too_slow` where more than 10,000 wait for it.
   */
  messages(options: FollowOptions = {}): AsyncIterable<RoomMessage> {
    return this.#follow(options, ({ kind, message }) => (kind === 'posted' ? message : undefined));
  }

  /** The same with everything that becomes of messages that are known. Reactions and edits of older ones are not told. */
  changes(options: FollowOptions = {}): AsyncIterable<Change> {
    return this.#follow(options, (change) => change);
  }

  /**
   * Puts the page of at most `limit` messages (1 to 200, 50 unless told) before the first one into the timeline, and resolves to it, oldest
   * first, with whether there are `more`. Loops do not hear of it. Rejects with a {@link ChatError}: `invalid`, `timeout`, `unavailable` (the
   * database is down), `left`, `closed`.
   */
  async loadOlder({
    limit = 50,
    signal,
  }: { limit?: number } & WaitOptions = {}): Promise<{ messages: RoomMessage[]; more: boolean }> {
    return await until(() => this.#timeline.loadOlder(limit), signal);
  }

  /** Says something here; like {@link ChatClient.post}, here and below. */
  post(text: string, options: PostOptions = {}): Sent {
    return this.#client.post(this.name, text, options);
  }

  /** Answers a message. */
  reply(to: Target, text: string, options: WaitOptions = {}): Sent {
    return this.#client.post(this.name, text, { ...options, replyTo: seqOf(to) });
  }

  /** Says a message of one's own otherwise. */
  edit(target: Target, text: string, options: WaitOptions = {}): Sent {
    return this.#client.edit(this.name, seqOf(target), text, options);
  }

  /** Takes a message away for good: one's own, or anybody's as a moderator. */
  delete(target: Target, options: WaitOptions = {}): Sent {
    return this.#client.delete(this.name, seqOf(target), options);
  }

  /** Puts one emoji on a message; takes one's own back with `on: false`. */
  react(target: Target, emoji: string, { on = true, ...options }: OnOptions = {}): Sent {
    return this.#client.react(this.name, seqOf(target), emoji, on, options);
  }

  /** Pins a message, as a moderator; takes the pin away with `on: false`. */
  pin(target: Target, { on = true, ...options }: OnOptions = {}): Sent {
    return this.#client.pin(this.name, seqOf(target), on, options);
  }

  /** Somebody writes here; call it with every key. */
  typing(): void {
    this.#client.typing(this.name);
  }

  /** Everything up to a message is read, on all our devices. */
  read(target: Target): void {
    this.#client.read(this.name, seqOf(target));
  }

  /** Leaves the room, and forgets how far it was received. Loops over it end. */
  leave(): void {
    this.#client.leave(this.name);
  }

  #follow<T>(
    { signal, backlog = true }: FollowOptions,
    wanted: (change: Change) => T | undefined,
  ): AsyncIterable<T> {
    const open = () => {
      let end = (): void => undefined;
      const feed = new Feed<T>(() => {
        end();
        signal?.removeEventListener('abort', abort);
      });
      const abort = () => void feed.return();
      const told = (change: Change) => {
        const item = wanted(change);
        if (item !== undefined) feed.push(item);
      };
      signal?.addEventListener('abort', abort, { once: true });
      if (signal?.aborted) abort();
      if (backlog) for (const message of this.timeline) if (!message.deleted) told(posted(message));
      if (!feed.isOver) {
        end = this.#timeline.follow({ told, ended: (error) => feed.end(error) });
      }
      return feed;
    };
    return { [Symbol.asyncIterator]: open };
  }
}

interface OnOptions extends WaitOptions {
  on?: boolean;
}

const posted = (message: RoomMessage): Change => ({
  kind: 'posted',
  delivery: message.delivery,
  message,
});
