// The log as rows: what it says, as it says it, which ids are used, and what was no fact. These know the envelope alone, so
// facts that only a newer program understands have a place in them.
import type { RawEntry } from '../../shared/raw-entry.ts';
import type { Entry, Envelope } from './fact.ts';
import { isGuardSubject } from './subjects.ts';
import {
  defineTable,
  first,
  key,
  max,
  min,
  nullable,
  once,
  project,
  type Row,
  type RowOf,
} from './table.ts';

/** Each fact, in the version in which it was stored. */
export const EVENT = defineTable({
  name: 'event',
  sequence: 'seq',
  columns: {
    seq: key('bigint'),
    /** Null where it concerns none. */
    room: nullable(once('text')),
    type: once('text'),
    v: once('smallint'),
    user_id: once('text'),
    user_name: once('text'),
    client_id: once('uuid'),
    at: once('timestamptz'),
    data: once('jsonb'),
    /** Fields of the envelope and of its user that have no column; null where there are none. */
    extra: nullable(once('jsonb')),
    /** Whether its own tables have it: false where its type or version was not known. */
    projected: max('boolean'),
  },
});
export type EventRow = RowOf<typeof EVENT>;

export function eventRow({ seq, at, fact }: Entry, projected: boolean): EventRow {
  const { v, id, type, room, user, data, ...others } = fact;
  const { id: user_id, name: user_name, ...ofUser } = user;
  const ofEnvelope = isEmpty(ofUser) ? others : { ...others, user: ofUser };
  const extra = isEmpty(ofEnvelope) ? null : ofEnvelope;
  return {
    seq,
    room: room ?? null,
    type,
    v,
    user_id,
    user_name,
    client_id: id,
    at,
    data,
    extra,
    projected,
  };
}

/** The fact as the log has it, field for field. */
export function factOf(row: Omit<EventRow, 'seq' | 'at' | 'projected'>): Envelope {
  const { v, client_id: id, type, room, user_id, user_name, data, extra } = row;
  const { user: ofUser, ...others } = (extra ?? {}) as { user?: object };
  const user = { ...ofUser, id: user_id, name: user_name };
  return { ...others, v, id, type, ...(room !== null && { room }), user, data };
}

const isEmpty = (fields: object): boolean => {
  for (const _ in fields) return false;
  return true;
};

/** Where each id of each user was first used (P3). */
export const USED_ID = defineTable({
  name: 'used_id',
  sequence: 'seq',
  saidAgainBy: 'said_again_by',
  columns: {
    user_id: key('text'),
    client_id: key('uuid'),
    seq: min('bigint'),
    room: nullable(first('text', 'seq')),
    /** The first fact that says it again, so that it stays where the log erases the one that used it. */
    said_again_by: nullable(min('bigint')),
  },
});

export const usedId = project(USED_ID, ({ seq, fact }: Entry) => ({
  user_id: fact.user.id,
  client_id: fact.id,
  seq,
  room: fact.room ?? null,
  said_again_by: null,
}));

/** Entries that are no fact: kept as they came, with the reason. The rows are whole where every entry is one, so guards are among them. */
export const DEAD_LETTER = defineTable({
  name: 'dead_letter',
  sequence: 'seq',
  columns: {
    seq: key('bigint'),
    subject: once('text'),
    reason: once('text'),
    detail: once('text'),
    raw: once('bytea'),
    at: once('timestamptz'),
  },
});
export type DeadLetterRow = RowOf<typeof DEAD_LETTER>;

export const deadLetterRow = (
  { seq, subject, data, at }: RawEntry,
  { reason, detail }: { reason: string; detail: string },
): DeadLetterRow => ({ seq, subject, reason, detail, raw: data, at });

/** Whether it is one that somebody should look at: a guard was never to say anything. */
export const isAmiss = ({ subject, reason }: Row): boolean =>
  reason !== 'void' || !isGuardSubject(String(subject));
