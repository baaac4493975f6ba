// From a room to the rows on the screen: day lines, the "new" line, messages in groups of one author. Pure.
import type { User } from '../../shared/wire/frames.ts';
import type { Message, Outgoing, Room } from './room.ts';
import { dayOf } from './time.ts';

/** Messages of one author this close together stand under one name. */
const GROUP_MS = 5 * 60_000;

export type Delivery = 'waiting' | 'stored' | 'persisted' | 'failed';

export interface MessageRow {
  kind: 'message';
  key: string;
  id: string;
  user: User;
  /** Milliseconds since 1970. */
  at: number;
  text: string;
  /** Whether it begins a group: then it shows who and when. */
  head: boolean;
  /** How far it got; only of one's own messages. */
  delivery: Delivery | undefined;
  reason: string | undefined;
}

export type Row =
  | { kind: 'day'; key: string; at: number }
  | { kind: 'new'; key: string }
  | MessageRow;

export interface View {
  me: User;
  /** Everything up to here is in the database. */
  persisted: number;
}

export function rowsOf({ messages, outgoing, newAfter }: Room, { me, persisted }: View): Row[] {
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

  for (const message of messages) {
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

const stored = ({ id, seq, at, user, text }: Message, me: User, persisted: number) => ({
  key: `${user.id}/${id}`,
  id,
  user,
  at: Date.parse(at),
  text,
  delivery: user.id === me.id ? ticks(seq, persisted) : undefined,
  reason: undefined,
});

const underWay = ({ id, text, at, status, reason }: Outgoing, me: User) => ({
  key: `${me.id}/${id}`,
  id,
  user: me,
  at,
  text,
  delivery: status,
  reason,
});

const ticks = (seq: number, persisted: number): Delivery =>
  seq <= persisted ? 'persisted' : 'stored';
