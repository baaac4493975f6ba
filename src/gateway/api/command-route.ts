// A route that is a command of the chat: what the path and the body say becomes its frame, which goes the way of all commands.
import { z } from 'zod';
import type { ChatCommand } from '../../chat/features.ts';
import { COMMANDS } from '../../chat/features.ts';
import { roomName } from '../../chat/room/fields.ts';
import { FRAMES } from '../socket/frames.ts';
import { fieldsOf, spelled } from './fields.ts';
import { PLACES, type Place, placesIn } from './places.ts';
import type { Fields, Method, Route } from './route.ts';

export interface CommandRoute {
  method: Method;
  path: string;
  name: string;
  type: ChatCommand['type'];
  summary: string;
  /** The status of what was not there before; 200 unless told. */
  made?: 201;
  /** Fields of the command that the body says. */
  body?: readonly string[];
  /** What the route itself says. */
  says?: Readonly<Record<string, unknown>>;
}

/** What a command is answered with. */
export const stored = FRAMES.ack
  .omit({ type: true, duplicate: true })
  .required({ room: true })
  .meta({ title: 'Stored', description: 'It is stored in the log.' });

const idempotencyKey = z
  .string()
  .meta({ minLength: 1, maxLength: 128, pattern: '^[\\x20-\\x7e]+$' })
  .describe(
    'The same key again is the same command, for good: it is done once, and answered 200. A UUIDv7 is the id of the command ' +
      'as it is, as on a socket; of any other printable text an id is made.',
  );

const PROBLEMS = [
  ...(['forbidden', 'conflict', 'bad_frame', 'clock'] as const),
  ...(['slow_mode', 'rate', 'full', 'unknown'] as const),
] as const;
const OF_A_MESSAGE = ['not_found'] as const;

export function commandRoute({ says = {}, body, made, type, ...about }: CommandRoute): Route {
  const kind = COMMANDS.get(type);
  if (kind === undefined) throw new Error(`there is no command ${type}`);
  const fields: Fields | undefined = body && fieldsOf(type, body);
  const names = placesIn(about.path);
  const fieldOf = (name: Place): string => PLACES[name].field;
  const places: Fields = { ...fieldsOf(type, names.map(fieldOf)), room: roomName };
  const here = Object.fromEntries(names.map((name) => [name, places[fieldOf(name)] ?? roomName]));
  const again = { status: 200, description: 'It was stored before, with this key.', body: stored };
  const done = {
    status: 200,
    description: 'It is stored: now, or with this key before.',
    body: stored,
  };
  return {
    ...about,
    places: here,
    headers: { 'Idempotency-Key': idempotencyKey },
    ...(fields !== undefined && { body: fields }),
    isCommand: true,
    cost: kind.cost,
    successes:
      made === undefined
        ? [done]
        : [{ status: made, description: 'It is stored.', body: stored }, again],
    problems: [...PROBLEMS, ...(names.includes('seq') ? OF_A_MESSAGE : [])],
    answer: async (answers, { visitor, path, body: given, key }) => {
      const said: Record<string, unknown> = {};
      for (const name of names) {
        said[fieldOf(name)] = spelled(here[name], path[name] ?? '');
      }
      const answer = await answers.give(visitor, { ...given, ...said, ...says, type }, key);
      if (answer.type === 'error') return answer;
      const { room, seq, id, duplicate } = answer;
      return { status: duplicate ? 200 : (made ?? 200), body: { room, seq, id } };
    },
  };
}
