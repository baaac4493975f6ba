// From the bytes of a client's frame to a command, or to the error frame that says what to do. Pure.
import type { z } from 'zod';
import type { ClientFrame } from '../../chat/features.ts';
import { ROOM_NAME } from '../../shared/names.ts';
import type { ErrorCode } from '../../shared/wire/codes.ts';
import type { ErrorFrame } from '../../shared/wire/frames.ts';
import { LIMITS } from '../../shared/wire/limits.ts';
import { type About, refusal } from '../refusal.ts';
import { SCHEMAS } from './commands.ts';

export type Received = { command: ClientFrame } | { error: ErrorFrame };

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
  return readFrame(json);
}

/** What a frame says, whatever it came in. */
export function readFrame(json: unknown): Received {
  const { type, id, room } = typeof json === 'object' && json !== null ? (json as Sketch) : {};
  const about = {
    ...(typeof id === 'string' && id.length <= 64 && { id }),
    ...(typeof room === 'string' && ROOM_NAME.test(room) && { room }),
  };
  const schema = typeof type === 'string' ? SCHEMAS.get(type) : undefined;
  if (schema === undefined) {
    return fault(
      'unknown_type',
      `the type must be one of ${[...SCHEMAS.keys()].join(', ')}`,
      about,
    );
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { command: parsed.data as ClientFrame };
  const unknown = unknownFields(parsed.error);
  if (unknown === undefined) return fault('bad_frame', explain(parsed.error), about);
  // Of a newer client, most likely. What a field says that is not known cannot be obeyed, and is not to be dropped.
  const message = `this gateway does not know ${unknown}: send it to a newer one (welcome.commands), or without`;
  return fault('unsupported', message, about);
}

interface Sketch {
  type?: unknown;
  id?: unknown;
  room?: unknown;
}

const fault = (code: ErrorCode, message: string, about?: About): Received => ({
  error: refusal(code, message, about),
});

/** The fields that are unknown, where nothing else is wrong. */
function unknownFields({ issues }: z.ZodError): string | undefined {
  const fields = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => [...issue.path, key].join('.'))
      : [],
  );
  if (!issues.every(({ code }) => code === 'unrecognized_keys')) return undefined;
  return fields.join(', ').slice(0, 200);
}

/** "room: a room name is …; text: a message must not be empty" */
const explain = (error: z.ZodError): string =>
  error.issues
    .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
    .join('; ')
    .slice(0, 500);
