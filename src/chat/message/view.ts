// What a message looks like, from the fact that it was posted. Without a library.
import type { EventFrame } from '../../shared/wire/frames.ts';
import { type EventOf, type FactView, shows } from '../kernel/view.ts';
import type { MessagePosted } from './facts.ts';

export type MessagePostedEvent = EventOf<MessagePosted>;

export const messagePostedView: FactView<MessagePosted> = {
  version: 1,
  is: (data): data is MessagePosted['data'] =>
    typeof data === 'object' && data !== null && 'text' in data && typeof data.text === 'string',
  show: (draft, { seq, id, at, user, data }) => draft.put({ seq, id, at, user, text: data.text }),
};

/** Whether an event is a message that this program can show; what is not is skipped. */
export const isMessagePosted = (event: EventFrame): event is MessagePostedEvent =>
  event.event === 'MessagePosted' && shows(messagePostedView, event);
