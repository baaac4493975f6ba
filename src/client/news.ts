// What there is to tell of a room's messages, from what they looked like when that was told last and what they look like now. Pure.
// Invariant: a message is said once, as it is by then; what became of it later is said once more for each thing that changed.
import { identityOf } from '../chat/kernel/fact.ts';
import type { MessageView } from '../chat/kernel/message-view.ts';

export type MessageNews =
  | { what: 'said' | 'edited' | 'deleted' | 'pinned' | 'unpinned'; message: MessageView }
  | { what: 'reacted'; message: MessageView; before: MessageView };

type Messages = readonly MessageView[];

/** In the order of what happened. */
export function newsOf(before: Messages, after: Messages): MessageNews[] {
  if (before === after) return [];
  const known = new Map(before.map((message) => [identityOf(message), message]));
  const news = after.flatMap((message): MessageNews[] => {
    const printed = known.get(identityOf(message));
    if (printed === message) return [];
    return printed === undefined ? [{ what: 'said', message }] : changesOf(printed, message);
  });
  return news.sort((one, other) => happenedAt(one) - happenedAt(other));
}

function changesOf(before: MessageView, message: MessageView): MessageNews[] {
  if (message.deleted !== undefined) {
    return before.deleted === undefined ? [{ what: 'deleted', message }] : [];
  }
  const news: MessageNews[] = [];
  if (message.marks.text !== before.marks.text) news.push({ what: 'edited', message });
  if ((message.pinned === undefined) !== (before.pinned === undefined)) {
    news.push({ what: message.pinned === undefined ? 'unpinned' : 'pinned', message });
  }
  if (message.reactions !== before.reactions) news.push({ what: 'reacted', message, before });
  return news;
}

/** Where in the log. */
export const happenedAt = ({ what, message }: MessageNews): number =>
  what === 'said' ? message.seq : message.changedSeq;
