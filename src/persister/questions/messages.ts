// Messages of a room as they are now, from the rows: a page of the past, or what stands around a message or a time.
// Invariant: what is left out of a page is said (`more`, `newer`), never skipped in its middle.
import type { Message } from '../../chat/kernel/message-view.ts';
import type { MessagesReply, MessagesRequest } from '../../chat/kernel/questions.ts';
import type { Db } from '../rows/checkpoint.ts';
import { type Asked, conclusive, lagging, type Read } from './conclusive.ts';
import { type Found, firstSince, messagesBelow, messagesFrom } from './message-rows.ts';
import { noticesBetween } from './notices.ts';
import { REPLY_MAX_BYTES } from './reply.ts';

/** Notices have so many beside it, however long the messages are. */
const NOTICES_BYTES = 20_000;

export async function messages(asked: Asked, question: MessagesRequest): Promise<MessagesReply> {
  // Rows that lag would leave out the newest of the page, and nobody would ever ask for them again.
  const owed = question.before === undefined ? question.upTo : question.before - 1;
  const read: Read<MessagesReply> = async (db, whole) =>
    whole < owed ? undefined : { ...(await pageOf(db, question)), asOf: whole };
  return (await conclusive(asked, owed, read)) ?? lagging;
}

async function pageOf(db: Db, question: MessagesRequest) {
  const { room, limit, before } = question;
  if (before !== undefined) {
    const { bytes: _, cut, ...page } = await pageBelow(db, { room, seq: before, limit });
    return { ...page, more: cut, newer: false };
  }
  const seq = question.around ?? (await firstSince(db, room, question.at ?? 0));
  const half = { room, seq, noticesBytes: NOTICES_BYTES / 2 };
  const newer = await pageFrom(db, {
    ...half,
    limit: Math.ceil(limit / 2),
    maxBytes: REPLY_MAX_BYTES / 2,
  });
  const older = await pageBelow(db, {
    ...half,
    limit: limit - newer.messages.length,
    maxBytes: Math.min(REPLY_MAX_BYTES / 2, REPLY_MAX_BYTES - newer.bytes),
    isAlone: newer.messages.length === 0,
  });
  return {
    messages: [...older.messages, ...newer.messages],
    notices: [...older.notices, ...newer.notices],
    low: older.low,
    more: older.cut,
    newer: newer.cut,
  };
}

interface Piece {
  room: string;
  /** Where it ends, or begins. */
  seq: number;
  limit: number;
  maxBytes?: number;
  noticesBytes?: number;
  /** Nothing else is told. */
  isAlone?: boolean;
}

/** The last messages and notices below a place; `low`: from here on there is nothing that is not among them. */
async function pageBelow(db: Db, { room, seq, limit, ...bounds }: Piece) {
  const { maxBytes = REPLY_MAX_BYTES, noticesBytes = NOTICES_BYTES, isAlone } = bounds;
  const found = fitting(await messagesBelow(db, { room, seq, limit }), maxBytes, isAlone);
  const low = found.cut ? (found.kept.at(-1)?.seq ?? seq) : 0;
  const { cut, notices } = await noticesBetween(db, {
    ...{ room, low, below: seq, nearest: 'last' },
    maxBytes: Math.max(noticesBytes, maxBytes - found.bytes),
  });
  const from = cut ? (notices[0]?.seq ?? low) : low;
  const messages = found.kept.filter((message) => message.seq >= from).reverse();
  return { messages, notices, low: from, bytes: found.bytes, cut: found.cut || cut };
}

/** The first ones from a place on: up to the last of them there is nothing that is not among them. */
async function pageFrom(db: Db, { room, seq, limit, ...bounds }: Piece) {
  const { maxBytes = REPLY_MAX_BYTES, noticesBytes = NOTICES_BYTES } = bounds;
  const found = fitting(await messagesFrom(db, { room, seq, limit }), maxBytes);
  const last = found.cut ? (found.kept.at(-1)?.seq ?? seq) : Number.MAX_SAFE_INTEGER;
  const { cut, notices } = await noticesBetween(db, {
    ...{ room, low: seq, below: last, nearest: 'first' },
    maxBytes: Math.max(noticesBytes, maxBytes - found.bytes),
  });
  const to = cut ? (notices.at(-1)?.seq ?? last) : last;
  const messages = found.kept.filter((message) => message.seq <= to);
  return { messages, notices, bytes: found.bytes, cut: found.cut || cut };
}

/** The nearest come first; where nothing else is told one at least, if there is one: a reply holds any. */
function fitting({ messages, beyond }: Found, maxBytes = REPLY_MAX_BYTES, isAlone = true) {
  const kept: Message[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = Buffer.byteLength(JSON.stringify(message)) + 1;
    if (bytes + size > maxBytes && (kept.length > 0 || !isAlone)) break;
    bytes += size;
    kept.push(message);
  }
  return { kept, bytes, cut: beyond || kept.length < messages.length };
}
