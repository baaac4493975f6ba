// One room as this terminal has printed it, and what it says by now. Invariants: what is caught up with waits until it is
// all there, so that a message is printed as it is, not as it was; nothing is printed twice; what is known is bounded.
import { identityOf } from '../../chat/kernel/fact.ts';
import type { MessageView } from '../../chat/kernel/message-view.ts';
import type { MemberSeen } from '../../chat/member/view.ts';
import { isRoomNotice } from '../../chat/prose.ts';
import type { User } from '../../shared/wire/objects.ts';
import type { Present } from '../api.ts';
import type { ChatClient } from '../client.ts';
import { newsOf } from '../news.ts';
import { LiveView } from '../view.ts';
import { inOrder, type News } from './news.ts';
import { Story, sentencesIn } from './story.ts';

/** Messages that are known of a room, or twice as many; what is older `/history` tells again. */
const KEPT = 500;
/** Events of a gateway that sends more than was asked for are printed before all are there. */
const HELD_MAX = 1_000;
/** Pages that `/history` asks for until there is a message in one. */
const PAGES_MAX = 10;

type Messages = readonly MessageView[];

export class ShownRoom {
  readonly name: string;
  /** What was done there beside what was said. */
  readonly story = new Story();
  readonly #live: LiveView;
  readonly #client: ChatClient;
  #printed: Messages = [];
  /** What was done up to here was told. */
  #toldUpTo = 0;
  #held = 0;
  #isLive = false;
  #readSeq = 0;
  /** Undefined where nobody says it. */
  present: Present | undefined;

  /** `changed`: there is something to print. */
  constructor(client: ChatClient, name: string, changed: (room: ShownRoom) => void) {
    this.name = name;
    this.#client = client;
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
    this.#toldUpTo = 0;
    this.story.beginAnew();
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
    const { messages, notices } = this.#live.view;
    const untold = notices.filter(({ seq }) => seq > this.#toldUpTo);
    const done = untold.length === 0 ? [] : this.story.tell(untold, this.#listener(messages));
    this.#toldUpTo = untold.at(-1)?.seq ?? this.#toldUpTo;
    if (this.#isLive) this.story.live();
    const news = inOrder(newsOf(this.#printed, messages), done);
    if (this.messages.length > 2 * KEPT) this.#live.trim(KEPT);
    this.#printed = this.messages;
    this.#held = 0;
    return news;
  }

  /** What was said and done before the first message, of pages of so many messages. It counts as printed. */
  async older(limit: number): Promise<{ news: News[]; isMore: boolean }> {
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const { low = Number.POSITIVE_INFINITY } = this.#live.view;
      const found = await this.#live.loadOlder(limit);
      const messages = this.messages.filter(({ seq }) => seq < low);
      const notices = this.#live.view.notices.filter(({ seq }) => seq < low);
      this.#printed = [...messages, ...this.#printed];
      this.#toldUpTo = Math.max(this.#toldUpTo, notices.at(-1)?.seq ?? 0);
      const done = sentencesIn(notices, this.#listener(messages));
      const news = inOrder(newsOf([], messages), done);
      if (news.length > 0 || found === 'none') return { news, isMore: found !== 'none' };
    }
    return { news: [], isMore: true };
  }

  /** Whoever is known to have to do with the room; those who are here now first. */
  people(): User[] {
    const { messages, notices } = this.#live.view;
    const named = notices
      .filter((notice) => !isRoomNotice(notice))
      .map(({ data }) => (data as MemberSeen).about);
    const authors = messages.map(({ user }) => user);
    return [...(this.present?.here ?? []), ...named.reverse(), ...authors.reverse()];
  }

  close(): void {
    this.#live.close();
  }

  #listener(messages: Messages) {
    return { me: this.#client.user?.id ?? '', said: messages.map(({ seq }) => seq) };
  }
}
