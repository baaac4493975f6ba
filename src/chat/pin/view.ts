// Whether a message is pinned, as it is seen. Without a library.
import { withPin } from '../kernel/message-view.ts';
import type { EventOf, FactView } from '../kernel/view.ts';
import { hasTarget } from '../message/target-view.ts';
import type { MessagePinned, MessageUnpinned } from './facts.ts';

type Pin = MessagePinned | MessageUnpinned;

const viewOf = <F extends Pin>(isOn: boolean): FactView<F> => ({
  version: 1,
  is: (data): data is F['data'] => hasTarget(data),
  show: (draft, { seq, at, user: by, data }: EventOf<Pin>) =>
    draft.change(data.target, seq, (message) =>
      withPin(message, seq, isOn ? { at, by } : undefined),
    ),
});

export const messagePinnedView = viewOf<MessagePinned>(true);
export const messageUnpinnedView = viewOf<MessageUnpinned>(false);
