// A room as server-sent events: what `join` says on a socket stands in the query, and where a client was in `Last-Event-ID`.
import { z } from 'zod';
import { roomName } from '../../chat/room/fields.ts';
import { LIMITS } from '../../shared/wire/limits.ts';
import { sequence } from '../socket/frame-parts.ts';
import type { Wanted } from './event-streams.ts';
import { spelled } from './fields.ts';
import type { Answered, Asked, Fields, Route } from './route.ts';

const lastEventId = sequence.describe(
  'Where one was: every event of the room above it, however many. Browsers send it by themselves; it goes before `since`.',
);

const query = {
  since: sequence.optional().describe('The same, for who cannot set a header.'),
  epoch: z
    .string()
    .max(64)
    .optional()
    .describe('The epoch that `since` counts in, of `welcome`; without it, this log’s.'),
  last: z
    .int()
    .min(0)
    .max(LIMITS.pageMax)
    .optional()
    .describe(`Without both: the latest so many messages, ${LIMITS.pageDefault} unless told.`),
  max: z
    .int()
    .min(1)
    .max(LIMITS.pageMax)
    .optional()
    .describe(
      'Where more messages were missed, only so many of the latest are given: `joined` says `skipped`.',
    ),
  follow: z
    .int()
    .min(0)
    .max(1)
    .optional()
    .describe('0: it ends where everything that there is was told, with `live`.'),
} as const satisfies Fields;

const wanted = z.object({ room: roomName, ...query, lastEventId: lastEventId.optional() });

export const eventsRoute: Route = {
  ...{ method: 'GET', path: '/api/rooms/{room}/events', name: 'followRoom' },
  places: { room: roomName },
  summary: 'What was said in a room, then what is being said, as server-sent events.',
  description:
    'Each event is a frame of the socket (asyncapi.yaml): its type is the event’s, its JSON the data, and where it moves a cursor ' +
    'its sequence is the id. The last one is `left`, `error`, `close`, or with `follow=0` `live`.',
  query,
  headers: { 'Last-Event-ID': lastEventId },
  isStream: true,
  // Of a `join`; its pages are charged as they are read.
  cost: 2,
  successes: [
    {
      status: 200,
      description: 'Events, as long as both sides want.',
      body: { mediaType: 'text/event-stream', description: 'Frames as server-sent events.' },
    },
  ],
  problems: ['forbidden', 'bad_frame', 'rate'],
  answer: async (answers, asked, exchange) => {
    const read = readWanted(asked, exchange.request.headers['last-event-id']);
    return 'code' in read ? read : await answers.events(asked.visitor, read, exchange);
  },
};

function readWanted(
  { path, query: given }: Asked,
  header: string | string[] | undefined,
): Wanted | (Exclude<Answered, undefined> & { code: string }) {
  const text = String(header ?? '');
  const id = text === '' ? undefined : spelled(lastEventId, text);
  const parsed = wanted.safeParse({ ...given, room: path['room'], lastEventId: id });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { code: 'bad_frame', message: `${issue?.path.join('.')}: ${issue?.message}` };
  }
  const { room, since, epoch, last, max, follow, lastEventId: resumed } = parsed.data;
  const after = resumed ?? since;
  return {
    room,
    ...(after !== undefined && { after }),
    ...(epoch !== undefined && { epoch }),
    ...(last !== undefined && { last }),
    ...(max !== undefined && { max }),
    follow: follow !== 0,
  };
}
