// What is seen of a room, from the facts that were told of it. Pure, without a library: the SDK, the terminal and the page use
// it. Invariant: facts commute. Live, as a backlog or as pages of the past, in any order and cut, once or often: what is seen
// in the end is the same. What this program does not know is passed over, and it is known that it was told.
import type { EventFrame, User } from '../../shared/wire/frames.ts';
import { type Envelope, identityOf } from './fact.ts';

export interface MessageView {
  seq: number;
  /** The sender's id of it; the same while it was on its way. */
  id: string;
  /** When the log stored it, ISO 8601. */
  at: string;
  user: User;
  text: string;
}

export interface RoomView {
  /** In the log's order. */
  messages: readonly MessageView[];
  /** The lowest sequence that was told, of a message or of anything else; undefined before there was one. */
  low: number | undefined;
}

export const EMPTY_VIEW: RoomView = { messages: [], low: undefined };

/** What facts of one type do to what is seen. */
export interface FactView<F extends Envelope = Envelope> {
  /** The version of the data that it understands. */
  version: number;
  /** Whether the data is what it should be: a gateway passes on what its log has. */
  is: (data: unknown) => data is F['data'];
  show: (draft: Draft, event: EventOf<F>) => void;
}
export type EventOf<F extends Envelope> = EventFrame<F['type'], F['data']>;

/** A view for each type of facts of a room: one that has none does not compile. */
export type ViewsOf<F extends Envelope> = {
  readonly [Type in Extract<F, { room: string }>['type']]: FactView<Extract<F, { type: Type }>>;
};

/** Whether an event is one that this view shows. */
export const shows = <F extends Envelope>(
  { version, is }: FactView<F>,
  { v = 1, data }: EventFrame,
): boolean => v === version && is(data);

/** What a room looks like while facts are put in. */
export class Draft {
  readonly #messages: Map<string, MessageView>;
  #isChanged = false;

  constructor(messages: readonly MessageView[]) {
    this.#messages = new Map(messages.map((message) => [identityOf(message), message]));
  }

  /** One `(user, id)` is one message: where the log has it twice, the first one is it, as in the rows. */
  put(message: MessageView): void {
    const key = identityOf(message);
    const before = this.#messages.get(key);
    if (before !== undefined && before.seq <= message.seq) return;
    this.#messages.set(key, message);
    this.#isChanged = true;
  }

  /** The messages in order; undefined where they are as they were. */
  changed(): MessageView[] | undefined {
    if (!this.#isChanged) return undefined;
    return [...this.#messages.values()].sort((a, b) => a.seq - b.seq);
  }
}

export type Fold = (view: RoomView, events: readonly EventFrame[]) => RoomView;

/** Puts events into a view. The same object comes back where there is nothing new in them. */
export const createFold = (views: Readonly<Record<string, FactView>>): Fold =>
  function fold(view, events) {
    const draft = new Draft(view.messages);
    let { low } = view;
    for (const event of events) {
      low = Math.min(low ?? event.seq, event.seq);
      const known = views[event.event];
      if (known !== undefined && shows(known, event)) known.show(draft, event);
    }
    const messages = draft.changed();
    if (messages === undefined && low === view.low) return view;
    return { messages: messages ?? view.messages, low };
  };

/** Lets go of all but the last `count` messages: what is above them has to be told anew. */
export function lastOf(view: RoomView, count: number): RoomView {
  if (view.messages.length <= count) return view;
  const messages = view.messages.slice(view.messages.length - count);
  return { messages, low: messages[0]?.seq };
}
