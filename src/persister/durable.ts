// The durable consumer, the persister's position in the log: what it must look like, and how a persister finds it.
// Invariant: rows never stop without a word. Where it is gone it is made again.
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
/** err_code of JetStream's API (nats-server errors.json). */
export const CONSUMER_NOT_FOUND = 10_014;

export const durable: Partial<ConsumerConfig> = {
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
  onMadeAgain: () => void;
}

/**
 * So long a consumer must be gone before it is made again. A server takes the files of a deleted one away after it said
 * that it is deleted: one that is made meanwhile loses its files and can never be changed again. And who deleted it may
 * be about to make it anew, as provisioning does.
 */
const GONE_MS = 2_000;

/** Throws, saying why, where the consumer is one that would lose entries. */
export async function findDurable(options: FindOptions): Promise<Consumer> {
  const { nc, jsm, onMadeAgain } = options;
  const known = await lookUp(nc);
  if (known !== undefined) return checked(known);
  await sleep(GONE_MS);
  const since = await lookUp(nc);
  if (since !== undefined) return checked(since);
  // From the log's beginning: what is a row already changes nothing, and a position that this program remembers may be
  // one of rows that were lost since. Several replicas may do this at once: it is the same for all.
  await jsm.consumers.add(STREAM, durable);
  onMadeAgain();
  return checked(await nc.jetstream().consumers.get(STREAM, PERSISTER_CONSUMER));
}

async function lookUp(nc: NatsConnection): Promise<Consumer | undefined> {
  try {
    return await nc.jetstream().consumers.get(STREAM, PERSISTER_CONSUMER);
  } catch (error) {
    if (apiCode(error) === CONSUMER_NOT_FOUND) return undefined;
    throw error;
  }
}

async function checked(consumer: Consumer): Promise<Consumer> {
  const { config } = await consumer.info(true);
  const wrong =
    config.ack_policy !== AckPolicy.Explicit
      ? `acknowledges ${config.ack_policy}`
      : config.filter_subject !== ALL_ROOMS
        ? `reads ${config.filter_subject}`
        : undefined;
  if (wrong === undefined) return consumer;
  throw new Error(
    `the consumer ${PERSISTER_CONSUMER} is not as provisioned (${wrong}): delete it, and it is made again`,
  );
}

export const apiCode = (error: unknown): number | undefined =>
  error instanceof NatsError ? error.api_error?.err_code : undefined;
