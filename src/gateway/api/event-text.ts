// Frames as server-sent events: the type of the frame is the event's, its JSON the data, and where it moves a cursor its sequence is
// the event's id, so that whoever comes back says where they were (docs/adr/0033). Pure.
import type { ServerFrame } from '../../shared/wire/frames.ts';
import { textsOf } from '../fanout/frame.ts';

export interface EventText {
  frame: ServerFrame;
  text: string;
}

/** Frames that many are sent are read once. */
const read = new WeakMap<Buffer, readonly EventText[]>();

/** Of whole frames of a WebSocket, as everybody in a room is sent them. */
export function eventTextsOf(frames: Buffer): readonly EventText[] {
  const known = read.get(frames);
  if (known !== undefined) return known;
  const texts = textsOf(frames).map((json): EventText => {
    const frame = JSON.parse(json) as ServerFrame;
    return { frame, text: eventText(frame, json) };
  });
  read.set(frames, texts);
  return texts;
}

function eventText(frame: ServerFrame, json: string): string {
  const cursor = cursorOf(frame);
  const id = cursor === undefined ? '' : `id: ${cursor}\n`;
  return `${id}event: ${frame.type}\ndata: ${json}\n\n`;
}

/** A fact that concerns no room moves no cursor of one; a cursor that cannot be resumed from is void. */
function cursorOf(frame: ServerFrame): number | '' | undefined {
  if (frame.type === 'reset') return '';
  if (frame.type === 'live') return frame.seq;
  return frame.type === 'event' && frame.room !== undefined ? frame.seq : undefined;
}

/** The last event where a stream ends by the gateway's doing: why, and when to come back, where one may. */
export function lastEvent(code: number, reason: string, retryAfterMs: number | undefined): string {
  const said = { type: 'close', code, reason, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  const retry = retryAfterMs === undefined ? '' : `retry: ${retryAfterMs}\n`;
  return `${retry}event: close\ndata: ${JSON.stringify(said)}\n\n`;
}

/** Of a comment nobody hears; proxies and both sides see that the other is there. */
export const KEEP_ALIVE = ':\n\n';
