// Read marks where they are kept: a key-value bucket of JetStream, a key `<user>.<room>` each (docs/adr/0024). Invariants: a mark
// only moves forward, whoever else moves it at the same time; a mark of another log is none.
import { setTimeout as sleep } from 'node:timers/promises';
import { type JetStreamClient, type JetStreamManager, NatsError } from 'nats';
import { READ_MARKS_PREFIX, READ_MARKS_STREAM } from '../../shared/subjects.ts';
import { type DirectGet, LogUnreadable } from '../log/direct-get.ts';

export interface StoredMark {
  /** 0 where there is none. */
  seq: number;
  /** Of the key; 0 where it has no value. */
  revision: number;
}

export interface MarkStore {
  /** All of a user's, by room; undefined where that are too many for one answer. */
  all: (userId: string) => Promise<Map<string, StoredMark> | undefined>;
  one: (userId: string, room: string) => Promise<StoredMark>;
  /** Moves a mark forward; answers where it is then, which may be further. Rejects while that cannot be known. */
  advance: (move: Advance) => Promise<StoredMark>;
}

export interface Advance {
  userId: string;
  room: string;
  seq: number;
  /** The key's, as last known. */
  revision: number | undefined;
}

/** Stores a value where its key has this revision; answers its own. Rejects as JetStream's client does. */
export type PutMark = (subject: string, value: string, revision: number) => Promise<number>;

/** How long the bucket may take for that. */
const PUT_MS = 2_000;

export const putInto =
  (js: JetStreamClient): PutMark =>
  async (subject, value, revision) => {
    const expect = { lastSubjectSequence: revision };
    return (await js.publish(subject, value, { expect, timeout: PUT_MS })).seq;
  };

export interface MarkStorePorts {
  jsm: Pick<JetStreamManager, 'streams'>;
  directGet: DirectGet;
  put: PutMark;
  /** Names the log that marks count in. */
  epoch: () => string;
}

/** err_codes of JetStream's API (nats-server errors.json). */
const NO_MESSAGE_FOUND = 10_037;
const OTHER_REVISION: ReadonlySet<number | undefined> = new Set([10_071, 10_164]);
/** "Too many results": a user's rooms with a mark are more than 1,024. */
const TOO_MANY = 413;
/**
 * Each means that somebody else moved it meanwhile. Of three servers the leader refuses by what it took and cannot give until the
 * others have it: each wait is twice the one before, from 2 ms.
 */
const TRIES_MAX = 8;

export function createMarkStore({ jsm, directGet, put, epoch }: MarkStorePorts): MarkStore {
  const markOf = (data: Uint8Array, revision: number): StoredMark => {
    const value = markValue(data);
    return { seq: value?.epoch === epoch() ? value.seq : 0, revision };
  };
  const one = async (userId: string, room: string): Promise<StoredMark> => {
    try {
      const query = { last_by_subj: markSubject(userId, room) };
      const { data, seq } = await jsm.streams.getMessage(READ_MARKS_STREAM, query);
      return markOf(data, seq);
    } catch (error) {
      if (codeOf(error) === NO_MESSAGE_FOUND) return { seq: 0, revision: 0 };
      throw error;
    }
  };
  return {
    one,
    all: async (userId) => {
      try {
        const query = { multi_last: [markSubject(userId, '*')] };
        const { messages } = await directGet(READ_MARKS_STREAM, query, userId);
        return new Map(
          messages.map(({ subject, data, seq }) => [roomOf(subject), markOf(data, seq)]),
        );
      } catch (error) {
        if (error instanceof LogUnreadable && error.code === TOO_MANY) return undefined;
        throw error;
      }
    },
    advance: async ({ userId, room, seq, revision }) => {
      let expected = revision;
      for (let tries = 1; ; tries++) {
        if (expected === undefined) {
          const stored = await one(userId, room);
          if (stored.seq >= seq) return stored;
          expected = stored.revision;
        }
        try {
          const value = JSON.stringify({ seq, epoch: epoch() });
          return { seq, revision: await put(markSubject(userId, room), value, expected) };
        } catch (error) {
          if (!OTHER_REVISION.has(codeOf(error)) || tries === TRIES_MAX) throw error;
          expected = undefined;
          await sleep(2 ** tries);
        }
      }
    },
  };
}

/** What a key may be made of; anything else is written as its bytes, so that no other id can be taken for it. */
const TOKEN = /^[A-Za-z0-9_-]{1,128}$/;

export function markSubject(userId: string, room: string): string {
  const token = TOKEN.test(userId) ? userId : `=${Buffer.from(userId).toString('base64url')}`;
  return `${READ_MARKS_PREFIX}${token}.${room}`;
}

const roomOf = (subject: string): string => subject.slice(subject.lastIndexOf('.') + 1);

const codeOf = (error: unknown): number | undefined =>
  error instanceof NatsError ? error.api_error?.err_code : undefined;

/** Undefined for what somebody else put there. */
function markValue(data: Uint8Array): { seq: number; epoch: string } | undefined {
  try {
    const { seq, epoch } = JSON.parse(new TextDecoder().decode(data)) as Record<string, unknown>;
    return Number.isSafeInteger(seq) && typeof epoch === 'string'
      ? { seq: seq as number, epoch }
      : undefined;
  } catch {
    // A deleted key, or nothing that a gateway wrote: no mark.
    return undefined;
  }
}
