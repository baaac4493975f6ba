import type { Entry } from '../kernel/fact.ts';
import { defineTable, first, key, latest, max, min, project } from '../kernel/table.ts';
import type { MessagePinned, MessageUnpinned } from './facts.ts';

/** Each message that was ever pinned: the last fact says whether it is, and by whom. */
export const PIN = defineTable({
  name: 'pin',
  sequence: 'seq',
  columns: {
    /** The message. */
    target_user_id: key('text'),
    target_client_id: key('uuid'),
    seq: min('bigint'),
    room: first('text', 'seq'),
    target_seq: first('bigint', 'seq'),
    last_seq: max('bigint'),
    last_at: latest('timestamptz', 'last_seq'),
    user_id: latest('text', 'last_seq'),
    user_name: latest('text', 'last_seq'),
    is_on: latest('boolean', 'last_seq'),
  },
});

const pinRow = (isOn: boolean) =>
  project(PIN, ({ seq, at, fact }: Entry<MessagePinned | MessageUnpinned>) => ({
    target_user_id: fact.data.target.user.id,
    target_client_id: fact.data.target.id,
    seq,
    room: fact.room,
    target_seq: fact.data.target.seq,
    last_seq: seq,
    last_at: at,
    user_id: fact.user.id,
    user_name: fact.user.name,
    is_on: isOn,
  }));

export const pinOfPinned = pinRow(true);
export const pinOfUnpinned = pinRow(false);
