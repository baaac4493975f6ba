// A room as it is told to a program: its messages as they are now, and each change once, with whether it was said before, missed or live.
// Invariants: what is caught up with waits until it is all there, so that a message is told as it is, not as it was; nothing is told
// twice; what is known is bounded.
import { identityOf } from '../chat/kernel/fact.ts';
import type { MessageView } from '../chat/kernel/message-view.ts';
import type { StateChange } from './api.ts';
import type { ChatClient } from './client.ts';
import { ChatError, closedError } from './errors.ts';
import { leftWords } from './left.ts';
import { type MessageNews, newsOf } from './news.ts';
import type { Change, Delivery, RoomMessage } from './room-message.ts';
import { LiveView } from './view.ts';

/** Events of a gateway that sends more than was asked for are told before all are there. */
const HELD_MAX = 1_000;
/** A page is asked for again where what came meanwhile did not fit to it, and where there is no message in one. */
const PAGES_MAX = 10;

export interface TimelineOptions {
  /** Messages that are known, or twice as many. */
  keep: number;
  /** The room was entered before, and everything that was missed is there. */
  isLive: boolean;
}

export interface Follower {
  told: (change: Change) => void;
  /** Nothing comes any more; `error` says why, where nobody wanted that. */
  ended: (error?: ChatError) => void;
}

export class Timeline {
  readonly room: string;
  readonly #client: ChatClient;
  readonly #keep: number;
  readonly #live: LiveView;
  readonly #ends: (() => void)[];
  readonly #followers = new Set<Follower>();
  /** How each message was told that is known, by what names it. */
  #deliveries = new Map<string, Delivery>();
  /** The same message is the same object, as long as nothing of it changes. */
  readonly #shown = new WeakMap<MessageView, RoomMessage>();
  #told: readonly MessageView[] = [];
  #delivery: Delivery;
  #held = 0;
  #isPlanned = false;
  /** Nothing comes any more. */
  #over: { error?: ChatError } | undefined;

  constructor(client: ChatClient, room: string, { keep, isLive }: TimelineOptions) {
    this.room = room;
    this.#client = client;
    this.#keep = keep;
    this.#delivery = isLive ? 'live' : 'history';
    this.#live = new LiveView(client, room, { changed: () => this.#arrived() });
    this.#ends = [
      () => this.#live.close(),
      client.on('live', (live) => {
        if (live.room !== room) return;
        this.#tell();
        this.#delivery = 'live';
      }),
      client.on('reset', (reset) => {
        if (reset.room !== room) return;
        this.#told = [];
        this.#delivery = 'history';
      }),
      client.on('skipped', (skipped) => {
        if (skipped.room === room) this.#told = [];
      }),
      client.on('left', ({ room: left, ...why }) => {
        if (left !== room) return;
        this.close(why.reason === 'left' ? undefined : new ChatError('left', leftWords(why)));
      }),
      client.on('error', ({ id, room: of, code, retry, message }) => {
        // It is closed to us since we were there last: nothing of it comes any more.
        const isOver = id === undefined && !retry && code !== 'not_joined';
        if (of === room && isOver) this.close(new ChatError(code, message));
      }),
      client.on('state', (change) => this.#state(change)),
    ];
  }

  /** Oldest first. */
  get messages(): readonly RoomMessage[] {
    return this.#told.map((message) => this.#show(message));
  }

  /** What comes now was missed by a client that had been there before. */
  isResumed(): void {
    if (this.#delivery === 'history') this.#delivery = 'missed';
  }

  /** Who comes when it is over is told so at once. */
  follow(follower: Follower): () => void {
    if (this.#over === undefined) this.#followers.add(follower);
    else follower.ended(this.#over.error);
    return () => void this.#followers.delete(follower);
  }

  /** The page before the first message, which is in `messages` from then on. */
  async loadOlder(limit?: number): Promise<{ messages: RoomMessage[]; more: boolean }> {
    for (let page = 0; page < PAGES_MAX; page += 1) {
      this.#tell();
      const found = await this.#live.loadOlder(limit);
      if (found === 'again') continue;
      const known = new Set(this.#told.map(identityOf));
      const first = this.#told[0]?.seq ?? Number.POSITIVE_INFINITY;
      const older = this.#live.view.messages.filter(
        (message) => message.seq < first && !known.has(identityOf(message)),
      );
      this.#told = [...older, ...this.#told];
      if (older.length > 0 || found === 'none') {
        return { messages: older.map((one) => this.#show(one)), more: found === 'more' };
      }
    }
    return { messages: [], more: true };
  }

  /** Hears nothing any more; whoever follows it is told so, and why. */
  close(error?: ChatError): void {
    this.#over ??= error === undefined ? {} : { error };
    for (const end of this.#ends.splice(0)) end();
    for (const follower of [...this.#followers]) follower.ended(error);
    this.#followers.clear();
  }

  #arrived(): void {
    this.#held += 1;
    const isBacklog = this.#delivery !== 'live';
    if (this.#isPlanned || (isBacklog && this.#held < HELD_MAX)) return;
    this.#isPlanned = true;
    // What came in one turn is looked at once.
    queueMicrotask(() => {
      this.#isPlanned = false;
      if (this.#ends.length > 0) this.#tell();
    });
  }

  #state(change: StateChange): void {
    if (change.state === 'closed') {
      this.close(change.reason === 'closed' ? undefined : closedError(change.reason));
      return;
    }
    if (change.state === 'live') return;
    if (this.#delivery === 'live') this.#tell();
    this.#delivery = this.#client.cursor(this.room) === undefined ? 'history' : 'missed';
  }

  #tell(): void {
    const { messages } = this.#live.view;
    const news = newsOf(this.#told, messages);
    this.#told = messages;
    this.#held = 0;
    for (const one of news) {
      if (one.what === 'said') this.#deliveries.set(identityOf(one.message), this.#delivery);
    }
    const changes = news.map((one) => this.#change(one));
    if (messages.length > 2 * this.#keep) this.#trim();
    for (const change of changes)
      for (const follower of [...this.#followers]) follower.told(change);
  }

  #trim(): void {
    this.#live.trim(this.#keep);
    this.#told = this.#live.view.messages;
    this.#deliveries = new Map(
      this.#told.map((message) => [identityOf(message), this.#deliveryOf(message)]),
    );
  }

  #change({ what, message }: MessageNews): Change {
    const kind = message.deleted !== undefined ? 'deleted' : what === 'said' ? 'posted' : what;
    return { kind, delivery: this.#delivery, message: this.#show(message) };
  }

  #show(view: MessageView): RoomMessage {
    const before = this.#shown.get(view);
    if (before !== undefined) return before;
    const { marks: _, ...message } = view;
    const shown: RoomMessage = {
      ...message,
      room: this.room,
      own: message.user.id === this.#client.user?.id,
      delivery: this.#deliveryOf(view),
    };
    this.#shown.set(view, shown);
    return shown;
  }

  /** Of a page of the past nothing was told. */
  #deliveryOf(message: MessageView): Delivery {
    return this.#deliveries.get(identityOf(message)) ?? 'history';
  }
}
