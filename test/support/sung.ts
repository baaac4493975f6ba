// What a program of tomorrow knows: one more type of facts, which becomes a row of a table there is.
import { z } from 'zod';
import { FACTS, type Fact, PLAN } from '../../src/chat/features.ts';
import { createCodec } from '../../src/chat/kernel/codec.ts';
import { defineFact, type Entry, type FactOf } from '../../src/chat/kernel/fact.ts';
import { definePlan } from '../../src/chat/kernel/plan.ts';
import { messageSubject } from '../../src/chat/kernel/subjects.ts';
import { project } from '../../src/chat/kernel/table.ts';
import { MESSAGE } from '../../src/chat/message/rows.ts';

export const messageSung = defineFact({
  type: 'MessageSung',
  subject: ({ room }) => messageSubject(room),
  versions: [{ data: z.looseObject({ melody: z.string() }) }],
});
type MessageSung = FactOf<typeof messageSung>;

const song = project(MESSAGE, ({ seq, at, fact }: Entry<MessageSung>) => ({
  user_id: fact.user.id,
  client_id: fact.id,
  seq,
  room: fact.room,
  user_name: fact.user.name,
  text: `♪ ${fact.data.melody}`,
  sent_at: at,
  text_rank: -seq,
  mentions: null,
  edited_at: null,
  post_rank: -seq,
  reply_to: null,
  deleted_seq: null,
  deleted_at: null,
  deleted_by: null,
  deleted_by_name: null,
}));

export const sungPlan = definePlan<Fact | MessageSung>({
  ...PLAN,
  codec: createCodec<Fact | MessageSung>([...FACTS, messageSung]),
  rows: { ...PLAN.rows, MessageSung: [song] },
});
