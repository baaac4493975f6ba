// What a gateway takes: the commands of the chat, its questions, and what is asked of a connection itself. `welcome.commands` says it.
import { z } from 'zod';
import { COMMANDS, QUESTIONS } from '../../chat/features.ts';
import { ROOM_NAME, ROOM_NAME_RULE } from '../../shared/names.ts';
import type {
  JoinCommand,
  LeaveCommand,
  PingCommand,
  ReadCommand,
  TransportCommand,
  TypingCommand,
} from '../../shared/wire/commands.ts';
import type { ServerFrame } from '../../shared/wire/frames.ts';
import { LIMITS } from '../../shared/wire/limits.ts';

const room = z.string().regex(ROOM_NAME, ROOM_NAME_RULE).describe('The name of the room.');
const sequence = z.int().min(0);

const join = z
  .strictObject({
    type: z.literal('join'),
    room,
    after: sequence
      .optional()
      .describe('A cursor: every event of the room above it, however many.'),
    epoch: z
      .string()
      .max(64)
      .optional()
      .describe('The epoch that the cursor counts in; without it, this log’s.'),
    last: z
      .int()
      .min(0)
      .max(LIMITS.pageMax)
      .optional()
      .describe(
        `Without \`after\`: the latest so many messages, ${LIMITS.pageDefault} unless told.`,
      ),
    max: z
      .int()
      .min(1)
      .max(LIMITS.pageMax)
      .optional()
      .describe(
        'With `after`: where more messages were missed, only so many of the latest are given.',
      ),
  })
  .describe(
    'Enters a room: what was said, then what is being said.',
  ) satisfies z.ZodType<JoinCommand>;

const leave = z
  .strictObject({ type: z.literal('leave'), room })
  .describe('No more events of this room. It has no answer.') satisfies z.ZodType<LeaveCommand>;

const ping = z
  .strictObject({ type: z.literal('ping') })
  .describe(
    'Asks whether the gateway is there, for clients that cannot send a WebSocket ping.',
  ) satisfies z.ZodType<PingCommand>;

const typing = z
  .strictObject({ type: z.literal('typing'), room })
  .describe(
    'Somebody is writing in the room. It has no answer.',
  ) satisfies z.ZodType<TypingCommand>;

const read = z
  .strictObject({
    type: z.literal('read'),
    room,
    seq: sequence.describe('The room was read up to here.'),
  })
  .describe(
    'How far the user has read the room. It has no answer.',
  ) satisfies z.ZodType<ReadCommand>;

const KINDS = [...COMMANDS.values(), ...QUESTIONS.values()];

/** Everything that is taken, by type. */
export const SCHEMAS: ReadonlyMap<string, z.ZodType> = new Map<string, z.ZodType>([
  ['join', join],
  ['leave', leave],
  ...KINDS.map(({ type, schema }) => [type, schema] as const),
  ['ping', ping],
  ['typing', typing],
  ['read', read],
]);

/** Types, and what was added to one later as `type.field`. */
export const TAKEN: readonly string[] = [
  ...SCHEMAS.keys(),
  'join.max',
  ...KINDS.flatMap(({ type, added = [] }) => added.map((field) => `${type}.${field}`)),
];

const ANSWERS: Readonly<Record<TransportCommand['type'], readonly ServerFrame['type'][]>> = {
  join: ['joined', 'reset'],
  leave: [],
  ping: ['pong'],
  typing: [],
  read: [],
};

/** The frames that answer what is taken, each of which may get an `error` as well. */
export const answersOf = (type: string): readonly ServerFrame['type'][] =>
  COMMANDS.has(type)
    ? ['ack']
    : [
        ...(QUESTIONS.get(type)?.answeredBy ?? []),
        ...(ANSWERS[type as TransportCommand['type']] ?? []),
      ];
