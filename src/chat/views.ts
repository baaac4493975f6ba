// How everything looks that this chat is made of: a view for each fact of features.ts, of which only types are taken here, so
// that clients load no library. A fact without a view does not compile.
import type { EventFrame } from '../shared/wire/frames.ts';
import type { Fact } from './features.ts';
import type { MessageView } from './kernel/message-view.ts';
import { createFold, EMPTY_VIEW, type FactView, type ViewsOf } from './kernel/view.ts';
import { memberFactView } from './member/view.ts';
import { messageDeletedView, messageEditedView, messagePostedView } from './message/view.ts';
import { messagePinnedView, messageUnpinnedView } from './pin/view.ts';
import { reactionAddedView, reactionRemovedView } from './reaction/view.ts';
import { roomFactView } from './room/view.ts';

const VIEWS: ViewsOf<Fact> = {
  MessagePosted: messagePostedView,
  MessageEdited: messageEditedView,
  MessageDeleted: messageDeletedView,
  ReactionAdded: reactionAddedView,
  ReactionRemoved: reactionRemovedView,
  MessagePinned: messagePinnedView,
  MessageUnpinned: messageUnpinnedView,
  RoomCreated: roomFactView(),
  RoomChanged: roomFactView(),
  RoomArchived: roomFactView(),
  MemberInvited: memberFactView(),
  MemberJoined: memberFactView(),
  MemberLeft: memberFactView(),
  MemberRemoved: memberFactView(),
  MemberBanned: memberFactView(),
  MemberUnbanned: memberFactView(),
  MemberMuted: memberFactView(),
  MemberUnmuted: memberFactView(),
  RoleChanged: memberFactView(),
};

const BY_TYPE: Readonly<Record<string, FactView>> = VIEWS;

export const fold = createFold(BY_TYPE);

/** The messages that these show by themselves, for whoever only ever adds to what is shown, as a terminal does. */
export const messagesOf = (events: readonly EventFrame[]): readonly MessageView[] =>
  fold(EMPTY_VIEW, events).messages;

/** The shape of what is folded; one more where a view shows the same fact otherwise. */
const SHAPE = 3;

/**
 * Names what is seen and what is passed over. Whoever keeps a view, keeps it with this: under another model the same facts
 * give another view, and it has to be made anew.
 */
export const MODEL = [
  SHAPE,
  ...Object.entries(BY_TYPE).map(([type, { version }]) => `${type}.${version}`),
].join(' ');
