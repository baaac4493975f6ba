// What a message looks like, from the facts that it was posted, edited and deleted. Without a library.
import type { EventFrame } from '../../shared/wire/frames.ts';
import { withText } from '../kernel/message-view.ts';
import { type EventOf, type FactView, shows } from '../kernel/view.ts';
import type { MessageDeleted, MessageEdited, MessagePosted } from './facts.ts';
import { saidAs } from './said-as.ts';
import { spokenTo } from './spoken-to.ts';
import { hasTarget, isRecord } from './target-view.ts';

export type MessagePostedEvent = EventOf<MessagePosted>;

const saysText = (data: unknown): boolean => isRecord(data) && typeof data['text'] === 'string';

export const messagePostedView: FactView<MessagePosted> = {
  version: 1,
  is: (data): data is MessagePosted['data'] =>
    saysText(data) &&
    ['undefined', 'number'].includes(typeof (data as MessagePosted['data']).replyTo),
  show: (draft, { seq, id, at, user, data }) => {
    const { text, replyTo } = data;
    const mentions = spokenTo(data);
    const as = saidAs(data.as);
    draft.post({
      ...{ seq, id, at, user, text },
      ...(replyTo !== undefined && { replyTo }),
      ...(as && { as }),
      ...(mentions && { mentions }),
    });
  },
};

export const messageEditedView: FactView<MessageEdited> = {
  version: 1,
  is: (data): data is MessageEdited['data'] => hasTarget(data) && saysText(data),
  show: (draft, { seq, at: editedAt, data }) => {
    const { target, text } = data;
    const mentions = spokenTo(data);
    const said = { text, editedAt, ...(mentions && { mentions }) };
    draft.change(target, seq, (message) => withText(message, seq, said));
  },
};

export const messageDeletedView: FactView<MessageDeleted> = {
  version: 1,
  is: (data): data is MessageDeleted['data'] => hasTarget(data),
  show: (draft, { seq, at, user: by, data: { target } }) => draft.remove(target, seq, { at, by }),
};

/** Whether an event is a message that this program can show; what is not is skipped. */
export const isMessagePosted = (event: EventFrame): event is MessagePostedEvent =>
  event.event === 'MessagePosted' && shows(messagePostedView, event);
