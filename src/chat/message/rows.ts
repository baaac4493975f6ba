// Every message as a row. A change says where its message stands, so it may come before the post; and the post may be gone
// from the log where a deletion says it all again.
import type { Entry } from '../kernel/fact.ts';
import { USED_ID } from '../kernel/log-tables.ts';
import {
  defineTable,
  FOR_GOOD,
  first,
  key,
  latest,
  max,
  min,
  nullable,
  project,
} from '../kernel/table.ts';
import type { MessageDeleted, MessageEdited, MessagePosted } from './facts.ts';
import { spokenTo } from './spoken-to.ts';
import type { Target } from './target.ts';

/** Of two posts of one user with one id the lower is the message (P3). */
export const MESSAGE = defineTable({
  name: 'message',
  sequence: 'seq',
  saidAgainBy: 'deleted_seq',
  unsetBefore: 'post_rank',
  columns: {
    user_id: key('text'),
    client_id: key('uuid'),
    seq: min('bigint'),
    room: first('text', 'seq'),
    user_name: first('text', 'seq'),
    sent_at: first('timestamptz', 'seq'),
    /** Of a post −seq, of an edit seq, of a deletion for good. */
    text_rank: nullable(max('bigint')),
    /** Null where it was deleted. */
    text: nullable(latest('text', 'text_rank')),
    mentions: nullable(latest('jsonb', 'text_rank')),
    edited_at: nullable(latest('timestamptz', 'text_rank')),
    /** Of a post −seq, of a deletion for good. */
    post_rank: nullable(max('bigint')),
    reply_to: nullable(latest('bigint', 'post_rank')),
    deleted_seq: nullable(min('bigint')),
    deleted_at: nullable(first('timestamptz', 'deleted_seq')),
    deleted_by: nullable(first('text', 'deleted_seq')),
    deleted_by_name: nullable(first('text', 'deleted_seq')),
  },
});

const NOT_DELETED = {
  deleted_seq: null,
  deleted_at: null,
  deleted_by: null,
  deleted_by_name: null,
};

const placeOf = ({ seq, id, user, at }: Target, room: string) => ({
  user_id: user.id,
  client_id: id,
  seq,
  room,
  user_name: user.name,
  sent_at: at,
});

export const messageOfPost = project(MESSAGE, ({ seq, at, fact }: Entry<MessagePosted>) => ({
  user_id: fact.user.id,
  client_id: fact.id,
  seq,
  room: fact.room,
  user_name: fact.user.name,
  sent_at: at,
  text_rank: -seq,
  text: fact.data.text,
  mentions: spokenTo(fact.data) ?? null,
  edited_at: null,
  post_rank: -seq,
  reply_to: fact.data.replyTo ?? null,
  ...NOT_DELETED,
}));

export const messageOfEdit = project(MESSAGE, ({ seq, at, fact }: Entry<MessageEdited>) => ({
  ...placeOf(fact.data.target, fact.room),
  text_rank: seq,
  text: fact.data.text,
  mentions: spokenTo(fact.data) ?? null,
  edited_at: at,
  post_rank: null,
  reply_to: null,
  ...NOT_DELETED,
}));

export const messageOfDeletion = project(MESSAGE, ({ seq, at, fact }: Entry<MessageDeleted>) => ({
  ...placeOf(fact.data.target, fact.room),
  text_rank: FOR_GOOD - seq,
  text: null,
  mentions: null,
  edited_at: null,
  post_rank: FOR_GOOD - seq,
  reply_to: null,
  deleted_seq: seq,
  deleted_at: at,
  deleted_by: fact.user.id,
  deleted_by_name: fact.user.name,
}));

/** Its id stays used when its own entry is gone: a retry next week must not post it again. */
export const usedIdOfDeleted = project(USED_ID, ({ seq, fact }: Entry<MessageDeleted>) => ({
  user_id: fact.data.target.user.id,
  client_id: fact.data.target.id,
  seq: fact.data.target.seq,
  room: fact.room,
  said_again_by: seq,
}));
