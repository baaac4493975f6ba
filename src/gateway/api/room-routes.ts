// What is asked of one room and is no question of sockets: there it is told as one joins.
import { z } from 'zod';
import { roomName } from '../../chat/room/fields.ts';
import { memberState, room, roomState, sequence } from '../socket/frame-parts.ts';
import type { Answered, Route } from './route.ts';

const COST = 2;
const places = { room: roomName };

const roomBody = z
  .object({
    room,
    state: roomState.exactOptional(),
    member: memberState.exactOptional(),
    head: sequence.describe('How far the gateway has read the log.'),
  })
  .meta({ title: 'RoomNow', description: 'What a room is, and what one is in it.' });

const mark = z
  .object({ room, seq: sequence.describe('Read up to here; 0 where nobody knows.') })
  .meta({ title: 'ReadMark', description: 'How far somebody has read a room, on any device.' });

/** A name is looked at before anything is asked about it. */
function named(text: string | undefined): { name: string } | Answered {
  const parsed = roomName.safeParse(text);
  if (parsed.success) return { name: parsed.data };
  return { code: 'bad_frame', message: `room: ${parsed.error.issues[0]?.message}` };
}

export const roomNow: Route = {
  ...{ method: 'GET', path: '/api/rooms/{room}', name: 'getRoom', places },
  summary: 'What a room is, and what one is in it.',
  description:
    'Of the room whose name is `mine` nobody is told so: that path lists one’s own rooms.',
  cost: COST,
  successes: [{ status: 200, description: 'As it is now.', body: roomBody }],
  problems: ['forbidden', 'bad_frame'],
  answer: async (answers, { visitor, path }) => {
    const about = named(path['room']);
    if (about === undefined || !('name' in about)) return about;
    return bodied(await answers.roomNow(visitor, about.name));
  },
};

export const readMark: Route = {
  ...{ method: 'GET', path: '/api/rooms/{room}/read', name: 'getReadMark', places },
  summary: 'How far one has read a room, on any device.',
  cost: COST,
  successes: [{ status: 200, description: 'As it is now.', body: mark }],
  problems: ['forbidden', 'bad_frame'],
  answer: async (answers, { visitor, path }) => {
    const about = named(path['room']);
    if (about === undefined || !('name' in about)) return about;
    return bodied(await answers.read(visitor, about.name));
  },
};

const upTo = sequence.describe('The room was read up to here.');

export const moveReadMark: Route = {
  ...{ method: 'PUT', path: '/api/rooms/{room}/read', name: 'putReadMark', places },
  summary: 'Says how far one has read a room: forward only. One’s other devices hear of it.',
  body: { seq: upTo },
  cost: COST,
  successes: [{ status: 200, description: 'Where the mark is by now.', body: mark }],
  problems: ['forbidden', 'bad_frame'],
  answer: async (answers, { visitor, path, body }) => {
    const about = named(path['room']);
    if (about === undefined || !('name' in about)) return about;
    const seq = upTo.safeParse(body['seq']);
    if (!seq.success) return { code: 'bad_frame', message: `seq: ${seq.error.issues[0]?.message}` };
    return bodied(await answers.read(visitor, about.name, seq.data));
  },
};

const bodied = (said: object | Extract<Answered, { type: 'error' }>): Answered =>
  'type' in said ? said : { status: 200, body: said };
