// What messages are, three ways: as they are seen, as the rows have them, and by going through the log once, in its order.
import type { MessageView } from '../../src/chat/kernel/message-view.ts';
import type { Row, RowOf } from '../../src/chat/kernel/table.ts';
import { MESSAGE } from '../../src/chat/message/rows.ts';
import { PIN } from '../../src/chat/pin/rows.ts';
import { REACTION } from '../../src/chat/reaction/rows.ts';
import type { Rows } from '../../src/persister/rows/fold.ts';
import { type FactEntry, messageOf } from './histories.ts';

export type Seen = Omit<MessageView, 'marks'>;

export const seenOf = (messages: readonly MessageView[]): Seen[] =>
  messages.map(({ marks: _, ...seen }) => seen);

type ReactionRow = RowOf<typeof REACTION>;
type PinRow = RowOf<typeof PIN>;

/** Of the rows of one room, of which everything is known. */
export function messagesOfRows(rows: Rows): Seen[] {
  const of =
    <T extends Row>(row: T, seq: string) =>
    (other: Row) =>
      other['target_user_id'] === row['user_id'] && other['target_client_id'] === row[seq];
  const reactions = (rows.get(REACTION) ?? []) as ReactionRow[];
  const pins = (rows.get(PIN) ?? []) as PinRow[];
  const messages = (rows.get(MESSAGE) ?? []) as RowOf<typeof MESSAGE>[];
  return messages
    .map((row): Seen => {
      const place = {
        seq: row.seq,
        id: row.client_id,
        at: row.sent_at,
        user: { id: row.user_id, name: row.user_name },
      };
      const {
        deleted_seq: changedSeq,
        deleted_at: at,
        deleted_by: id,
        deleted_by_name: name,
      } = row;
      if (changedSeq !== null) {
        const deleted = { at: at ?? '', by: { id: id ?? '', name: name ?? '' } };
        return { ...place, text: '', deleted, reactions: [], changedSeq };
      }
      const own = reactions.filter(of(row, 'client_id')).sort((a, b) => a.last_seq - b.last_seq);
      const pin = pins.find(of(row, 'client_id'));
      return {
        ...place,
        text: row.text ?? '',
        ...(row.mentions !== null && { mentions: row.mentions as string[] }),
        ...(row.edited_at !== null && { editedAt: row.edited_at }),
        ...(row.reply_to !== null && { replyTo: row.reply_to }),
        ...(pin?.is_on && {
          pinned: { at: pin.last_at, by: { id: pin.user_id, name: pin.user_name } },
        }),
        reactions: grouped(
          own.filter(({ is_on }) => is_on).map((one) => [one.emoji, one.user_id, one.last_seq]),
        ),
        changedSeq: Math.max(
          row.seq,
          row.text_rank ?? 0,
          pin?.last_seq ?? 0,
          ...own.map(({ last_seq }) => last_seq),
        ),
      };
    })
    .sort((a, b) => a.seq - b.seq);
}

const grouped = (all: readonly (readonly [string, string, number])[]): Seen['reactions'] =>
  [...Map.groupBy(all, ([emoji]) => emoji)].map(([emoji, those]) => ({
    emoji,
    users: those.map(([, user]) => user),
    seqs: those.map(([, , seq]) => seq),
  }));

/** By going through the log in order, nothing else: what the others must come to. */
export function messagesOfLog(entries: readonly FactEntry[]): Seen[] {
  const found = new Map<string, Seen & { on: [string, string, number][] }>();
  for (const entry of entries) {
    const { seq, at, fact } = entry;
    const key = messageOf(entry);
    const before = found.get(key);
    if (fact.type === 'MessagePosted') {
      if (before !== undefined) continue;
      const { text, replyTo, mentions } = fact.data;
      const said = { text, ...(replyTo && { replyTo }), ...(mentions && { mentions }) };
      const { id, user } = fact;
      found.set(key, { seq, id, at, user, ...said, reactions: [], changedSeq: seq, on: [] });
      continue;
    }
    if (before === undefined || before.deleted !== undefined) continue;
    before.changedSeq = seq;
    const done = { at, by: fact.user };
    if (fact.type === 'MessageDeleted') {
      const { id, at, user } = before;
      const place = { seq: before.seq, id, at, user, changedSeq: seq };
      found.set(key, { ...place, text: '', deleted: done, reactions: [], on: [] });
    } else if (fact.type === 'MessageEdited') {
      const { mentions } = fact.data;
      delete before.mentions;
      Object.assign(before, { text: fact.data.text, editedAt: at, ...(mentions && { mentions }) });
    } else if (fact.type === 'MessagePinned') before.pinned = done;
    else if (fact.type === 'MessageUnpinned') delete before.pinned;
    else {
      const { emoji } = fact.data;
      before.on = before.on.filter(([of, user]) => of !== emoji || user !== fact.user.id);
      if (fact.type === 'ReactionAdded') before.on.push([emoji, fact.user.id, seq]);
    }
  }
  return [...found.values()].map(({ on, ...seen }) => ({ ...seen, reactions: grouped(on) }));
}
