// One room as this terminal has printed it, and what it says by now. Invariants: what is caught up with waits until it is
// all there, so that a message is printed as it is, not as it was; nothing is printed twice; what is known is bounded.
import { identityOf } from '../chat/kernel/fact.ts';
import type { MessageView } from '../chat/kernel/message-view.ts';
import type { Present } from './api.ts';
import type { ChatClient } from './client.ts';
import { type News, newsOf } from './terminal-news.ts';
import { LiveView } from './view.ts';

/** Messages that are known of a room, or twice as many; what is older `/history` tells again. */
const KEPT = 500;
/** Events of a gateway that sends more than was asked for are printed before all are there. */
const HELD_MAX = 1_000;
/** Pages that `/history` asks for until there is a message in one. */
const PAGES_MAX = 10;

type Messages = readonly MessageView[];

export class ShownRoom {
  readonly name: string;
  readonly #live: LiveView;
  #printed: Messages = [];
  #held = 0;
  #isLive = false;
  #readSeq = 0;
  /** Undefined where nobody says it. */
  present: Present | undefined;

  /** `changed`: there is something to print. */
  constructor(client: ChatClient, name: string, changed: (room: ShownRoom) => void) {
    this.name = name;
    this.#live = new LiveView(client, name, {
      changed: () => {
        this.#held += 1;
        if (this.#isLive || this.#held >= HELD_MAX) changed(this);
      },
    });
  }

  /** Oldest first. */
  get messages(): Messages {
    return this.#live.view.messages;
  }
  /** Whether what was missed is there: then everything is printed as it comes. */
  get isLive(): boolean {
    return this.#isLive;
  }

  /** Also one that is deleted and gone from the log, if that was told. */
  bySeq(seq: number): MessageView | undefined {
    const gone = () =>
      this.#live.view.waiting.find((one) => one.seq === seq && one.deleted !== undefined);
    return this.messages.find((message) => message.seq === seq) ?? gone();
  }

  byKey(key: string): MessageView | undefined {
    return this.messages.find((message) => identityOf(message) === key);
  }

  /** What was missed is there. */
  live(): void {
    this.#isLive = true;
  }

  /** The connection is gone: what comes next is what was missed. */
  lost(): void {
    this.#isLive = false;
    this.present = undefined;
  }

  /** What was printed has nothing to do with what comes now, or there is a hole between. */
  beginAnew({ isOtherLog }: { isOtherLog: boolean }): void {
    this.#isLive = false;
    this.#printed = [];
    if (isOtherLog) this.#readSeq = 0;
  }

  /** The person has read so far, here or elsewhere. */
  isRead(seq: number): void {
    this.#readSeq = Math.max(this.#readSeq, seq);
  }

  /** What others said since the person read here; none where it is not known when that was. `isMore`: or before that. */
  unread(me: string | undefined): { messages: Messages; isMore: boolean } {
    if (this.#readSeq === 0) return { messages: [], isMore: false };
    const messages = this.messages.filter(
      ({ seq, user, deleted }) => seq > this.#readSeq && user.id !== me && deleted === undefined,
    );
    const first = this.messages[0]?.seq ?? 0;
    return { messages, isMore: messages.length > 0 && first > this.#readSeq };
  }

  /** What is to be printed now. It counts as printed. */
  news(): News[] {
    const news = newsOf(this.#printed, this.messages);
    if (this.messages.length > 2 * KEPT) this.#live.trim(KEPT);
    this.#printed = this.messages;
    this.#held = 0;
    return news;
  }

  /** The messages before the first one, of pages of so many events. They count as printed. */
  async older(limit: number): Promise<{ messages: Messages; isMore: boolean }> {
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const first = this.messages[0]?.seq ?? Number.POSITIVE_INFINITY;
      const found = await this.#live.loadOlder(limit);
      const messages = this.messages.filter(({ seq }) => seq < first);
      this.#printed = [...messages, ...this.#printed];
      if (messages.length > 0 || found === 'none') return { messages, isMore: found !== 'none' };
    }
    return { messages: [], isMore: true };
  }

  close(): void {
    this.#live.close();
  }
}
