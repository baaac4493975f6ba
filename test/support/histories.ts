// Random histories of everything that happens to messages, as gateways write them: one of an id twice, changes out of every
// order that gateways may decide in, and after a deletion.
import fc from 'fast-check';
import type { Fact } from '../../src/chat/features.ts';
import { encodeFact } from '../../src/chat/kernel/codec.ts';
import { type Entry, type InRoom, identityOf, makeFact } from '../../src/chat/kernel/fact.ts';
import { changeSubject, messageSubject } from '../../src/chat/kernel/subjects.ts';
import type { MemberFact } from '../../src/chat/member/facts.ts';
import { messageDeleted, messageEdited, messagePosted } from '../../src/chat/message/facts.ts';
import { targetOf } from '../../src/chat/message/target.ts';
import { messagePinned, messageUnpinned } from '../../src/chat/pin/facts.ts';
import { reactionAdded, reactionRemoved } from '../../src/chat/reaction/facts.ts';
import type { RoomFact } from '../../src/chat/room/facts.ts';
import { eventFrame } from '../../src/gateway/log/entry.ts';
import type { RawEntry } from '../../src/shared/raw-entry.ts';
import type { EventFrame } from '../../src/shared/wire/frames.ts';

export const ROOM = 'lobby';
const USERS = ['ada', 'bob', 'eve'].map((id) => ({ id, name: `${id.toUpperCase()}` }));
const EMOJI = ['👍', '❤️', '👍🏽'];
const WHAT = [
  'post',
  'post',
  'again',
  'edit',
  'edit',
  'delete',
  'react',
  'react',
  'unreact',
  'pin',
  'unpin',
] as const;

export type FactEntry = Entry<InRoom<Exclude<Fact, RoomFact | MemberFact>>>;

const step = fc.record({
  what: fc.constantFrom(...WHAT),
  user: fc.nat(USERS.length - 1),
  of: fc.nat(),
  emoji: fc.nat(EMOJI.length - 1),
  more: fc.nat(4),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const uuid = (n: number) => `01a20a9a-68c5-7268-9b55-${String(n).padStart(12, '0')}`;
const at = (seq: number) => new Date(1_767_225_600_000 + seq * 1_009).toISOString();

/** In the log's order, from 1 on without a hole. */
export const histories = (maxLength = 40): fc.Arbitrary<FactEntry[]> =>
  fc.array(step, { minLength: 1, maxLength }).map((steps) => {
    const entries: FactEntry[] = [];
    for (const one of steps) {
      const fact = factOf(one, entries);
      entries.push({ seq: entries.length + 1, at: at(entries.length + 1), fact });
    }
    return entries;
  });

function factOf({ what, user: n, of, emoji, more }: Step, entries: readonly FactEntry[]) {
  const seq = entries.length + 1;
  const user = USERS[n] ?? { id: '', name: '' };
  const posts = entries.filter(({ fact }) => fact.type === 'MessagePosted');
  const message = posts[of % Math.max(1, posts.length)];
  const about = { id: uuid(seq), room: ROOM, user };
  const mentions = more === 1 ? { mentions: ['bob'] } : {};
  if (message === undefined || what === 'post' || what === 'again') {
    const data = { text: `text ${seq}`, ...(more > 2 && { replyTo: 1 + (of % seq) }), ...mentions };
    // A retry of which nobody knew that it was one.
    const same =
      what === 'again' && message ? { id: message.fact.id, user: message.fact.user } : {};
    return makeFact(messagePosted, { ...about, ...same, data });
  }
  const target = targetOf(message);
  const data = { target };
  switch (what) {
    case 'edit':
      return makeFact(messageEdited, {
        ...about,
        user: message.fact.user,
        data: { target, text: `edit ${seq}`, ...mentions },
      });
    case 'delete':
      return makeFact(messageDeleted, { ...about, data });
    case 'pin':
      return makeFact(messagePinned, { ...about, data });
    case 'unpin':
      return makeFact(messageUnpinned, { ...about, data });
    default: {
      const said = { ...about, data: { target, emoji: EMOJI[emoji] ?? '' } };
      return what === 'react' ? makeFact(reactionAdded, said) : makeFact(reactionRemoved, said);
    }
  }
}

export const framesOf = (entries: readonly FactEntry[]): EventFrame[] =>
  entries.map((entry) => eventFrame(entry));

export const rawOf = ({ seq, at, fact }: FactEntry): RawEntry => ({
  seq,
  at,
  isVoid: false,
  subject: fact.type === 'MessagePosted' ? messageSubject(ROOM) : changeSubject(ROOM),
  data: encodeFact(fact),
});

/** The message that an entry is or is about, by user and id. */
export const messageOf = ({ fact }: FactEntry): string =>
  fact.type === 'MessagePosted' ? identityOf(fact) : identityOf(fact.data.target);

/** What is left where what was deleted is taken out of the log: no post of it, no edit. */
export function erased(entries: readonly FactEntry[]): FactEntry[] {
  const deleted = new Set(
    entries.filter(({ fact }) => fact.type === 'MessageDeleted').map(messageOf),
  );
  return entries.filter(
    (entry) =>
      !deleted.has(messageOf(entry)) ||
      (entry.fact.type !== 'MessagePosted' && entry.fact.type !== 'MessageEdited'),
  );
}
