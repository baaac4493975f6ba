// From a room to the rows on the screen: day lines, the "new" line, messages in groups of one author. Pure.
import type { MessageView } from '../../chat/kernel/message-view.ts';
import type { User } from '../../shared/wire/frames.ts';
import type { Outgoing, Room } from './room.ts';
import { dayOf } from './time.ts';

/** Messages of one author this close together stand under one name. */
const GROUP_MS = 5 * 60_000;

/** How far a message of ours got. */
export type Ticks = 'waiting' | 'stored' | 'persisted' | 'failed';

/** Whatever the view says of a message, but for its place. */
export interface MessageRow extends Omit<MessageView, 'seq' | 'at' | 'changedSeq' | 'marks'> {
  kind: 'message';
  key: string;
  /** Milliseconds since 1970. */
  at: number;
  /** Whether it begins a group: then it shows who and when. */
  head: boolean;
  /** Only of one's own messages. */
  ticks: Ticks | undefined;
  reason: string | undefined;
}

export type Row =
  | { kind: 'day'; key: string; at: number }
  | { kind: 'new'; key: string }
  | MessageRow;

export interface Onlooker {
  me: User;
  /** Everything up to here is in the database. */
  persisted: number;
}

export function rowsOf({ view, outgoing, newAfter }: Room, { me, persisted }: Onlooker): Row[] {
  const rows: Row[] = [];
  let day = '';
  let head: { userId: string; at: number } | undefined;
  let newShown = newAfter === undefined;

  const add = (row: Omit<MessageRow, 'kind' | 'head'>) => {
    const itsDay = dayOf(row.at);
    if (itsDay !== day) {
      rows.push({ kind: 'day', key: `day/${row.key}`, at: row.at });
      day = itsDay;
      head = undefined;
    }
    const grouped = head?.userId === row.user.id && row.at - head.at < GROUP_MS;
    rows.push({ kind: 'message', head: !grouped, ...row });
    if (!grouped) head = { userId: row.user.id, at: row.at };
  };

  for (const message of view.messages) {
    if (!newShown && message.seq > (newAfter ?? 0) && message.user.id !== me.id) {
      rows.push({ kind: 'new', key: 'new' });
      newShown = true;
      head = undefined;
    }
    add(stored(message, me, persisted));
  }
  for (const message of outgoing) add(underWay(message, me));
  return rows;
}

/** Whether two rows are drawn alike: nothing that a row says may differ. */
export const sameRow = (a: MessageRow, b: MessageRow): boolean =>
  Object.keys({ ...a, ...b }).every(
    (field) => a[field as keyof MessageRow] === b[field as keyof MessageRow],
  );

const stored = (
  { seq, at, changedSeq: _, marks: __, ...said }: MessageView,
  me: User,
  persisted: number,
) => ({
  ...said,
  key: `${said.user.id}/${said.id}`,
  at: Date.parse(at),
  ticks: said.user.id === me.id ? ticksOf(seq, persisted) : undefined,
  reason: undefined,
});

const NONE: MessageView['reactions'] = [];

const underWay = ({ id, text, at, status, reason }: Outgoing, me: User) => ({
  key: `${me.id}/${id}`,
  id,
  user: me,
  at,
  text,
  reactions: NONE,
  ticks: status,
  reason,
});

const ticksOf = (seq: number, persisted: number): Ticks =>
  seq <= persisted ? 'persisted' : 'stored';
