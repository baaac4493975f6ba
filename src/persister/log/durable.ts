// The durable consumer, the persister's position in the log: what it must look like, and how a persister finds it.
// Invariant: rows never stop without a word.
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import {
  AckPolicy,
  type Consumer,
  type ConsumerConfig,
  DeliverPolicy,
  type JetStreamManager,
  type NatsConnection,
  NatsError,
  nanos,
} from 'nats';
import { ALL_FACTS } from '../../shared/log-shape.ts';
import { PERSISTER_CONSUMER, STREAM } from '../../shared/subjects.ts';

/** Entries out to all replicas at once: three replicas with two batches of 1,000 each, and slack. */
const ACK_PENDING_MAX = 8_000;
/**
 * What a killed persister had in hand is delivered to another one after the first of these, and so on; the last for good. A
 * network that is cut again and again loses it more than once. Who has it in hand says so in time (held.ts), so a slow
 * database is no reason to deliver it elsewhere.
 */
export const REDELIVERY_MS = [2_000, 2_000, 2_000, 10_000] as const;
/** JetStream's API answers, or a server of it went away. */
const API_MS = 5_000;
/** err_codes of JetStream's API (nats-server errors.json). */
const CONSUMER_NOT_FOUND = 10_014;
const CONSUMER_EXISTS = 10_148;

const durable: Partial<ConsumerConfig> = {
  durable_name: PERSISTER_CONSUMER,
  description: 'How far the rows have come',
  filter_subject: ALL_FACTS,
  deliver_policy: DeliverPolicy.All,
  ack_policy: AckPolicy.Explicit,
  // The server makes it the first of `backoff`, whatever is said here.
  ack_wait: nanos(REDELIVERY_MS[0]),
  backoff: REDELIVERY_MS.map(nanos),
  max_ack_pending: ACK_PENDING_MAX,
  max_deliver: -1,
};

export interface FindOptions {
  nc: NatsConnection;
  jsm: JetStreamManager;
  /** How far the rows of this log are whole; rejects while the database cannot be asked. */
  whole: () => Promise<number>;
  /** It was made again, or set right. */
  onMended: () => void;
}

/**
 * So long a consumer must be gone before it is made again. A server takes the files of a deleted one away after it said
 * that it is deleted: one that is made meanwhile loses its files and can never be changed again. And who deleted it may
 * be about to make it anew, as provisioning does.
 */
const GONE_MS = 2_000;

/** Where it is gone it is made again, where it was changed it is set right; rejects, saying what to do, where neither can be. */
export async function findDurable(options: FindOptions): Promise<Consumer> {
  const { nc, jsm, whole, onMended } = options;
  let found = await lookUp(nc);
  if (found === undefined) {
    await sleep(GONE_MS);
    found = await lookUp(nc);
  }
  if (found !== undefined && (await isOurs(found))) return found;
  // While the database cannot be asked nothing could be written either.
  const from = found === undefined ? (await whole()) + 1 : undefined;
  await ensureDurable(jsm);
  if (from !== undefined) await skipTo(nc, jsm, from);
  onMended();
  return await nc.jetstream().consumers.get(STREAM, PERSISTER_CONSUMER);
}

/** From the log's beginning where it is made: what is a row already changes nothing. Several may do this at once. */
export async function ensureDurable(jsm: JetStreamManager): Promise<void> {
  try {
    await jsm.consumers.add(STREAM, durable);
  } catch (error) {
    // Creating says so also where only a value that may be changed is another one.
    if (apiCode(error) !== CONSUMER_EXISTS) throw error;
    await jsm.consumers.update(STREAM, PERSISTER_CONSUMER, durable).catch((cause: unknown) => {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new Error(
        `the consumer ${PERSISTER_CONSUMER} is another one than ours and cannot be changed (${why}): ` +
          'delete it, and it is made again',
        { cause },
      );
    });
  }
}

/** The log is delivered from `seq` on, once more: false where another one saw to it in the meantime. */
export async function deliverAgain(
  nc: NatsConnection,
  jsm: JetStreamManager,
  seq: number,
): Promise<boolean> {
  const { ack_floor: acknowledged } = await jsm.consumers.info(STREAM, PERSISTER_CONSUMER);
  if (acknowledged.stream_seq < seq) return false;
  await moveTo(nc, seq);
  return true;
}

/** Of a consumer that was just made: what is a row does not have to come again. */
async function skipTo(nc: NatsConnection, jsm: JetStreamManager, seq: number): Promise<void> {
  const { delivered } = await jsm.consumers.info(STREAM, PERSISTER_CONSUMER);
  if (delivered.stream_seq < seq - 1) await moveTo(nc, seq);
}

/** It stays the same consumer, for all who read it: nothing of it is deleted, and nobody has to open it anew. */
async function moveTo(nc: NatsConnection, seq: number): Promise<void> {
  const subject = `$JS.API.CONSUMER.RESET.${STREAM}.${PERSISTER_CONSUMER}`;
  const answer = await nc.request(subject, JSON.stringify({ seq }), { timeout: API_MS });
  const { error } = answer.json<{ error?: { description: string } }>();
  if (error !== undefined) throw new Error(`the consumer cannot be moved: ${error.description}`);
}

async function lookUp(nc: NatsConnection): Promise<Consumer | undefined> {
  try {
    return await nc.jetstream().consumers.get(STREAM, PERSISTER_CONSUMER);
  } catch (error) {
    if (apiCode(error) === CONSUMER_NOT_FOUND) return undefined;
    throw error;
  }
}

async function isOurs(consumer: Consumer): Promise<boolean> {
  const { config } = await consumer.info(true);
  return Object.entries(durable).every(([key, value]) =>
    isDeepStrictEqual(config[key as keyof ConsumerConfig], value),
  );
}

export const apiCode = (error: unknown): number | undefined =>
  error instanceof NatsError ? error.api_error?.err_code : undefined;
