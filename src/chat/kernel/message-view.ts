// A message as it is seen, and what of it is known to whoever folds. Pure, without a library. Of each aspect (where it stands,
// its text, a reaction, the pin) the fact stays that counts most, whatever comes first; that it was deleted is for good.
import type { Done, Message, ReactionView, User } from '../../shared/wire/objects.ts';
import type { Target } from '../message/target.ts';

export type { Done, Message, ReactionView };

export interface MessageView extends Message {
  marks: Marks;
}

/** By which facts it is so: for whoever folds, not for whoever shows. */
export interface Marks {
  /** The sequence of its post; missing before that was told. */
  post?: number;
  /** Of its text: of the post −seq, of an edit seq. Missing before either was told. */
  text?: number;
  /** Of the pin, on or off. */
  pin?: number;
  deleted?: number;
  /** A page of the past said what it is by everything up to here, and that this was its last change. */
  told?: { upTo: number; changedSeq: number };
  /** The last of each emoji of each user, in the log's order; those taken back as well, or an older one would bring them again. */
  reactions: readonly ReactionMark[];
}
export type ReactionMark = readonly [emoji: string, user: string, seq: number, isOn: boolean];

/** What is known of a message by what somebody did to it. */
export const blank = ({ seq, id, user, at }: Place): MessageView => ({
  seq,
  id,
  at,
  user,
  text: '',
  reactions: NONE,
  changedSeq: seq,
  marks: { reactions: NONE },
});
/** The same for all: whoever draws it sees that nothing is another. */
const NONE: readonly never[] = [];
export type Place = Pick<Target, 'seq' | 'id' | 'at'> & { user: User };

/** Whether there is something to show: a post, or that it was deleted. */
export const isThere = ({ marks }: MessageView): boolean =>
  marks.post !== undefined || marks.deleted !== undefined;

/** One `(user, id)` is one message: where the log has it twice, it stands where the first one does, as in the rows. */
export function placed(message: MessageView, { seq, at, user }: Place): MessageView {
  return seq < message.seq ? changed({ ...message, seq, at, user }) : message;
}

/** With the text of a rank (see {@link Marks}), where none of a higher one is known. */
export function withText(
  message: MessageView,
  rank: number,
  { mentions, ...said }: { text: string; mentions?: readonly string[]; editedAt?: string },
): MessageView {
  if (rank <= (message.marks.text ?? Number.NEGATIVE_INFINITY)) return message;
  const { mentions: _, ...before } = message;
  const marks = { ...message.marks, text: rank };
  return changed({ ...before, ...said, ...(mentions && { mentions }), marks });
}

/** Of two deletions the first one is it. */
export function withoutAll(message: MessageView, seq: number, deleted: Done): MessageView {
  if (seq >= (message.marks.deleted ?? Number.POSITIVE_INFINITY)) return message;
  return { ...blank(message), deleted, changedSeq: seq, marks: { deleted: seq, reactions: NONE } };
}

/** As if its post had not been told: what was told of it from `low` on, and would not be told again with the post. */
export function unposted(message: MessageView, low: number): MessageView | undefined {
  if (message.changedSeq < low) return undefined;
  if (message.deleted !== undefined) return message;
  const { told } = message.marks;
  if (told !== undefined) return since(message, told.upTo);
  const { replyTo: _, as: __, marks, ...before } = message;
  const { post: ___, text, ...others } = marks;
  if (text !== undefined && text > 0) return { ...before, marks: { ...others, text } };
  const { mentions: ____, ...rest } = before;
  return { ...rest, text: '', marks: others };
}

/** Characters that the reactions of a message take where it is kept, about. */
export const reactionsSize = ({ reactions }: Marks): number => 60 * reactions.length;

/** After a change to what it is by. */
export function changed(message: MessageView): MessageView {
  const { text = 0, pin = 0, deleted, told, reactions } = message.marks;
  const upTo = told?.upTo ?? 0;
  const last = reactions.reduce((most, [, , seq]) => (seq > upTo ? Math.max(most, seq) : most), 0);
  const before = told?.changedSeq ?? 0;
  return { ...message, changedSeq: deleted ?? Math.max(message.seq, text, pin, last, before) };
}

/** With one more mark: of each emoji of each user the last one counts. */
export function withReaction(message: MessageView, mark: ReactionMark): MessageView {
  const [emoji, user, seq] = mark;
  const { marks } = message;
  const isSame = (other: ReactionMark) => other[0] === emoji && other[1] === user;
  const before = marks.reactions.find(isSame);
  if (before !== undefined && before[2] >= seq) return message;
  const others = marks.reactions.filter((other) => !isSame(other));
  const behind = others.findLastIndex((other) => other[2] < seq);
  const reactions = others.toSpliced(behind + 1, 0, mark);
  return changed({ ...message, reactions: shown(reactions), marks: { ...marks, reactions } });
}

function shown(marks: readonly ReactionMark[]): MessageView['reactions'] {
  const byEmoji = new Map<string, { emoji: string; users: string[]; seqs: number[] }>();
  for (const [emoji, user, seq, isOn] of marks) {
    if (!isOn) continue;
    const of = byEmoji.get(emoji) ?? { emoji, users: [], seqs: [] };
    of.users.push(user);
    of.seqs.push(seq);
    byEmoji.set(emoji, of);
  }
  return [...byEmoji.values()];
}

/** As a page of the past has it, which says all up to `upTo`, with what was told of it above that. */
export function asTold(message: MessageView, page: Message, upTo: number): MessageView {
  if (upTo <= (message.marks.told?.upTo ?? 0)) return message;
  if (page.deleted !== undefined) return withoutAll(message, page.changedSeq, page.deleted);
  if (message.deleted !== undefined) return message;
  const { changedSeq, seq } = page;
  const marks: Marks = {
    post: seq,
    text: -seq,
    told: { upTo, changedSeq },
    reactions: page.reactions
      .flatMap(({ emoji, users, seqs }) =>
        users.map((user, i): ReactionMark => [emoji, user, seqs[i] ?? upTo, true]),
      )
      .sort(([, , a], [, , b]) => a - b),
  };
  return withLater({ ...page, marks }, message, upTo);
}

/** What was told of it above a sequence, and nothing else. */
function since(message: MessageView, upTo: number): MessageView | undefined {
  if (message.changedSeq <= upTo) return undefined;
  return withLater(blank(message), message, upTo);
}

function withLater(message: MessageView, later: MessageView, upTo: number): MessageView {
  const { text, mentions, editedAt, pinned, marks } = later;
  let all = message;
  if ((marks.text ?? 0) > upTo) {
    const said = {
      text,
      ...(mentions && { mentions }),
      ...(editedAt !== undefined && { editedAt }),
    };
    all = withText(all, marks.text ?? 0, said);
  }
  if ((marks.pin ?? 0) > upTo) all = withPin(all, marks.pin ?? 0, pinned);
  for (const mark of marks.reactions) if (mark[2] > upTo) all = withReaction(all, mark);
  return all;
}

/** Pinned or not: the last one is it. */
export function withPin(message: MessageView, seq: number, pinned: Done | undefined): MessageView {
  if (seq <= (message.marks.pin ?? 0)) return message;
  const { pinned: _, ...before } = message;
  const marks = { ...message.marks, pin: seq };
  return changed({ ...before, ...(pinned && { pinned }), marks });
}
