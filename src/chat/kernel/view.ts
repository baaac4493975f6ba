// What is seen of a room, from the facts that were told of it. Pure, without a library: the SDK, the terminal and the page use
// it. Invariant: facts commute. Live, as a backlog or as pages of the past, in any order and cut, once or often: what is seen
// in the end is the same. What this program does not know is passed over, and it is known that it was told.
import type { EventFrame } from '../../shared/wire/frames.ts';
import { Draft, lastOfWaiting } from './draft.ts';
import type { Envelope } from './fact.ts';
import { type Message, type MessageView, unposted } from './message-view.ts';

export interface RoomView {
  /** In the log's order. */
  messages: readonly MessageView[];
  /** What was done to messages that were not told: it is seen when they are. */
  waiting: readonly MessageView[];
  /** What was done to the room and to those in it, in the log's order: it is read between the messages. */
  notices: readonly Notice[];
  /** The lowest sequence that was told, of a message or of anything else; undefined before there was one. */
  low: number | undefined;
}

/** A fact that is no message and changes none. Its words are its feature's (src/chat/prose.ts). */
export interface Notice extends Pick<EventFrame, 'seq' | 'at' | 'user' | 'event'> {
  /** Of the fact's data what its words need. */
  data: unknown;
}

export const EMPTY_VIEW: RoomView = { messages: [], waiting: [], notices: [], low: undefined };

/** What facts of one type do to what is seen. */
export interface FactView<F extends Envelope = Envelope> {
  /** The version of the data that it understands. */
  version: number;
  /** Whether the data is what it should be: a gateway passes on what its log has. */
  is(data: unknown): data is F['data'];
  /** It is shown only what `is` took. */
  show(draft: Draft, event: EventOf<F>): void;
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

export type Fold = (view: RoomView, events: readonly EventFrame[]) => RoomView;

/** Puts events into a view. The same object comes back where there is nothing new in them. */
export const createFold = (views: Readonly<Record<string, FactView>>): Fold =>
  function fold(view, events) {
    if (events.length === 0) return view;
    const draft = new Draft(view);
    let { low } = view;
    for (const event of events) {
      low = Math.min(low ?? event.seq, event.seq);
      const known = views[event.event];
      if (known !== undefined && shows(known, event)) known.show(draft, event);
    }
    return draft.from(low);
  };

export interface Page {
  messages: readonly Message[];
  notices?: readonly Notice[];
  upTo: number;
  low: number;
}

/** Puts in a page of the past: messages as they are by everything up to `upTo`, all there are from `low` to the next one. */
export function withPage(view: RoomView, page: Page): RoomView {
  const alone = put(EMPTY_VIEW, page);
  if (!isApart(alone, view)) return put(view, page);
  const messages = [...alone.messages, ...view.messages];
  return { ...view, messages, low: Math.min(view.low ?? page.low, page.low) };
}

/** Whether a page is only set before what is there: then none of that, which may be much, is looked at. */
function isApart(page: RoomView, view: RoomView): boolean {
  const [last, first] = [page.messages.at(-1), view.messages[0]];
  if (last === undefined || first === undefined || last.seq >= first.seq) return false;
  if (page.waiting.length + page.notices.length + view.waiting.length > 0) return false;
  const ids = new Set(page.messages.map(({ id }) => id));
  return !view.messages.some(({ id }) => ids.has(id));
}

function put(view: RoomView, { messages, notices = [], upTo, low }: Page): RoomView {
  const draft = new Draft(view);
  for (const message of messages) draft.tell(message, upTo);
  for (const notice of notices) draft.note(notice, notice.data);
  return draft.from(Math.min(view.low ?? low, low));
}

/** Everything from `low` on was told: there is nothing in between that was not. */
export const toldFrom = (view: RoomView, low: number): RoomView =>
  new Draft(view).from(Math.min(view.low ?? low, low));

/** Lets go of all but the last `count` messages and notices. */
export function lastOf(view: RoomView, count: number): RoomView {
  const { messages, notices } = view;
  if (messages.length + notices.length <= count) return view;
  if (count === 0) return EMPTY_VIEW;
  const seqs = [...messages, ...notices].map(({ seq }) => seq).sort((a, b) => b - a);
  return above(view, seqs[count - 1] ?? 0);
}

/** Lets go of all below `low`: that has to be told anew, but for what was done to it since. */
export function above(view: RoomView, low: number): RoomView {
  const changed = view.messages
    .filter(({ seq }) => seq < low)
    .map((message) => unposted(message, low))
    .filter((message) => message !== undefined);
  return {
    messages: view.messages.filter(({ seq }) => seq >= low),
    waiting: lastOfWaiting([...view.waiting, ...changed]),
    notices: view.notices.filter(({ seq }) => seq >= low),
    low,
  };
}
