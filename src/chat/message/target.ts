// The message that a fact changes. It says all that is needed where the message's own entry comes later, or is gone from the
// log: a row can be made and a deleted message keeps its place, its time and its author.
import { z } from 'zod';
import { ROOM_NAME, ROOM_NAME_RULE } from '../../shared/names.ts';
import {
  type Asker,
  type Deciding,
  type Decision,
  type Needs,
  refuse,
  refuseByNow,
} from '../kernel/command.ts';
import type { Entry, Envelope } from '../kernel/fact.ts';
import {
  actProblem,
  restsOn,
  type Standing,
  standingNeeds,
  standingOf,
} from '../member/standing.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const userText = z.string().min(1).max(128);

export const target = z
  .looseObject({
    seq: z.int().min(1),
    id: z.string().regex(UUID).describe('The client id of the message.'),
    user: z
      .looseObject({ id: userText, name: userText, kind: z.string().exactOptional() })
      .describe('Its author.'),
    at: z.iso.datetime({ precision: 3 }).describe('When the log stored it.'),
  })
  .describe('The message that is changed, also where its own entry is gone.');
export type Target = z.output<typeof target>;

/** What a command that changes a message says beside its type. */
export const changeFields = {
  id: z
    .uuidv7('the id of a command is a UUIDv7 that the client makes')
    .describe('The same id again is the same command, for good.'),
  room: z.string().regex(ROOM_NAME, ROOM_NAME_RULE).describe('One that the connection is in.'),
  target: z.int().min(1).describe('The sequence of the message.'),
};
/** The message may have to be read from the log. */
export const CHANGE_COST = 2;

export function targetOf({ seq, at, fact }: Entry): Target {
  const { id, name, kind } = fact.user;
  return { seq, id: fact.id, user: { id, name, ...(kind !== undefined && { kind }) }, at };
}

interface Change {
  room: string;
  target: number;
}

/** The message, and what its asker is in the room. */
export const needsOfChange = (
  { room, target: seq }: Change,
  { user }: Asker,
  states: readonly string[] = [],
): Needs => ({ target: seq, states: [...standingNeeds(room, user.id), ...states] });

/** Decides about the message that a command speaks of, where there is one, and its asker may do something in the room. */
export function aboutMessage<F extends Envelope>(
  { room, target: seq }: Change,
  at: Deciding,
  decide: (message: Entry, standing: Standing) => Decision<F>,
): Decision<F> {
  const { asker, joined, target: entry } = at;
  if (!joined) return refuse('not_joined', `join ${room} first, then send this again`);
  const standing = standingOf(at, room);
  const problem = actProblem(standing, room, at.now);
  if (problem !== undefined) return problem;
  if (entry?.fact.type === 'MessagePosted') {
    const decision = decide(entry, standing);
    if (decision.do === 'refuse') return decision;
    return { ...decision, expects: restsOn(room, asker) };
  }
  return refuseByNow(
    'not_found',
    `there is no message ${seq} in ${room}: it was deleted, or never was`,
  );
}
