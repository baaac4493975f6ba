// What a message looks like, from the events that made it. Without a library: the SDK, the terminal and the page use it.
import type { EventFrame } from '../../shared/wire/frames.ts';
import type { MessagePosted } from './facts.ts';

/** The version of the data that this view understands. */
const VERSION = 1;

export type MessagePostedEvent = EventFrame<MessagePosted['type'], MessagePosted['data']>;

/** Whether an event is a message that this program can show; what is not is skipped. */
export function isMessagePosted(frame: EventFrame): frame is MessagePostedEvent {
  const { event, v = 1, data } = frame;
  if (event !== 'MessagePosted' || v !== VERSION) return false;
  return (
    typeof data === 'object' && data !== null && 'text' in data && typeof data.text === 'string'
  );
}
