// The log's sequences have holes, where something was erased. Only the log itself can say what is a hole and what is a row
// that is not there yet; each answer is of one server, and is believed only where that server alone proves it.
// Traps: a replica may lag, so "nothing there" proves nothing; and JetStream lets the mirror answer for its origin, which
// keeps only the last events of a room: an answer of the wrong stream is asked for again.
import type { JetStreamManager, NatsConnection } from 'nats';
import { ALL_FACTS } from '../../shared/log-shape.ts';
import { fromDirectGet, type RawEntry } from '../../shared/raw-entry.ts';
import { STREAM } from '../../shared/subjects.ts';

export interface LogApi {
  nc: NatsConnection;
  jsm: JetStreamManager;
}

/** Origin and mirror answer by turns of chance: all of these wrong happens once in 65,000. */
const WRONG_ANSWERS_MAX = 16;
const ANSWER_MS = 5_000;
const NOT_FOUND = 404;

/** The first entry of the log at or above `seq`; undefined where the server that was asked knows none. */
export async function firstFrom({ nc }: LogApi, seq: number): Promise<RawEntry | undefined> {
  const question = JSON.stringify({ seq, next_by_subj: ALL_FACTS });
  for (let tries = 0; tries < WRONG_ANSWERS_MAX; tries++) {
    const answer = await nc.request(`$JS.API.DIRECT.GET.${STREAM}`, question, {
      timeout: ANSWER_MS,
    });
    const code = answer.headers?.code ?? 0;
    if (code === NOT_FOUND) return undefined;
    if (code !== 0) throw new Error(`the log cannot be read: ${answer.headers?.description}`);
    if (answer.headers?.get('Nats-Stream') === STREAM) return fromDirectGet(answer);
  }
  throw new Error(`another stream answers for ${STREAM}`);
}

export interface Gap {
  /** Where the hole behind the sequence that was asked for ends; that sequence itself where none is proven. */
  end: number;
  /** The log has the entry behind that. */
  followed: boolean;
}

/** `tail`: also looks whether the log's end was erased, for which a server lists everything that it lacks. */
export async function gapAfter(api: LogApi, seq: number, tail: boolean): Promise<Gap> {
  const first = await firstFrom(api, seq + 1);
  // Who has an entry has everything below it that there is.
  if (first !== undefined) return { end: first.seq - 1, followed: true };
  if (!tail) return { end: seq, followed: false };
  const { state } = await api.jsm.streams.info(STREAM, { deleted_details: true });
  let end = Math.max(seq, state.first_seq - 1);
  for (const gone of (state.deleted ?? []).toSorted((a, b) => a - b)) {
    if (gone === end + 1) end = gone;
  }
  return { end, followed: end < state.last_seq };
}
