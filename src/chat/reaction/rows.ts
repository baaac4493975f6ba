import type { Entry } from '../kernel/fact.ts';
import { defineTable, first, key, latest, max, min, project } from '../kernel/table.ts';
import type { ReactionAdded, ReactionRemoved } from './facts.ts';

/** Each emoji of each user on each message: the last fact says whether it is there. */
export const REACTION = defineTable({
  name: 'reaction',
  sequence: 'seq',
  columns: {
    /** The message. */
    target_user_id: key('text'),
    target_client_id: key('uuid'),
    user_id: key('text'),
    emoji: key('text'),
    seq: min('bigint'),
    room: first('text', 'seq'),
    target_seq: first('bigint', 'seq'),
    last_seq: max('bigint'),
    user_name: latest('text', 'last_seq'),
    is_on: latest('boolean', 'last_seq'),
  },
});

const reactionRow = (isOn: boolean) =>
  project(REACTION, ({ seq, fact }: Entry<ReactionAdded | ReactionRemoved>) => ({
    target_user_id: fact.data.target.user.id,
    target_client_id: fact.data.target.id,
    user_id: fact.user.id,
    emoji: fact.data.emoji,
    seq,
    room: fact.room,
    target_seq: fact.data.target.seq,
    last_seq: seq,
    user_name: fact.user.name,
    is_on: isOn,
  }));

export const reactionOfAdded = reactionRow(true);
export const reactionOfRemoved = reactionRow(false);
