// From the bytes of a client's frame to a command, or to the error frame that says what to do. Pure.
import type { z } from 'zod';
import { type ClientFrame, clientFrame, type ErrorFrame, LIMITS } from '../shared/protocol.ts';
import { ROOM_NAME } from '../shared/subjects.ts';

export type Received = { command: ClientFrame } | { error: ErrorFrame };

const TYPES = clientFrame.options.map((option) => option.shape.type.value);
const known: ReadonlySet<unknown> = new Set(TYPES);

export function receive(data: Buffer, isBinary: boolean): Received {
  if (data.length > LIMITS.frameMaxBytes) {
    const said = `a frame has at most ${LIMITS.frameMaxBytes} bytes, this one ${data.length}`;
    return fault('too_big', `${said}: send less`);
  }
  if (isBinary) return fault('bad_frame', 'send JSON in text frames, not binary ones');
  let json: unknown;
  try {
    json = JSON.parse(data.toString('utf8'));
  } catch {
    // The parser's own words quote the input; what to do is the same for every malformed one.
    return fault('bad_json', 'this is not JSON: send one JSON object a frame');
  }
  const parsed = clientFrame.safeParse(json);
  if (parsed.success) return { command: parsed.data };
  const { type, id, room } = typeof json === 'object' && json !== null ? (json as Sketch) : {};
  const about = {
    ...(typeof id === 'string' && id.length <= 64 && { id }),
    ...(typeof room === 'string' && ROOM_NAME.test(room) && { room }),
  };
  if (!known.has(type)) {
    return fault('unknown_type', `the type must be one of ${TYPES.join(', ')}`, about);
  }
  return fault('bad_frame', explain(parsed.error), about);
}

interface Sketch {
  type?: unknown;
  id?: unknown;
  room?: unknown;
}

const fault = (
  code: ErrorFrame['code'],
  message: string,
  about: { id?: string; room?: string } = {},
): Received => ({
  error: { type: 'error', code, message, ...about },
});

/** "room: a room name is …; text: a message must not be empty" */
const explain = (error: z.ZodError): string =>
  error.issues
    .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
    .join('; ')
    .slice(0, 500);
