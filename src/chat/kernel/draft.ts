// What a room looks like while facts are put in. What somebody did to a message that was not told yet waits for it, bounded.
// Invariant: what is shown has no hole: of a message that was deleted before its post was told nothing is shown until the
// view reaches back to where it stood.

import type { SaidAs } from '../message/said-as.ts';
import { identityOf } from './fact.ts';
import {
  asTold,
  blank,
  type Done,
  isThere,
  type Message,
  type MessageView,
  type Place,
  placed,
  reactionsSize,
  withoutAll,
  withText,
} from './message-view.ts';
import type { Notice, RoomView } from './view.ts';

/** Characters of all that waits, about: a thousand reactions to messages further up than was told. Past it the oldest go. */
const WAITING_MAX = 200_000;
const EACH = 200;

export interface Post extends Place {
  text: string;
  replyTo?: number;
  as?: SaidAs;
  mentions?: readonly string[];
}

export class Draft {
  readonly #view: RoomView;
  /** Those that are shown and those that wait, by user and id. */
  readonly #messages: Map<string, MessageView>;
  #notices: readonly Notice[];
  #isChanged = false;

  constructor(view: RoomView) {
    this.#view = view;
    this.#notices = view.notices;
    this.#messages = new Map(
      [...view.messages, ...view.waiting].map((message) => [identityOf(message), message]),
    );
  }

  /** It was posted. */
  post(post: Post): void {
    const { seq, text, mentions, replyTo, as } = post;
    this.change(post, seq, (message) => {
      const said = withText(message, -seq, { text, ...(mentions && { mentions }) });
      if (seq >= (said.marks.post ?? Number.POSITIVE_INFINITY)) return said;
      const { replyTo: _, as: __, ...before } = said;
      const marks = { ...said.marks, post: seq };
      return { ...before, ...(replyTo !== undefined && { replyTo }), ...(as && { as }), marks };
    });
  }

  /** Somebody did something to it by the fact at `seq`; nothing, where it is deleted, or where a page said that already. */
  change(target: Place, seq: number, change: (message: MessageView) => MessageView): void {
    this.#put(target, (message) => {
      const isTold = seq <= (message.marks.told?.upTo ?? 0);
      return message.deleted === undefined && !isTold ? change(message) : message;
    });
  }

  /** A page of the past says what it is by everything up to `upTo`. */
  tell(page: Message, upTo: number): void {
    this.#put(page, (message) => asTold(message, page, upTo));
  }

  /** It was deleted by the fact at `seq`. */
  remove(target: Place, seq: number, deleted: Done): void {
    this.#put(target, (message) => withoutAll(message, seq, deleted));
  }

  /** It is no message; `data`: what of it is to be read. */
  note({ seq, at, user, event }: Omit<Notice, 'data'>, data: unknown): void {
    if (this.#notices.some((notice) => notice.seq === seq)) return;
    const notices = [...this.#notices, { seq, at, user, event, data }];
    this.#notices = notices.sort((a, b) => a.seq - b.seq);
    this.#isChanged = true;
  }

  /** The view of everything from `low` on; the same object where nothing is new. */
  from(low: number | undefined): RoomView {
    const isLonger = low !== this.#view.low;
    if (!this.#isChanged && !isLonger) return this.#view;
    if (!this.#isChanged && this.#view.waiting.length === 0) return { ...this.#view, low };
    const messages: MessageView[] = [];
    const waiting: MessageView[] = [];
    for (const message of this.#messages.values()) {
      const isShown = isThere(message) && low !== undefined && message.seq >= low;
      (isShown ? messages : waiting).push(message);
    }
    messages.sort((a, b) => a.seq - b.seq);
    return { messages, waiting: lastOfWaiting(waiting), notices: this.#notices, low };
  }

  #put({ seq, id, at, user }: Place, change: (message: MessageView) => MessageView): void {
    const place = { seq, id, at, user };
    const key = identityOf(place);
    const before = this.#messages.get(key);
    const after = change(placed(before ?? blank(place), place));
    if (after === before) return;
    this.#messages.set(key, after);
    this.#isChanged = true;
  }
}

/** In the order of their last changes. */
export function lastOfWaiting(waiting: readonly MessageView[]): readonly MessageView[] {
  const sorted = waiting.toSorted((a, b) => a.changedSeq - b.changedSeq || a.seq - b.seq);
  let size = 0;
  const from = sorted.findLastIndex(({ text, marks }) => {
    size += EACH + text.length + reactionsSize(marks);
    return size > WAITING_MAX;
  });
  return sorted.slice(from + 1);
}
