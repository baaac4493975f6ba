import type { Entry } from '../kernel/fact.ts';
import { defineTable, first, key, min, project } from '../kernel/table.ts';
import type { MessagePosted } from './facts.ts';

/** Every message. Of two posts of one user with one id the lower is the message (P3). */
export const MESSAGE = defineTable({
  name: 'message',
  sequence: 'seq',
  columns: {
    user_id: key('text'),
    client_id: key('uuid'),
    seq: min('bigint'),
    room: first('text', 'seq'),
    user_name: first('text', 'seq'),
    text: first('text', 'seq'),
    sent_at: first('timestamptz', 'seq'),
  },
});

export const messageOfPost = project(MESSAGE, ({ seq, at, fact }: Entry<MessagePosted>) => ({
  user_id: fact.user.id,
  client_id: fact.id,
  seq,
  room: fact.room,
  user_name: fact.user.name,
  text: fact.data.text,
  sent_at: at,
}));
