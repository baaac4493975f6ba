// A stretch of a room's past around one place, shown in place of the live end. Pure. Invariants: it has no hole; what happens
// meanwhile is folded in; above `high` nothing is shown, because what stands between there and the live end was not told.
import { above, EMPTY_VIEW, type RoomView, withPage } from '../../chat/kernel/view.ts';
import { fold } from '../../chat/views.ts';
import type { MessagesPage, OlderPage } from '../../client/api.ts';
import type { EventFrame } from '../../shared/wire/frames.ts';
import { FAULT_WORDS } from '../words/refusals.ts';
import type { Beyond } from './beyond.ts';

export interface Stretch {
  /** The sequence that was looked for. */
  place: number;
  view: RoomView;
  /** Everything there is from `view.low` up to here is shown. */
  high: number;
  older: Beyond;
  newer: Beyond;
}

/** What stands around a place, and what came since it was asked for; undefined where nothing does. */
export function stretchAround(
  place: number,
  page: MessagesPage,
  since: readonly EventFrame[],
): Stretch | undefined {
  const [first] = page.messages;
  if (first === undefined) return undefined;
  const { messages, events, asOf, low } = page;
  const told = withPage(fold(EMPTY_VIEW, events), {
    messages,
    upTo: asOf,
    low: page.more ? low : 1,
  });
  return settled({
    place,
    view: heard(told, since),
    high: highOf(page, first.seq),
    older: { state: page.more ? 'more' : 'none' },
    newer: { state: 'more' },
  });
}

export function withEvents(stretch: Stretch, events: readonly EventFrame[]): Stretch {
  const view = heard(stretch.view, events);
  return view === stretch.view ? stretch : settled({ ...stretch, view });
}

/** With the page before its first message. */
export function withOlder(stretch: Stretch, page: OlderPage): Stretch {
  const { messages, events, asOf, low, more } = page;
  return settled({
    ...stretch,
    view: withPage(fold(stretch.view, events), { messages, upTo: asOf, low: more ? low : 1 }),
    older: { state: more ? 'more' : 'none' },
  });
}

/** With the page around what comes behind its last message. */
export function withNewer(stretch: Stretch, page: MessagesPage): Stretch {
  const { view, high: before } = stretch;
  const low = view.low ?? before;
  const high = highOf(page, before);
  if (page.newer && high === before) return { ...stretch, newer: NO_FURTHER };
  const messages = page.messages.filter(({ seq }) => seq >= low);
  return settled({
    ...stretch,
    view: withPage(heard(view, page.events), { messages, upTo: page.asOf, low }),
    high,
    newer: { state: 'more' },
  });
}

/** Rows may be ahead of what comes: of what is below the first message the page says nothing, and the next one all. */
const heard = (view: RoomView, events: readonly EventFrame[]): RoomView =>
  fold(
    view,
    events.filter(({ seq }) => seq >= (view.low ?? 0)),
  );

/** More than this is not kept around where one reads, messages and notices; what is let go of is fetched again. */
export const LOADED_MAX = 900;
/** So many stay, at the side where one reads: some twenty screens. */
export const LOADED_AFTER = 600;

/** The upper part of very much that is loaded of a room, whose end stays for itself. Undefined where it is not that much. */
export function partOf(view: RoomView, older: Beyond): Stretch | undefined {
  const seqs = seqsOf(view);
  const [place, high] = [seqs[0], seqs[LOADED_AFTER - 1]];
  if (seqs.length <= LOADED_MAX || place === undefined || high === undefined) return undefined;
  const stretch: Stretch = { place, view, high, older, newer: { state: 'more' } };
  return { ...stretch, view: viewOf(stretch) };
}

/** After a page at one end: the other end is let go of where very much is loaded, unless a page for it is on its way. */
export function withoutFarEnd(stretch: Stretch, side: 'older' | 'newer'): Stretch {
  const seqs = seqsOf(stretch.view).filter((seq) => seq <= stretch.high);
  const far = side === 'older' ? 'newer' : 'older';
  if (seqs.length <= LOADED_MAX || stretch[far].state === 'loading') return stretch;
  const [low = 0, high = 0] =
    side === 'older'
      ? [seqs[0], seqs[LOADED_AFTER - 1]]
      : [seqs[seqs.length - LOADED_AFTER], stretch.high];
  const view = side === 'older' ? stretch.view : above(stretch.view, low);
  const place = Math.min(Math.max(stretch.place, low), high);
  return settled({ ...stretch, view, high, place, [far]: { state: 'more' } });
}

const seqsOf = ({ messages, notices }: RoomView): number[] =>
  [...messages, ...notices].map(({ seq }) => seq).sort((a, b) => a - b);

/** What is shown of it. */
export function viewOf({ view, high }: Stretch): RoomView {
  const isBelow = ({ seq }: { seq: number }) => seq <= high;
  return {
    ...view,
    messages: view.messages.filter(isBelow),
    waiting: [],
    notices: view.notices.filter(isBelow),
  };
}

/** Whether it reaches up to what is shown of the live end. */
export const reaches = ({ high }: Stretch, { low }: RoomView): boolean =>
  low !== undefined && high + 1 >= low;

/** A message can be larger than what a page has room for. */
const NO_FURTHER: Beyond = {
  state: 'failed',
  reason: FAULT_WORDS.notShown,
};

/** Up to where a page has everything there is. */
const highOf = ({ messages, events, newer, asOf }: MessagesPage, before: number): number =>
  Math.max(before, messages.at(-1)?.seq ?? 0, events.at(-1)?.seq ?? 0, newer ? 0 : asOf);

/** While no page is on its way, what happens outside of it is not kept: a page says that of itself. */
function settled(stretch: Stretch): Stretch {
  const { view, high, older, newer } = stretch;
  if (older.state === 'loading' || newer.state === 'loading') return stretch;
  const last = Math.max(view.messages.at(-1)?.seq ?? 0, view.notices.at(-1)?.seq ?? 0);
  return view.waiting.length === 0 && last <= high
    ? stretch
    : { ...stretch, view: viewOf(stretch) };
}
