// From a room to the rows on the screen: day lines, the "new" line, messages in groups of one author, and what was done to the
// room between them. Pure.

import type { MessageView } from '../../chat/kernel/message-view.ts';
import { saidAsWords } from '../../chat/message/said-as.ts';
import { EVERYONE } from '../../chat/message/spoken-to.ts';
import { type Sentence, sentencesOf } from '../../chat/prose.ts';
import type { User } from '../../shared/wire/objects.ts';
import { isAlike } from './alike.ts';
import { type Change, changesByTarget, reactionsWith, type ShownReaction } from './changes.ts';
import { reachesDownTo } from './news.ts';
import type { Outgoing, Room } from './room.ts';
import { dayOf, timeOf } from './time.ts';

/** Messages of one author this close together stand under one name. */
const GROUP_MS = 5 * 60_000;

/** How far a message of ours got. */
export type Ticks = 'waiting' | 'stored' | 'persisted' | 'failed';

/** What a message answers, as that one is now. */
export type Quoted = MessageView | 'older' | 'gone';

/** Whatever the view says of a message, but for its place. */
export interface MessageRow
  extends Omit<MessageView, 'seq' | 'at' | 'changedSeq' | 'marks' | 'reactions'> {
  kind: 'message';
  /** With ours that are on their way. */
  reactions: readonly ShownReaction[];
  key: string;
  /** Only of what is in the log. */
  seq: number | undefined;
  /** Milliseconds since 1970. */
  at: number;
  /** Whether it begins a group: then it shows who and when. */
  head: boolean;
  /** Only of one's own messages. */
  ticks: Ticks | undefined;
  reason: string | undefined;
  /** What we did to it and the log has not shown yet. */
  changes: readonly Change[];
  quoted: Quoted | undefined;
  /** Whether it mentions the onlooker. */
  isForMe: boolean;
}

export type Row =
  | { kind: 'day'; key: string; at: number }
  /** `more`: there may be new ones above, which are not loaded. */
  | { kind: 'new'; key: string; more: boolean }
  /** What was done to the room or to somebody in it. */
  | { kind: 'notice'; key: string; at: number; text: string }
  | MessageRow;

export interface Onlooker {
  me: User;
  /** Everything up to here is in the database. */
  persisted: number;
}

export function rowsOf(room: Room, { me, persisted }: Onlooker): Row[] {
  const { view, outgoing, newAfter } = room;
  const quoted = quotedIn(room);
  const changes = changesByTarget(room);
  const rows: Row[] = [];
  let day = '';
  let head: { who: string; as: string; at: number } | undefined;
  let newShown = newAfter === undefined;

  const turnTo = ({ key, at }: { key: string; at: number }) => {
    const itsDay = dayOf(at);
    if (itsDay === day) return;
    rows.push({ kind: 'day', key: `day/${key}`, at });
    day = itsDay;
    head = undefined;
  };
  /** Whether it begins a group where it stands now. */
  const beginsGroup = (row: Pick<MessageRow, 'key' | 'at' | 'user' | 'as'>): boolean => {
    turnTo(row);
    const who = row.user.id;
    const as = row.as === undefined ? '' : saidAsWords(row.as);
    const grouped = head?.who === who && head.as === as && row.at - head.at < GROUP_MS;
    if (!grouped) head = { who, as, at: row.at };
    return !grouped;
  };

  const sentences = sentencesIn(view, me);
  const sayBefore = (seq: number) => {
    while ((sentences[0]?.first ?? seq) < seq) {
      const { first, at, text } = sentences.shift() as Sentence;
      const notice = { key: `notice/${first}`, at: Date.parse(at), text };
      turnTo(notice);
      rows.push({ kind: 'notice', ...notice });
      head = undefined;
    }
  };

  for (const message of view.messages) {
    sayBefore(message.seq);
    if (!newShown && message.seq > (newAfter ?? 0) && message.user.id !== me.id) {
      rows.push({ kind: 'new', key: 'new', more: !reachesDownTo(room, newAfter ?? 0) });
      newShown = true;
      head = undefined;
    }
    const own = changes.get(message.seq) ?? NONE;
    const row = rowOf(message, { own, me, persisted, quoted: quoted(message) });
    const begins = beginsGroup(row);
    rows.push(row.head === begins ? row : madeAs(message, me, { ...row, head: begins }));
  }
  sayBefore(Number.POSITIVE_INFINITY);
  for (const message of outgoing) {
    const row = { ...underWay(message, me), quoted: quoted(message) };
    rows.push({ kind: 'message', head: beginsGroup(row), ...row });
  }
  return rows;
}

