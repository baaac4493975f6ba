// One entry of the log, asked of its leader: nobody knows better whether it is there.
import { type JetStreamManager, type MsgRequest, NatsError } from 'nats';
import { isoFromRfc3339 } from '../../shared/log-time.ts';
import { DEADLINE_HEADER, isVoid } from '../../shared/once.ts';
import type { RawEntry } from '../../shared/raw-entry.ts';
import { STREAM } from '../../shared/subjects.ts';
import { Turns } from '../limits/turns.ts';
import { LogUnreadable } from './direct-get.ts';
import { type Extents, endOfLog } from './extent.ts';

/**
 * Undefined where the log has no such entry; rejects with {@link LogUnreadable} while nobody can say. Those who ask (`who`)
 * take turns where there are any.
 */
export type ReadEntry = (seq: number, who?: string) => Promise<RawEntry | undefined>;

/** err_code of JetStream's API (nats-server errors.json). */
const NO_MESSAGE_FOUND = 10_037;

export const entryReader =
  (jsm: JetStreamManager): ReadEntry =>
  async (seq) => {
    // Clients say which one. The server calls these a bad request, which says nothing of what is there.
    if (!Number.isSafeInteger(seq) || seq < 1) return undefined;
    return await ask(jsm, { seq });
  };

/** The last entry of a subject; undefined where it has none. */
export type ReadLast = (subject: string) => Promise<RawEntry | undefined>;

export const lastReader =
  (jsm: JetStreamManager): ReadLast =>
  (subject) =>
    ask(jsm, { last_by_subj: subject });

/** The first entry from a sequence on whose subject fits; undefined where there is none. */
export type ReadNextEntry = (filter: string, from: number) => Promise<RawEntry | undefined>;

export const nextEntryReader =
  (jsm: JetStreamManager): ReadNextEntry =>
  (filter, from) =>
    ask(jsm, { seq: from, next_by_subj: filter } as MsgRequest);

/** Up to which sequence nothing comes behind: at least where one looked from. */
export type RoomEnd = number;

/** Up to which sequence there is no entry, from one on, whose subject fits. */
export type ReadNext = (filter: string, from: number, who?: string) => Promise<RoomEnd>;

export const nextReader =
  (jsm: JetStreamManager, extents: Pick<Extents, 'refresh' | 'proven'>): ReadNext =>
  async (filter, from) => {
    const found = await nextEntryReader(jsm)(filter, from);
    if (found !== undefined) return found.seq - 1;
    // A server that was cut off takes itself for the leader, and lacks what is newest: its "not there" says nothing.
    return Math.max(from - 1, await endOfLog(extents));
  };

async function ask(jsm: JetStreamManager, query: MsgRequest): Promise<RawEntry | undefined> {
  try {
    const found = await jsm.streams.getMessage(STREAM, query);
    const { seq, subject, header, timestamp, data } = found;
    const at = isoFromRfc3339(timestamp);
    return { seq, at, isVoid: isVoid(header.get(DEADLINE_HEADER), at), subject, data };
  } catch (error) {
    if (error instanceof NatsError && error.api_error?.err_code === NO_MESSAGE_FOUND)
      return undefined;
    throw new LogUnreadable('its leader does not answer', error);
  }
}

/** Reads under way at once, and those that may wait for that. */
const READS_MAX = 16;
const WAITING_MAX = 4_096;

/** For what clients make us read: an entry each, of a leader that has appends to do. Rejects with `TooMany` past the bound. */
export function inTurns(readEntry: ReadEntry): ReadEntry {
  const turns = new Turns(READS_MAX, WAITING_MAX);
  return (seq, who) => turns.run(() => readEntry(seq), who);
}
