// The log and its mirror, the bucket of read marks, the durable consumer: what they must look like, made or brought up to date.
// Source of the values: docs/adr/0001. Safe to run again and by many at once.
import {
  DiscardPolicy,
  type JetStreamManager,
  nanos,
  RetentionPolicy,
  StorageType,
  StoreCompression,
  type StreamConfig,
} from 'nats';
import { ALL_FACTS, assertShape } from '../../shared/log-shape.ts';
import { DUPLICATE_WINDOW_MS } from '../../shared/once.ts';
import {
  READ_MARKS_PREFIX,
  READ_MARKS_STREAM,
  RECENT_PER_ROOM,
  RECENT_STREAM,
  RESTORING,
  STREAM,
} from '../../shared/subjects.ts';
import { apiCode, ensureDurable } from '../log/durable.ts';

export interface StreamSizes {
  maxBytes: number;
  /** Of the read marks. */
  marksMaxBytes: number;
  replicas: number;
}

/** Bytes of one event; the largest that a gateway makes has about 30,000. */
const EVENT_MAX_BYTES = 65_536;
/** A sequence and the name of a log, with some room. */
const MARK_MAX_BYTES = 1_024;
/** err_codes of JetStream's API (nats-server errors.json). */
export const STREAM_NOT_FOUND = 10_059;
const STREAM_EXISTS = 10_058;

const OF_BOTH: Partial<StreamConfig> = {
  storage: StorageType.File,
  allow_direct: true,
  compression: StoreCompression.S2,
  no_ack: false,
  // Nothing ends by age or by number.
  max_age: 0,
  max_msgs: -1,
};

/** The library's types are older than some settings. */
type Settings = Partial<StreamConfig> & { allow_atomic?: boolean };

/** What each stream must look like, whatever the sizes. */
export const STREAM_SETTINGS = {
  [STREAM]: {
    ...OF_BOTH,
    description: 'Every chat event, in the one order everybody sees',
    subjects: [ALL_FACTS],
    retention: RetentionPolicy.Limits,
    // History never disappears silently: a full log refuses, and the alert comes at 70 %.
    discard: DiscardPolicy.New,
    max_msgs_per_subject: -1,
    max_msg_size: EVENT_MAX_BYTES,
    duplicate_window: nanos(DUPLICATE_WINDOW_MS),
    // An operator may have to take something out: a hole in the log is normal.
    deny_delete: false,
    deny_purge: false,
    // What belongs together is stored whole or not at all.
    allow_atomic: true,
  },
  [RECENT_STREAM]: {
    ...OF_BOTH,
    description: `The last ${RECENT_PER_ROOM} events of each room, under their own sequences`,
    mirror: { name: STREAM },
    max_msgs_per_subject: RECENT_PER_ROOM,
    max_bytes: -1,
    discard: DiscardPolicy.Old,
  },
} satisfies Record<string, Settings>;

/**
 * A key-value bucket, as its clients know one; but where it is full, the marks go that did not move for the longest. Not of the
 * log: persisters may not look at it, and it keeps nobody from being ready.
 */
const READ_MARKS_SETTINGS: Partial<StreamConfig> = {
  storage: StorageType.File,
  allow_direct: true,
  no_ack: false,
  max_age: 0,
  max_msgs: -1,
  description: 'How far each person has read each room',
  subjects: [`${READ_MARKS_PREFIX}>`],
  retention: RetentionPolicy.Limits,
  discard: DiscardPolicy.Old,
  max_msgs_per_subject: 1,
  max_msg_size: MARK_MAX_BYTES,
};

/** Throws, with what to do, for a log of an older shape, and while a restore is bringing one back, or was cut off: then nothing is changed. */
export async function provisionStreams(
  jsm: JetStreamManager,
  { maxBytes, marksMaxBytes, replicas }: StreamSizes,
): Promise<void> {
  const { [STREAM]: log, [RECENT_STREAM]: recent } = STREAM_SETTINGS;
  await ensureStream(jsm, { ...log, name: STREAM, max_bytes: maxBytes, num_replicas: replicas });
  await ensureStream(jsm, { ...recent, name: RECENT_STREAM, num_replicas: replicas });
  await ensureStream(jsm, {
    ...READ_MARKS_SETTINGS,
    name: READ_MARKS_STREAM,
    max_bytes: marksMaxBytes,
    num_replicas: replicas,
  });
  await ensureDurable(jsm);
}

async function assertRestored(jsm: JetStreamManager): Promise<void> {
  const { config } = await jsm.streams.info(STREAM);
  assertShape(config);
  if (!config.subjects?.includes(RESTORING)) return;
  throw new Error(
    'the log is not whole: a restore is under way, or was cut off; then make restore DIR=… begins it again',
  );
}

export const hasLog = (jsm: JetStreamManager): Promise<boolean> => streamExists(jsm, STREAM);

async function streamExists(jsm: JetStreamManager, name: string): Promise<boolean> {
  try {
    await jsm.streams.info(name);
    return true;
  } catch (error) {
    if (apiCode(error) === STREAM_NOT_FOUND) return false;
    throw error;
  }
}

async function ensureStream(
  jsm: JetStreamManager,
  config: Partial<StreamConfig> & { name: string },
): Promise<void> {
  if (!(await streamExists(jsm, config.name))) {
    try {
      await jsm.streams.add(config);
    } catch (error) {
      // Somebody else made it in between, with other sizes: brought up to date below.
      if (apiCode(error) !== STREAM_EXISTS) throw error;
    }
  }
  // Also when somebody else made it in between: that may have been a restore.
  if (config.name === STREAM) await assertRestored(jsm);
  // What a stream is made of cannot change: subjects of a mirror, storage, retention.
  const { storage: _, retention: __, mirror: ___, ...changeable } = config;
  await jsm.streams.update(config.name, changeable);
}
