// What a gateway says: a schema for each type of frame, with what each field means. The descriptions for machines
// (docs/asyncapi.yaml, docs/openapi.yaml) are made of them, and tests hold what gateways send to them; at work nothing is checked by them.
// Invariant: they say what the types of src/shared/wire/frames.ts say, else nothing compiles. Clients load no schemas.
import { z } from 'zod';
import type { Flat, None, Same } from '../../chat/kernel/same.ts';
import { ERRORS, type ErrorCode } from '../../shared/wire/codes.ts';
import type { ServerFrame } from '../../shared/wire/frames.ts';

import {
  count,
  foundMessage,
  limits,
  listedBot,
  listedRoom,
  listedWebhook,
  memberState,
  messageNow,
  milliseconds,
  ownRoom,
  person,
  room,
  roomState,
  sequence,
  user,
} from './frame-parts.ts';

const codes = Object.keys(ERRORS) as ErrorCode[];

const event = z
  .object({
    type: z.literal('event'),
    room,
    seq: count.describe('Position in the log; a client’s cursor.'),
    at: z.iso.datetime({ precision: 3 }).describe('When the log stored it: UTC, milliseconds.'),
    event: z.string().describe('What happened. What a client does not know is to be skipped.'),
    v: z
      .int()
      .min(2)
      .exactOptional()
      .describe(
        'Version of the type, where it is not the first: who knows only lower ones skips it.',
      ),
    user,
    id: z.guid().describe('The client’s id of the command, in small letters.'),
    data: z.unknown().describe('What belongs to this type of event.'),
  })
  .describe('A fact of the log, from a backlog or live.');

