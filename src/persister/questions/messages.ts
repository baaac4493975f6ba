// Messages of a room as they are now, from the rows: a page of the past, or what stands around a message or a time.
// Invariant: what is left out of a page is said (`more`, `newer`), never skipped in its middle.
import type { Message } from '../../chat/kernel/message-view.ts';
import type { MessagesReply, MessagesRequest } from '../../chat/kernel/questions.ts';
import type { Db } from '../rows/checkpoint.ts';
import { type Asked, conclusive, lagging, type Read } from './conclusive.ts';
import { firstSince, messagesBelow, messagesFrom } from './message-rows.ts';

/** A reply must stay below the server's max_payload (128 KB); a page is cut to fit. */
const REPLY_MAX_BYTES = 96_000;

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
    const older = fitting(await messagesBelow(db, { room, seq: before, limit: limit + 1 }), limit);
    return { messages: older.kept.reverse(), more: older.cut, newer: false };
  }
  const middle = question.around ?? (await firstSince(db, room, question.at ?? 0));
  const half = Math.ceil(limit / 2);
  const [above, below] = [
    await messagesFrom(db, { room, seq: middle, limit: half + 1 }),
    await messagesBelow(db, { room, seq: middle, limit: limit + 1 }),
  ];
  const newer = fitting(above, half, REPLY_MAX_BYTES / 2);
  const older = fitting(below, Math.max(1, limit - newer.kept.length), REPLY_MAX_BYTES / 2);
  const messages = [...older.kept.reverse(), ...newer.kept];
  return { messages, more: older.cut, newer: newer.cut };
}

/** The nearest come first; one at least, if there is one. */
function fitting(all: Message[], limit: number, maxBytes = REPLY_MAX_BYTES) {
  let bytes = 0;
  const exceeding = all.findIndex((message) => {
    bytes += Buffer.byteLength(JSON.stringify(message)) + 1;
    return bytes > maxBytes;
  });
  const count = Math.min(limit, exceeding < 0 ? all.length : Math.max(1, exceeding));
  return { kept: all.slice(0, count), cut: count < all.length };
}
