// Whether a message is pinned, as it is seen. Without a library.
import { changed, type Done, type MessageView } from '../kernel/message-view.ts';
import type { EventOf, FactView } from '../kernel/view.ts';
import { hasTarget } from '../message/target-view.ts';
import type { MessagePinned, MessageUnpinned } from './facts.ts';

type Pin = MessagePinned | MessageUnpinned;

/** The last one is it. */
function withPin(message: MessageView, seq: number, pinned: Done | undefined): MessageView {
  if (seq <= (message.marks.pin ?? 0)) return message;
  const { pinned: _, ...before } = message;
  const marks = { ...message.marks, pin: seq };
  return changed({ ...before, ...(pinned && { pinned }), marks });
}

const viewOf = <F extends Pin>(isOn: boolean): FactView<F> => ({
  version: 1,
  is: (data): data is F['data'] => hasTarget(data),
  show: (draft, { seq, at, user: by, data }: EventOf<Pin>) =>
    draft.change(data.target, (message) => withPin(message, seq, isOn ? { at, by } : undefined)),
});

export const messagePinnedView = viewOf<MessagePinned>(true);
export const messageUnpinnedView = viewOf<MessageUnpinned>(false);
