// One entry of the log, asked of its leader: nobody knows better whether it is there.
import { type JetStreamManager, NatsError } from 'nats';
import { isoFromRfc3339 } from '../../shared/log-time.ts';
import { DEADLINE_HEADER, isVoid } from '../../shared/once.ts';
import type { RawEntry } from '../../shared/raw-entry.ts';
import { STREAM } from '../../shared/subjects.ts';
import { LogUnreadable } from './direct-get.ts';

/** Undefined where the log has no such entry; rejects with {@link LogUnreadable} while nobody can say. */
export type ReadEntry = (seq: number) => Promise<RawEntry | undefined>;

/** err_code of JetStream's API (nats-server errors.json). */
const NO_MESSAGE_FOUND = 10_037;

export const entryReader =
  (jsm: JetStreamManager): ReadEntry =>
  async (seq) => {
    // Whose sequence it is says the client. The server calls these a bad request, as if they might do later.
    if (!Number.isSafeInteger(seq) || seq < 1) return undefined;
    try {
      const { subject, header, timestamp, data } = await jsm.streams.getMessage(STREAM, { seq });
      const at = isoFromRfc3339(timestamp);
      return { seq, at, isVoid: isVoid(header.get(DEADLINE_HEADER), at), subject, data };
    } catch (error) {
      if (error instanceof NatsError && error.api_error?.err_code === NO_MESSAGE_FOUND)
        return undefined;
      throw new LogUnreadable('its leader does not answer', error);
    }
  };
