// The reactions of a message as they are seen. Without a library.
import { withReaction } from '../kernel/message-view.ts';
import type { EventOf, FactView } from '../kernel/view.ts';
import { hasTarget } from '../message/target-view.ts';
import type { ReactionAdded, ReactionRemoved } from './facts.ts';

type Reaction = ReactionAdded | ReactionRemoved;

const isReaction = (data: unknown): data is Reaction['data'] =>
  hasTarget(data) && 'emoji' in data && typeof data.emoji === 'string';

const viewOf = <F extends Reaction>(isOn: boolean): FactView<F> => ({
  version: 1,
  is: (data): data is F['data'] => isReaction(data),
  show: (draft, { seq, user, data }: EventOf<Reaction>) =>
    draft.change(data.target, seq, (message) =>
      withReaction(message, [data.emoji, user.id, seq, isOn]),
    ),
});

export const reactionAddedView = viewOf<ReactionAdded>(true);
export const reactionRemovedView = viewOf<ReactionRemoved>(false);
