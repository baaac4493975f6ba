// What a gateway takes: the commands of the chat, and what is asked of a connection itself. `welcome.commands` says it.
import { z } from 'zod';
import { COMMANDS } from '../../chat/features.ts';
import { ROOM_NAME, ROOM_NAME_RULE } from '../../shared/names.ts';
import type {
  HistoryCommand,
  JoinCommand,
  LeaveCommand,
  PingCommand,
} from '../../shared/wire/frames.ts';
import { LIMITS } from '../../shared/wire/limits.ts';

const room = z.string().regex(ROOM_NAME, ROOM_NAME_RULE);
const sequence = z.int().min(0);
const requestId = z.string().min(1).max(64);

const join = z.strictObject({
  type: z.literal('join'),
  room,
  after: sequence.optional(),
  epoch: z.string().max(64).optional(),
  last: z.int().min(0).max(LIMITS.pageMax).optional(),
  max: z.int().min(1).max(LIMITS.pageMax).optional(),
}) satisfies z.ZodType<JoinCommand>;

const leave = z.strictObject({
  type: z.literal('leave'),
  room,
}) satisfies z.ZodType<LeaveCommand>;

const history = z.strictObject({
  type: z.literal('history'),
  id: requestId,
  room,
  before: sequence,
  limit: z.int().min(1).max(LIMITS.pageMax).default(LIMITS.pageDefault),
}) satisfies z.ZodType<HistoryCommand>;

const ping = z.strictObject({ type: z.literal('ping') }) satisfies z.ZodType<PingCommand>;

/** Everything that is taken, by type. */
export const SCHEMAS: ReadonlyMap<string, z.ZodType> = new Map<string, z.ZodType>([
  ['join', join],
  ['leave', leave],
  ...[...COMMANDS].map(([type, { schema }]) => [type, schema] as const),
  ['history', history],
  ['ping', ping],
]);

/** Types, and what was added to one later as `type.field`. */
export const TAKEN: readonly string[] = [
  ...SCHEMAS.keys(),
  'join.max',
  ...[...COMMANDS.values()].flatMap(({ type, added = [] }) =>
    added.map((field) => `${type}.${field}`),
  ),
];
