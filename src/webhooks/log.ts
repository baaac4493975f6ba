// What else is asked of the log, of its leader: whether something is still there, and not deleted since; and the facts that this
// program writes, each on the condition that nobody said something else of that webhook meanwhile.
import {
  headers,
  type JetStreamManager,
  type MsgRequest,
  type NatsConnection,
  NatsError,
} from 'nats';
import { facts } from '../chat/features.ts';
import { encodeFact, messageId, TYPE_HEADER } from '../chat/kernel/codec.ts';
import type { Entry, Envelope, InRoom } from '../chat/kernel/fact.ts';
import {
  changeSubject,
  memberSubject,
  stateSubject,
  webhookSubject,
} from '../chat/kernel/subjects.ts';
import { memberOf } from '../chat/member/member.ts';
import { roomOf } from '../chat/room/room.ts';
import { deliveryFact } from '../chat/webhook/delivery.ts';
import { answerersOf, mayHear, type Since } from '../chat/webhook/hearing.ts';
import type { Webhook } from '../chat/webhook/webhook.ts';
import { makeId } from '../shared/ids.ts';
import { isoFromRfc3339 } from '../shared/log-time.ts';
import { DEADLINE_HEADER, isVoid } from '../shared/once.ts';
import type { RawEntry } from '../shared/raw-entry.ts';
import { STREAM } from '../shared/subjects.ts';
import { apiCode } from './deliveries.ts';
import type { Known } from './known.ts';
import type { NextChange, Removals } from './removals.ts';

const NO_MESSAGE_FOUND = 10_037;
/** For a last sequence other than the one that was expected: a stored one, and one that is just being stored. */
const NOT_AS_EXPECTED: readonly (number | undefined)[] = [10_071, 10_164];

/** Whether nobody is to be told of an entry any more: it is erased, or it, or what it belongs to, was deleted since. */
export async function isGone(
  jsm: JetStreamManager,
  removals: Removals,
  { seq, fact }: Entry<InRoom>,
): Promise<boolean> {
  if ((await read(jsm, { seq })) === undefined) return true;
  const reading = facts.understand({ seq, at: '', fact });
  const goesWith = reading.is === 'known' ? facts.goesWith(reading.entry.fact) : undefined;
  const { room } = fact;
  if ((await removals.of(room, seq, seq)) !== undefined) return true;
  return goesWith !== undefined && (await removals.of(room, goesWith, seq)) !== undefined;
}

/** The changes of a room, as its leader has them. */
export const nextChange =
  (jsm: JetStreamManager): NextChange =>
  async (room, from) => {
    const query = { seq: from, next_by_subj: changeSubject(room) } as MsgRequest;
    const next = await read(jsm, query);
    if (next === undefined) return undefined;
    const change = facts.read(next);
    const removes = change.is === 'known' ? facts.removedBy(change.entry.fact) : undefined;
    return { seq: next.seq, removes };
  };

/** Whether one of those who answer for a webhook may read its room by now. */
export async function isHeard(jsm: JetStreamManager, webhook: Webhook): Promise<boolean> {
  const { room } = webhook;
  const [ofRoom, ...ofPeople] = await Promise.all([
    lastFact(jsm, stateSubject(room)),
    ...answerersOf(webhook).map(({ user }) => lastFact(jsm, memberSubject(room, user.id))),
  ]);
  const since = ofPeople.map(
    (one): Since =>
      one && { member: memberOf({ seq: one.seq, fact: one.fact }), at: Date.parse(one.at) },
  );
  return mayHear(webhook, roomOf({ seq: ofRoom?.seq ?? 0, fact: ofRoom?.fact }), since);
}

/** What a subject says, of its last entry that says anything; a fact that nobody here understands says that, too. */
export async function lastFact(
  jsm: JetStreamManager,
  subject: string,
): Promise<{ seq: number; at: string; fact: Envelope } | undefined> {
  const last = await read(jsm, { last_by_subj: subject });
  const said = last && factIn(last);
  if (last === undefined || said !== undefined) return said;
  // It was stored too late, or is no fact: what was said before goes on to be so.
  let before: ReturnType<typeof factIn>;
  for (let from = 1; ; ) {
    const next = await read(jsm, { seq: from, next_by_subj: subject } as MsgRequest);
    if (next === undefined || next.seq >= last.seq) return before && { ...before, seq: last.seq };
    before = factIn(next) ?? before;
    from = next.seq + 1;
  }
}

function factIn(raw: RawEntry): { seq: number; at: string; fact: Envelope } | undefined {
  const reading = facts.read(raw);
  if (reading.is !== 'known' && reading.is !== 'foreign') return undefined;
  const { fact } = reading.is === 'known' ? reading.entry : reading.raw;
  return { seq: raw.seq, at: raw.at, fact };
}

async function read(jsm: JetStreamManager, query: MsgRequest): Promise<RawEntry | undefined> {
  try {
    const found = await jsm.streams.getMessage(STREAM, query);
    const { seq, subject, header, timestamp, data } = found;
    const at = isoFromRfc3339(timestamp);
    return { seq, at, isVoid: isVoid(header.get(DEADLINE_HEADER), at), subject, data };
  } catch (error) {
    if (apiCode(error) === NO_MESSAGE_FOUND) return undefined;
    throw error;
  }
}

export interface SayPorts {
  nc: NatsConnection;
  known: Known;
}

export interface Saying {
  /** It fails, or something was given up; else it does not any more. */
  isBad: boolean;
  next: (before: Webhook) => Webhook;
}

/**
 * Says what becomes of a webhook. False where it was not stored, because somebody said something else of it: that is known here in
 * a moment, and the caller looks again. Rejects while the log does not answer.
 */
export async function say(
  { nc, known }: SayPorts,
  id: string,
  { isBad, next }: Saying,
): Promise<boolean> {
  const before = known.get(id);
  if (before === undefined) return false;
  const after = next(before.webhook);
  const fact = deliveryFact(makeId(Date.now()), after, isBad);
  const head = headers();
  head.set(TYPE_HEADER, fact.type);
  try {
    const { seq } = await nc
      .jetstream()
      .publish(webhookSubject(after.room, after.slot), encodeFact(fact), {
        msgID: messageId(fact),
        headers: head,
        expect: { lastSubjectSequence: before.seq },
      });
    known.learn(after, seq);
    return true;
  } catch (error) {
    if (error instanceof NatsError && NOT_AS_EXPECTED.includes(apiCode(error))) return false;
    throw error;
  }
}
