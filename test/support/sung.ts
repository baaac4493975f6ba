// What a program of tomorrow knows: one more type of facts, which becomes a row of a table there is.
import { z } from 'zod';
import { type Fact, PLAN } from '../../src/chat/features.ts';
import { createCodec } from '../../src/chat/kernel/codec.ts';
import { defineFact, type Entry, type FactOf } from '../../src/chat/kernel/fact.ts';
import { definePlan } from '../../src/chat/kernel/plan.ts';
import { messageSubject } from '../../src/chat/kernel/subjects.ts';
import { project } from '../../src/chat/kernel/table.ts';
import { messagePosted } from '../../src/chat/message/facts.ts';
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
}));

export const sungPlan = definePlan<Fact | MessageSung>({
  ...PLAN,
  codec: createCodec([messagePosted, messageSung]),
  rows: { ...PLAN.rows, MessageSung: [song] },
});
