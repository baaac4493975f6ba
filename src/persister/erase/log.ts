// The log and its mirror as the eraser meets them: it may ask how far they are, and take an entry out for good. The server
// writes over the entry's bytes; afterwards the sequence is a hole, as an operator's deletions are.
import type { JetStreamManager, NatsConnection } from 'nats';
import { RECENT_STREAM, STREAM } from '../../shared/subjects.ts';
import { apiCode } from '../log/durable.ts';
import { STREAM_NOT_FOUND } from '../provision/streams.ts';

export interface ErasableLog {
  ends: () => Promise<LogEnds>;
  /**
   * Out of the log, then out of its mirror. Resolves when all of them are in neither. One after another: a server writes the
   * whole block anew that an entry is in, for some milliseconds, and what people say meanwhile waits behind one, not many.
   */
  erase: (seqs: readonly number[]) => Promise<void>;
}

export interface LogEnds {
  /** When the log was made. */
  epoch: string;
  /**
   * The mirror has everything up to here. What is erased from the log before the mirror has it would never tell the mirror's
   * end that it is behind, and might be on its way there.
   */
  mirrored: number;
}

/** Answers within that, or no server does. */
const ANSWER_MS = 5_000;
/** err_codes of JetStream's API (nats-server errors.json): there is no such entry, or no more. */
const SEQUENCE_NOT_FOUND = 10_043;
/** The same of what lies before the first entry, and of what the mirror let go of. It says otherwise what is wrong. */
const DELETE_FAILED = 10_057;
const NOT_FOUND = 'no message found';

export function erasableLog(nc: NatsConnection, jsm: JetStreamManager): ErasableLog {
  return {
    ends: async () => {
      const { created } = await jsm.streams.info(STREAM);
      return { epoch: String(created), mirrored: await mirrored(jsm) };
    },
    erase: async (seqs) => {
      for (const stream of [STREAM, RECENT_STREAM]) {
        for (const seq of seqs) await erase(nc, stream, seq);
      }
    },
  };
}

/** A mirror that is not there is made anew of what the log has then. */
async function mirrored(jsm: JetStreamManager): Promise<number> {
  try {
    return (await jsm.streams.info(RECENT_STREAM)).state.last_seq;
  } catch (error) {
    if (apiCode(error) === STREAM_NOT_FOUND) return Number.MAX_SAFE_INTEGER;
    throw error;
  }
}

async function erase(nc: NatsConnection, stream: string, seq: number): Promise<void> {
  // `no_erase` is what the server takes a missing word for: said, so that nobody has to know.
  const question = JSON.stringify({ seq, no_erase: false });
  const answer = await nc.request(`$JS.API.STREAM.MSG.DELETE.${stream}`, question, {
    timeout: ANSWER_MS,
  });
  const { success, error } = answer.json<Answer>();
  if (success === true || error?.err_code === SEQUENCE_NOT_FOUND) return;
  if (error?.err_code === DELETE_FAILED && error.description === NOT_FOUND) return;
  if (stream === RECENT_STREAM && error?.err_code === STREAM_NOT_FOUND) return;
  throw new Error(`${stream} does not erase entry ${seq}: ${error?.description}`);
}

interface Answer {
  success?: boolean;
  error?: { err_code: number; description: string };
}