/** The rows of messages as they were made last: one that would say the same is the same object. */
const made = new WeakMap<MessageView, { me: string; row: MessageRow }>();
function madeAs(message: MessageView, { id }: User, row: MessageRow): MessageRow {
  made.set(message, { me: id, row });
  return row;
}

type Beside = { own: readonly Change[]; quoted: Quoted | undefined } & Onlooker;

function rowOf(message: MessageView, { own, me, persisted, quoted }: Beside): MessageRow {
  const before = made.get(message);
  const isSame =
    before?.me === me.id &&
    before.row.ticks === ticksOf(message, me, persisted) &&
    before.row.changes === own &&
    before.row.quoted === quoted;
  if (isSame) return before.row;
  return madeAs(message, me, {
    kind: 'message',
    head: false,
    ...stored(message, me, persisted),
    ...withChanges(message, own, me),
    quoted,
  });
}

/** A message between two of them, or another day, and they are two sentences. */
function sentencesIn({ messages, notices }: Room['view'], me: User): Sentence[] {
  if (notices.length === 0) return [];
  const seqs = messages.map(({ seq }) => seq);
  return sentencesOf(notices, {
    me: me.id,
    when: timeOf,
    isApart: (a, b) =>
      dayOf(Date.parse(a.at)) !== dayOf(Date.parse(b.at)) ||
      seqs.some((seq) => seq > a.seq && seq < b.seq),
  });
}

/** `rows`, of which each that says the same as before is the same object; all of them the same array where none is another. */
export function rowsAsBefore(before: readonly Row[], rows: readonly Row[]): readonly Row[] {
  const fleeting = new Map(before.filter(isMadeAnew).map((row) => [row.key, row]));
  const now = rows.map((row) => {
    const known = isMadeAnew(row) ? fleeting.get(row.key) : undefined;
    return known !== undefined && isAlike(known, row) ? known : row;
  });
  const isSame = now.length === before.length && now.every((row, index) => row === before[index]);
  return isSame ? before : now;
}

/** Of messages in the log the rows are kept with them. */
const isMadeAnew = (row: Row): boolean => row.kind !== 'message' || row.seq === undefined;

const stored = (
  { at, changedSeq: _, marks: __, ...said }: MessageView,
  me: User,
  persisted: number,
) => ({
  ...said,
  key: `${said.user.id}/${said.id}`,
  at: Date.parse(at),
  ticks: ticksOf(said, me, persisted),
  reason: undefined,
  isForMe: said.user.id !== me.id && speaksTo(said, me),
});

const speaksTo = ({ mentions = [] }: Pick<MessageView, 'mentions'>, { id }: User): boolean =>
  mentions.includes(id) || mentions.includes(EVERYONE);

const withChanges = (message: MessageView, changes: readonly Change[], me: User) => ({
  changes,
  reactions: reactionsWith(message, changes, me.id),
});

/** The same for all: whoever draws it sees that nothing is another. */
const NONE: readonly never[] = [];

const underWay = ({ status, ...said }: Outgoing, me: User) => ({
  reason: undefined,
  ...said,
  key: `${me.id}/${said.id}`,
  seq: undefined,
  user: me,
  reactions: NONE,
  ticks: status,
  changes: NONE,
  isForMe: false,
});

/** Looks up what a message answers: an answer keeps the place, never the words. */
function quotedIn({ view: { messages, low }, older }: Room) {
  let known: ReadonlyMap<number, MessageView> | undefined;
  const bySeq = () => {
    known ??= new Map(messages.map((message) => [message.seq, message]));
    return known;
  };
  return ({ replyTo }: { replyTo?: number }): Quoted | undefined => {
    if (replyTo === undefined) return undefined;
    const isAbove = replyTo < (low ?? Number.POSITIVE_INFINITY) && older.state !== 'none';
    return bySeq().get(replyTo) ?? (isAbove ? 'older' : 'gone');
  };
}

const ticksOf = (
  { seq, user }: Pick<MessageView, 'seq' | 'user'>,
  me: User,
  persisted: number,
): Ticks | undefined => {
  if (user.id !== me.id) return undefined;
  return seq <= persisted ? 'persisted' : 'stored';
};
