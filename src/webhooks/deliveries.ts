// A webhook's own consumer of the log: its position, which survives every program, and one entry out at a time, to whichever
// replica asks. So its order is kept, replicas share the work, and a receiver that is down holds up nobody else. Who has an entry in
// hand says so in time; what a killed program had in hand is delivered again.
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AckPolicy,
  DeliverPolicy,
  type JetStreamManager,
  type Msg,
  type NatsConnection,
  NatsError,
  nanos,
} from 'nats';
import { changeSubject, messageSubject, toldSubjects } from '../chat/kernel/subjects.ts';
import { POSTED, type Webhook } from '../chat/webhook/webhook.ts';
import { ackInfoOf } from '../shared/ack-subject.ts';
import { DEADLINE_HEADER, isVoid } from '../shared/once.ts';
import type { RawEntry } from '../shared/raw-entry.ts';
import { STREAM } from '../shared/subjects.ts';

/** Names of these consumers begin so. */
export const PREFIX = 'webhook-';
export const consumerOf = ({ id }: Pick<Webhook, 'id'>): string => PREFIX + id;
/** Of what is sent again; each time it is another one. */
export const againConsumerOf = ({ id, again }: Webhook): string => `${PREFIX}${id}-${again?.id}`;

/** In hand: one is out until it was said what becomes of it. */
export interface Delivery {
  raw: RawEntry;
  /** It is still in hand. */
  working: () => void;
  /** It is through. Resolves when the log knows. */
  done: () => Promise<void>;
  /** Somebody else may have it. */
  giveBack: () => void;
}

/** What a killed program had in hand is delivered to another one after this. */
export const ACK_WAIT_MS = 15_000;
export const WORKING_EVERY_MS = 4_000;
/** A request for the next entry lives so long; what comes for one who is gone is lost for ACK_WAIT_MS. */
const ASK_MS = 5_000;
const API_MS = 5_000;
/** Beyond what the request lives. */
const SLACK_MS = 2_000;
/** err_codes of JetStream's API (nats-server errors.json). */
const CONSUMER_NOT_FOUND = 10_014;
const CONSUMER_EXISTS = 10_148;
const NO_MESSAGES = 404;
const EXPIRED = 408;

/** Makes a webhook's consumer where there is none: from `from` on, of the subjects that it is told from. */
export async function ensureConsumer(
  jsm: JetStreamManager,
  { name, webhook, from }: { name: string; webhook: Webhook; from: number },
): Promise<void> {
  const { room, events } = webhook;
  const isOfPosts = events.includes(POSTED);
  const isOfChanges = events.some((event) => event !== POSTED);
  const one = isOfPosts ? messageSubject(room) : changeSubject(room);
  try {
    await jsm.consumers.add(STREAM, {
      durable_name: name,
      description: `What a webhook of ${room} was told`,
      filter_subject: isOfPosts && isOfChanges ? toldSubjects(room) : one,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: from,
      ack_policy: AckPolicy.Explicit,
      ack_wait: nanos(ACK_WAIT_MS),
      max_ack_pending: 1,
      max_deliver: -1,
    });
  } catch (error) {
    // It is there, and began elsewhere: its position is what counts.
    if (apiCode(error) !== CONSUMER_EXISTS) throw error;
  }
}

export async function deleteConsumer(jsm: JetStreamManager, name: string): Promise<void> {
  try {
    await jsm.consumers.delete(STREAM, name);
  } catch (error) {
    if (apiCode(error) !== CONSUMER_NOT_FOUND) throw error;
  }
}

/** Whether nothing is left of it: nothing to deliver, and nothing in anybody's hands. */
export async function isThrough(jsm: JetStreamManager, name: string): Promise<boolean> {
  const { num_pending: pending, num_ack_pending: out } = await jsm.consumers.info(STREAM, name);
  return pending === 0 && out === 0;
}

/** `none`: there is nothing now. `gone`: there is no such consumer, or nobody who leads it. */
export async function nextDelivery(
  nc: NatsConnection,
  name: string,
  isWaiting: boolean,
): Promise<Delivery | 'none' | 'gone'> {
  const ask = isWaiting ? { batch: 1, expires: nanos(ASK_MS) } : { batch: 1, no_wait: true };
  const subject = `$JS.API.CONSUMER.MSG.NEXT.${STREAM}.${name}`;
  let message: Msg;
  try {
    // Entries come under their own subjects: a subscription of its own takes whatever comes.
    const options = { timeout: ASK_MS + SLACK_MS, noMux: true };
    message = await nc.request(subject, JSON.stringify(ask), options);
  } catch (error) {
    // 503: nobody is there who would answer.
    if (error instanceof NatsError && error.code === '503') return 'gone';
    // A request that a server took with it when it went.
    if (error instanceof NatsError && error.code === 'TIMEOUT') return 'none';
    throw error;
  }
  const code = message.headers?.code ?? 0;
  if (code === NO_MESSAGES || code === EXPIRED) return 'none';
  if (code !== 0 || !message.reply) {
    await sleep(SLACK_MS / 4);
    return 'gone';
  }
  return deliveryOf(nc, message, message.reply);
}

function deliveryOf(nc: NatsConnection, message: Msg, reply: string): Delivery {
  const { streamSequence: seq, at } = ackInfoOf(message);
  const { subject, data, headers } = message;
  return {
    raw: { seq, at, isVoid: isVoid(headers?.get(DEADLINE_HEADER), at), subject, data },
    working: () => nc.publish(reply, '+WPI'),
    done: async () => {
      await nc.request(reply, '+ACK', { timeout: API_MS });
    },
    giveBack: () => nc.publish(reply, '-NAK'),
  };
}

export const apiCode = (error: unknown): number | undefined =>
  error instanceof NatsError ? error.api_error?.err_code : undefined;