/** By type. One that is missing does not compile. */
export const FRAMES = {
  welcome: z
    .strictObject({
      type: z.literal('welcome'),
      user,
      now: milliseconds.describe(
        'The server’s clock, milliseconds since 1970, for a client that corrects its own.',
      ),
      epoch: z
        .string()
        .describe(
          'Names the log that cursors count in; a cursor of another one is answered `reset`.',
        ),
      limits,
      commands: z
        .array(z.string())
        .readonly()
        .exactOptional()
        .describe(
          'What this gateway takes: types, and what was added to one later as `type.field`.',
        ),
    })
    .describe('The first frame of every connection.'),
  joined: z
    .strictObject({
      type: z.literal('joined'),
      room,
      head: sequence.describe(
        'The log’s highest sequence as the gateway knows it: the backlog reaches at least up to it.',
      ),
      read: sequence
        .exactOptional()
        .describe('How far the user has read the room, on any device; missing where nobody knows.'),
      skipped: z
        .literal(true)
        .exactOptional()
        .describe('More than `max` was missed: what lies between is read as history.'),
      state: roomState.exactOptional(),
      member: memberState.exactOptional(),
    })
    .describe('The backlog of a room begins: events, then `live`.'),
  left: z
    .strictObject({
      type: z.literal('left'),
      room,
      reason: z
        .enum(['banned', 'removed', 'closed', 'left'])
        .describe(
          '`closed`: it is not open to us any more. `left`: we left it, here or elsewhere.',
        ),
      by: user,
    })
    .describe('We are not in the room any more: nothing of it comes.'),
  invited: z
    .strictObject({ type: z.literal('invited'), room, by: user })
    .describe('Somebody asks us into a room: `member` with `accept` says yes, with `leave` no.'),
  event: event
    .extend({
      room: room
        .exactOptional()
        .describe('The name of the room; of what concerns none, its user’s connections are told.'),
    })
    .describe('A fact of the log, from a backlog or live.'),
  live: z
    .strictObject({
      type: z.literal('live'),
      room,
      seq: sequence.describe(
        'Everything of the room up to here was sent: the cursor may move here.',
      ),
    })
    .describe('The backlog is through; whatever event follows is new.'),
  ack: z
    .strictObject({
      type: z.literal('ack'),
      id: z.string().describe('As the command spelled it.'),
      room: room.exactOptional().describe('The command’s, where it had one.'),
      seq: count.describe('Where it is in the log; not a cursor.'),
      duplicate: z
        .literal(true)
        .exactOptional()
        .describe('The same id was stored before, at `seq`: a success as well.'),
    })
    .describe('What was asked for is stored in the log.'),
  persisted: z
    .strictObject({
      type: z.literal('persisted'),
      seq: sequence.describe('Everything up to here is in Postgres.'),
    })
    .describe('The second tick: how far the database is.'),
  history: z
    .strictObject({
      type: z.literal('history'),
      id: z.string().describe('Of the request.'),
      room,
      events: z.array(event).describe('Oldest first, every one below `before`.'),
      more: z.boolean().describe('Whether there is something older than the first of them.'),
      messages: z
        .array(messageNow)
        .exactOptional()
        .describe(
          'As they are by everything up to `asOf`. `events` are what else was done in the room.',
        ),
      low: sequence
        .exactOptional()
        .describe(
          'There is nothing from here on that is not in the page, up to its last message or event.',
        ),
      newer: z
        .boolean()
        .exactOptional()
        .describe('Whether there is something newer than the last.'),
      asOf: sequence.exactOptional().describe('What is above it is not in `messages`.'),
    })
    .describe('A page of what was said before, or of what was said around a message or a time.'),
  found: z
    .strictObject({
      type: z.literal('found'),
      id: z.string().describe('Of the request.'),
      messages: z.array(foundMessage).describe('The newest first, every one below `before`.'),
      more: z.boolean().describe('Whether there may be more below the last of `messages`.'),
    })
    .describe('Messages that were looked for.'),
  people: z
    .strictObject({
      type: z.literal('people'),
      id: z.string().describe('Of the request.'),
      room: room.exactOptional().describe('The request’s, where it had one.'),
      people: z
        .array(person)
        .describe('Owners, moderators, members, who is invited, who is banned; each by name.'),
      next: z
        .string()
        .exactOptional()
        .describe('`after` of the next page; missing where there is none.'),
      asOf: sequence.describe('What is above it is not in `people`.'),
    })
    .describe('Who is in a room, or is called something like what was asked for.'),
  mine: z
    .strictObject({
      type: z.literal('mine'),
      id: z.string().describe('Of the request.'),
      rooms: z.array(ownRoom).describe('What was so last comes first.'),
      next: z
        .string()
        .exactOptional()
        .describe('`after` of the next page; missing where there is none.'),
      asOf: sequence.describe('What is above it is not in `rooms`.'),
    })
    .describe('The rooms that one is in, or is asked into.'),
  rooms: z
    .strictObject({
      type: z.literal('rooms'),
      id: z.string().describe('Of the request.'),
      rooms: z.array(listedRoom).describe('The liveliest first.'),
      next: z
        .string()
        .exactOptional()
        .describe('`after` of the next page; missing where there is none.'),
    })
    .describe('Public rooms.'),
  bots: z
    .strictObject({
      type: z.literal('bots'),
      id: z.string().describe('Of the request.'),
      room,
      bots: z.array(listedBot).describe('Who was made last comes first.'),
      next: z
        .string()
        .exactOptional()
        .describe('`after` of the next page; missing where there is none.'),
      asOf: sequence.describe('What is above it is not in `bots`.'),
    })
    .describe('The bots and hooks of a room.'),
  webhooks: z
    .strictObject({
      type: z.literal('webhooks'),
      id: z.string().describe('Of the request.'),
      room,
      webhooks: z.array(listedWebhook).describe('In the order of their places.'),
    })
    .describe('The webhooks of a room, for its owners.'),
  secret: z
    .strictObject({
      type: z.literal('secret'),
      id: z.string().describe('Of the request.'),
      room,
      webhook: z.string().describe('Which one it is of.'),
      secret: z.string().describe('`whsec_` and base64: what deliveries are signed with.'),
    })
    .describe('The secret of a webhook, for who has just made it.'),
  reset: z
    .strictObject({
      type: z.literal('reset'),
      room,
      reason: z
        .enum(['epoch', 'ahead'])
        .describe(
          '`epoch`: the log was made anew. `ahead`: the cursor lies beyond the end of the log.',
        ),
    })
    .describe('The cursor cannot be resumed from: join without it.'),
  error: z
    .strictObject({
      type: z.literal('error'),
      // There will be more of them, and clients are to go by `retry` then: not an enumeration for those who generate code.
      code: z
        .enum(codes)
        .meta({ 'x-extensible-enum': codes })
        .describe('Of one that a client does not know only `retry` counts.'),
      message: z.string().describe('What happened and what to do about it, for a person.'),
      id: z.string().exactOptional().describe('The frame’s `id` where it had one.'),
      room: z.string().exactOptional().describe('The frame’s `room` where it had one.'),
      retry: z
        .literal(true)
        .exactOptional()
        .describe('The same frame may succeed when sent again, with the same id.'),
      retryAfterMs: milliseconds
        .exactOptional()
        .describe('How long to wait before that, milliseconds.'),
    })
    .describe('Something that was sent was not done. The connection goes on.'),
  pong: z.strictObject({ type: z.literal('pong') }).describe('The answer to a `ping`.'),
  typing: z
    .strictObject({ type: z.literal('typing'), room, user })
    .describe('Somebody else is writing in the room. It is said again while they go on.'),
  presence: z
    .strictObject({
      type: z.literal('presence'),
      room,
      count: z.int().min(0).describe('How many people are in the room, over all gateways.'),
      here: z.array(user).exactOptional().describe('Everybody: what was said before is void.'),
      came: z.array(user).exactOptional().describe('Who came since the last such frame.'),
      went: z.array(z.string()).exactOptional().describe('The ids of those who went since then.'),
    })
    .describe('Who is in the room. With a `count` alone there are too many to be named.'),
  read: z
    .strictObject({ type: z.literal('read'), room, seq: sequence })
    .describe('The user has read the room up to here, on another connection.'),
} as const satisfies Readonly<Record<ServerFrame['type'], z.ZodType>>;

type Type = keyof typeof FRAMES;
type Differing = {
  [T in Type]: Same<
    Flat<z.output<(typeof FRAMES)[T]>>,
    Flat<Extract<ServerFrame, { type: T }>>
  > extends true
    ? never
    : T;
}[Type];
/** The types whose schema says anything else than the type of src/shared/wire/frames.ts: the compiler names them here. */
export type DifferingFrames = None<Differing>;
