// The durable consumer, the persister's position in the log: what it must look like, and how a persister finds it.
// Invariant: rows never stop without a word.
import { setTimeout as sleep } from 'node:timers/promises';
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
import { ALL_ROOMS, PERSISTER_CONSUMER, STREAM } from '../shared/subjects.ts';

/** Entries out to all replicas at once: three replicas with two batches of 1,000 each, and slack. */
const ACK_PENDING_MAX = 8_000;
/** What a killed persister had in hand is delivered to another one after this. */
const ACK_WAIT_MS = 10_000;
/** err_codes of JetStream's API (nats-server errors.json). */
export const CONSUMER_NOT_FOUND = 10_014;
const CONSUMER_EXISTS = 10_148;

const durable: Partial<ConsumerConfig> = {
  durable_name: PERSISTER_CONSUMER,
  description: 'How far the rows have come',
  filter_subject: ALL_ROOMS,
  deliver_policy: DeliverPolicy.All,
  ack_policy: AckPolicy.Explicit,
  ack_wait: nanos(ACK_WAIT_MS),
  max_ack_pending: ACK_PENDING_MAX,
  max_deliver: -1,
};

export interface FindOptions {
  nc: NatsConnection;
  jsm: JetStreamManager;
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
export async function findDurable({ nc, jsm, onMended }: FindOptions): Promise<Consumer> {
  let found = await lookUp(nc);
  if (found === undefined) {
    await sleep(GONE_MS);
    found = await lookUp(nc);
  }
  if (found !== undefined && (await isOurs(found))) return found;
  await ensureDurable(jsm);
  onMended();
  return await nc.jetstream().consumers.get(STREAM, PERSISTER_CONSUMER);
}

/**
 * From the log's beginning where it is made: what is a row already changes nothing, and a position that somebody
 * remembers may be one of rows that were lost since. Several may do this at once: it is the same for all.
 */
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
  return Object.entries(durable).every(
    ([key, value]) => config[key as keyof ConsumerConfig] === value,
  );
}

export const apiCode = (error: unknown): number | undefined =>
  error instanceof NatsError ? error.api_error?.err_code : undefined;
