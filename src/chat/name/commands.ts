// Claiming a name, giving it up, and both at once. What is decided rests on the last entry of the name's subject, so of all
// who claim it at once the log takes one. Only `rename` is a client's; the others a gateway does for who signs in and out.
import { z } from 'zod';
import type { User } from '../../shared/wire/objects.ts';
import { type CommandOf, type Decision, defineCommand, refuse } from '../kernel/command.ts';
import { makeRoomlessFact } from '../kernel/fact.ts';
import { type NameClaimed, type NameReleased, nameClaimed, nameReleased } from './facts.ts';
import { holderOf, subjectOfName } from './holder.ts';
import { nameProblem, tidyName } from './rule.ts';
import { skeleton } from './skeleton.ts';

/** A name as a person may choose it. */
export const chosenName = z
  .string()
  .transform(tidyName)
  .superRefine((name, context) => {
    const message = nameProblem(name);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  })
  .describe('1 to 64 printable characters of one script, kept with one blank between words.');

const id = z
  .uuidv7('the id of a command is a UUIDv7 that the client makes')
  .describe('The same id again is the same command, for good.');
const name = z.string();
/** Where nobody can say until when the name before was claimed. */
const CLAIMED_MS = 7 * 24 * 60 * 60 * 1_000;

export const taken = (wanted: string): Decision<never> =>
  refuse('conflict', `“${wanted}” is taken, or looks like a name that is: choose another`);

export const claimOf = (about: {
  id: string;
  user: User;
  name: string;
  untilMs: number;
}): NameClaimed => {
  const { id, user, name, untilMs } = about;
  const until = Number.isFinite(untilMs) ? { until: new Date(untilMs).toISOString() } : {};
  const data = { name, skeleton: skeleton(name), ...until };
  return makeRoomlessFact(nameClaimed, { id, user: { ...user, name }, data });
};

export const releaseOf = (about: { id: string; user: User; to?: string }): NameReleased => {
  const { id, user, to } = about;
  const data = { name: user.name, skeleton: skeleton(user.name), ...(to !== undefined && { to }) };
  return makeRoomlessFact(nameReleased, { id, user, data });
};

/** Calls oneself something else: the new name is claimed and the old one given up, both or neither. */
export const rename = defineCommand({
  type: 'rename',
  schema: z
    .strictObject({ type: z.literal('rename'), id, name: chosenName })
    .describe('Calls oneself something else.'),
  cost: 8,
  bytes: ({ name }) => new TextEncoder().encode(name).length,
  needs: ({ name }, { user }) => ({ states: [subjectOfName(name), subjectOfName(user.name)] }),
  decide: ({ id, name }, { asker: { user, scope }, now, state }): Decision<NameClaimed> => {
    // Whoever made it finds it by that name.
    if (scope !== undefined) return refuse('forbidden', 'a bot keeps the name it was given');
    const [wanted, before] = [subjectOfName(name), subjectOfName(user.name)];
    const holder = holderOf(state(wanted), now);
    if (holder !== undefined && holder.userId !== user.id) return taken(name);
    const held = holderOf(state(before), now);
    const isHeld = held?.userId === user.id;
    const untilMs = isHeld ? held.untilMs : now + CLAIMED_MS;
    const fact = claimOf({ id, user, name, untilMs });
    if (!isHeld || wanted === before) return { do: 'append', fact, expects: wanted };
    const release = releaseOf({ id, user, to: name });
    return { do: 'append', fact, and: [release], expects: [wanted, before] };
  },
});
export type RenameCommand = CommandOf<typeof rename>;

/** The name of whoever asks is theirs, until then. */
export const claim = defineCommand({
  type: 'claim',
  schema: z.strictObject({ type: z.literal('claim'), id, untilMs: z.number() }),
  cost: 0,
  bytes: () => 0,
  needs: (_, { user }) => ({ states: [subjectOfName(user.name)] }),
  decide: ({ id, untilMs }, { asker: { user }, now, state }): Decision<NameClaimed> => {
    const subject = subjectOfName(user.name);
    const holder = holderOf(state(subject), now);
    if (holder !== undefined && holder.userId !== user.id) return taken(user.name);
    const fact = claimOf({ id, user, name: user.name, untilMs });
    return { do: 'append', fact, expects: subject };
  },
});

/** The name of whoever asks is free again. */
export const release = defineCommand({
  type: 'release',
  schema: z.strictObject({ type: z.literal('release'), id, name }),
  cost: 0,
  bytes: () => 0,
  needs: ({ name }) => ({ states: [subjectOfName(name)] }),
  decide: ({ id, name }, { asker: { user }, now, state }): Decision<NameReleased> => {
    const subject = subjectOfName(name);
    if (holderOf(state(subject), now)?.userId !== user.id) {
      return refuse('conflict', `“${name}” is not yours to give up`);
    }
    const fact = releaseOf({ id, user: { ...user, name } });
    return { do: 'append', fact, expects: subject };
  },
});
