// What a room is and who is what in it: the last entries of all these subjects in one read, of any replica that has come as far as
// this gateway's reader. An older one would say of somebody who was sent away that they are in.
import { kindOfPlace, membersFilter, placeOf, stateSubject } from '../../chat/kernel/subjects.ts';
import type { RawEntry } from '../../shared/raw-entry.ts';
import { STREAM } from '../../shared/subjects.ts';
import { type DirectGet, LogUnreadable } from './direct-get.ts';

/**
 * Undefined where there are too many (a server lists the last entries of 1,024 subjects, and of none where there are more), or
 * where no replica is found that knows enough. Rejects when the log cannot be read. Those who ask (`who`) take turns.
 */
export type ReadRoom = (room: string, who?: string) => Promise<RawEntry[] | undefined>;

export interface Position {
  /** How far this gateway has read. */
  position: () => number;
  /** A subject that has entries: where there are none at all, a server does not say how far it has come. */
  newestSubject: () => string | undefined;
}

/** Of three replicas one may lag: so often another one may answer. */
const TRIES = 6;
const TOO_MANY_RESULTS = 413;

export function createReadRoom(get: DirectGet, { position, newestSubject }: Position): ReadRoom {
  return async (room, who) => {
    const atLeast = position();
    const beside = newestSubject();
    const filters = [stateSubject(room), membersFilter(room), ...(beside ? [beside] : [])];
    for (let tries = 0; tries < TRIES; tries++) {
      const answer = await get(STREAM, { multi_last: filters }, who).catch(orTooMany);
      if (answer === undefined) return undefined;
      const upTo = Number.parseInt(answer.end?.get('Nats-UpTo-Sequence') ?? '0', 10);
      if (upTo >= atLeast) return answer.messages.filter(({ subject }) => isState(subject, room));
    }
    return undefined;
  };
}

function orTooMany(error: unknown): undefined {
  if (!(error instanceof LogUnreadable) || error.code !== TOO_MANY_RESULTS) throw error;
}

const isState = (subject: string, room: string): boolean =>
  placeOf(subject)?.room === room && ['state', 'member'].includes(kindOfPlace(subject) ?? '');
