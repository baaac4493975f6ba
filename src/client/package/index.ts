// What the package @chatk8s/client gives, by name: the one file of this repository that others import by a name of the outside. What
// stands here is a promise (test/unit/client/package.test.ts lists it); what does not, nobody gets hold of.
export type {
  BotCommand,
  ChangeCommand,
  ChatCommand,
  CreateCommand,
  DeleteCommand,
  EditCommand,
  MemberCommand,
  PinCommand,
  PostCommand,
  ReactCommand,
  RenameCommand,
  RevokeCommand,
  WebhookCommand,
} from '../../chat/commands.ts';
export { directRoom } from '../../chat/room/direct.ts';
export { isDirectName } from '../../chat/room/direct-name.ts';
export type { ErrorCode } from '../../shared/wire/codes.ts';
export type { EventFrame } from '../../shared/wire/frames.ts';
export type { Limits } from '../../shared/wire/limits.ts';
export type {
  Done,
  FoundMessage,
  ListedBot,
  ListedRoom,
  ListedWebhook,
  MemberState,
  Message,
  OwnRoom,
  Person,
  ReactionView,
  RoomState,
  User,
} from '../../shared/wire/objects.ts';
export type { WaitOptions } from '../abort.ts';
export type {
  BotsPage,
  ClientEvents,
  CommandFields,
  FoundPage,
  HistoryPage,
  ListOptions,
  MessagesPage,
  MinePage,
  NewBot,
  OlderPage,
  Pending,
  PeoplePage,
  Place,
  Present,
  RoomsPage,
  Sent,
  StateChange,
  Stored,
  Unsent,
} from '../api.ts';
export type { PostOptions } from '../commands.ts';
export { ChatError, type FailureCode } from '../errors.ts';
export { type Guest, guest } from '../guest.ts';
export type { StoredCommand } from '../known-commands.ts';
export { mentionOf, mentions, mentionsEveryone } from '../mention.ts';
export type { ConnectOptions, EnterOptions, JoinOptions, Token } from '../options.ts';
export type { FollowOptions, Room, Target } from '../room.ts';
export { connect, RoomClient as ChatClient } from '../room-client.ts';
export type { Change, Delivery, RoomMessage } from '../room-message.ts';
export {
  type AuthMode,
  adoptToken,
  createSession,
  endSession,
  NameTaken,
  type NewSession,
  readSession,
  type Session,
  type SessionState,
} from '../session.ts';
export type { SocketClass, SocketLike } from '../socket-class.ts';
export {
  browserStorage,
  type ChatStorage,
  type Cursor,
  type KeyValueStore,
  memoryStorage,
  type WebStorage,
  webStorage,
} from '../storage.ts';
