// The reactions of a message as they are seen. Without a library.
import { changed, type MessageView, type ReactionMark } from '../kernel/message-view.ts';
import type { EventOf, FactView } from '../kernel/view.ts';
import { hasTarget } from '../message/target-view.ts';
import type { ReactionAdded, ReactionRemoved } from './facts.ts';

type Reaction = ReactionAdded | ReactionRemoved;

const isReaction = (data: unknown): data is Reaction['data'] =>
  hasTarget(data) && 'emoji' in data && typeof data.emoji === 'string';

/** Of each emoji of each user the last one is it. */
function withReaction(message: MessageView, mark: ReactionMark): MessageView {
  const [emoji, user, seq] = mark;
  const { marks } = message;
  const isSame = (other: ReactionMark) => other[0] === emoji && other[1] === user;
  const before = marks.reactions.find(isSame);
  if (before !== undefined && before[2] >= seq) return message;
  const others = marks.reactions.filter((other) => !isSame(other));
  const behind = others.findLastIndex((other) => other[2] < seq);
  const reactions = others.toSpliced(behind + 1, 0, mark);
  return changed({ ...message, reactions: shown(reactions), marks: { ...marks, reactions } });
}

function shown(marks: readonly ReactionMark[]): MessageView['reactions'] {
  const users = new Map<string, string[]>();
  for (const [emoji, user, , isOn] of marks) {
    if (!isOn) continue;
    const before = users.get(emoji);
    if (before === undefined) users.set(emoji, [user]);
    else before.push(user);
  }
  return [...users].map(([emoji, users]) => ({ emoji, users }));
}

const viewOf = <F extends Reaction>(isOn: boolean): FactView<F> => ({
  version: 1,
  is: (data): data is F['data'] => isReaction(data),
  show: (draft, { seq, user, data }: EventOf<Reaction>) =>
    draft.change(data.target, (message) => withReaction(message, [data.emoji, user.id, seq, isOn])),
});

export const reactionAddedView = viewOf<ReactionAdded>(true);
export const reactionRemovedView = viewOf<ReactionRemoved>(false);
