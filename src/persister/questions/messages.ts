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
    const { kept, bytes, cut } = fitting(await messagesBelow(db, { room, seq: before, limit }));
    const low = cut ? (kept.at(-1)?.seq ?? 0) : 0;
    const maxBytes = Math.max(NOTICES_BYTES, REPLY_MAX_BYTES - bytes);
    const beside = await noticesBetween(db, { room, low, below: before, maxBytes });
    const { notices } = beside;
    const from = beside.cut ? (notices[0]?.seq ?? low) : low;
    const messages = kept.filter(({ seq }) => seq >= from).reverse();
    return { messages, notices, low: from, more: cut || beside.cut, newer: false };
  }
  const middle = question.around ?? (await firstSince(db, room, question.at ?? 0));
  const newer = fitting(
    await messagesFrom(db, { room, seq: middle, limit: Math.ceil(limit / 2) }),
    REPLY_MAX_BYTES / 2,
  );
  const rest = limit - newer.kept.length;
  const older = fitting(
    await messagesBelow(db, { room, seq: middle, limit: rest }),
    Math.min(REPLY_MAX_BYTES / 2, REPLY_MAX_BYTES - newer.bytes),
    newer.kept.length === 0,
  );
  const messages = [...older.kept.reverse(), ...newer.kept];
  return { messages, notices: [], more: older.cut, newer: newer.cut };
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
