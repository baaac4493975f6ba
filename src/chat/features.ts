// THE list: what this chat is made of, a line a feature. Programs go over it; none names a feature by itself.
import type { TransportCommand } from '../shared/wire/commands.ts';
import { bot, revoke } from './bot/commands.ts';
import { botMade, botRevoked } from './bot/facts.ts';
import { bots } from './bot/question.ts';
import { BOT, botOfFact } from './bot/rows.ts';
import type { ChatCommand } from './commands.ts';
import { history } from './history/question.ts';
import { holdingChanged } from './holding/facts.ts';
import { HOLDING, holdingOfFact } from './holding/rows.ts';
import { createCodec } from './kernel/codec.ts';
import type { CommandKind, CommandOf } from './kernel/command.ts';
import type { FactOf } from './kernel/fact.ts';
import { DEAD_LETTER, EVENT, USED_ID, usedId } from './kernel/log-tables.ts';
import { definePlan, type RowsOf } from './kernel/plan.ts';
import type { QuestionKind, QuestionOf } from './kernel/question.ts';
import type { Flat, None, Same } from './kernel/same.ts';
import { member } from './member/commands.ts';
import { MEMBER_FACTS } from './member/facts.ts';
import { mine } from './member/mine-question.ts';
import { people } from './member/question.ts';
import { MEMBER, memberOfFact } from './member/rows.ts';
import { edit, post, remove } from './message/commands.ts';
import { messageDeleted, messageEdited, messagePosted } from './message/facts.ts';
import {
  MESSAGE,
  messageOfDeletion,
  messageOfEdit,
  messageOfPost,
  usedIdOfDeleted,
} from './message/rows.ts';
import { rename } from './name/commands.ts';
import { nameClaimed, nameReleased } from './name/facts.ts';
import { NAME, nameOfClaim, nameOfRelease } from './name/rows.ts';
import { operatorGranted, operatorRevoked } from './operator/facts.ts';
import { OPERATOR, operatorOfFact } from './operator/rows.ts';
import { pin } from './pin/commands.ts';
import { messagePinned, messageUnpinned } from './pin/facts.ts';
import { PIN, pinOfPinned, pinOfUnpinned } from './pin/rows.ts';
import { react } from './reaction/commands.ts';
import { reactionAdded, reactionRemoved } from './reaction/facts.ts';
import { REACTION, reactionOfAdded, reactionOfRemoved } from './reaction/rows.ts';
import { change, create } from './room/commands.ts';
import { roomArchived, roomChanged, roomCreated } from './room/facts.ts';
import { rooms } from './room/question.ts';
import { ROOM, roomOfFact, roomOfState } from './room/rows.ts';
import { search } from './search/question.ts';
import { webhook } from './webhook/commands.ts';
import { WEBHOOK_FACTS } from './webhook/facts.ts';
import { secret, webhooks } from './webhook/question.ts';
import { WEBHOOK, webhookOfFact } from './webhook/rows.ts';

/** By kind, with the schemas of their data. */
export const FACTS = [
  messagePosted,
  messageEdited,
  messageDeleted,
  reactionAdded,
  reactionRemoved,
  messagePinned,
  messageUnpinned,
  nameClaimed,
  nameReleased,
  roomCreated,
  roomChanged,
  roomArchived,
  ...MEMBER_FACTS,
  operatorGranted,
  operatorRevoked,
  botMade,
  botRevoked,
  ...WEBHOOK_FACTS,
  holdingChanged,
] as const;
/** Everything that the log can say and this program understands. */
export type Fact = FactOf<(typeof FACTS)[number]>;
export const facts = createCodec<Fact>(FACTS);

/** What messages as they are now say; what else there is of a room is told beside them. */
export const SAID_BY_MESSAGES: readonly string[] = [
  messagePosted,
  messageEdited,
  messageDeleted,
  reactionAdded,
  reactionRemoved,
  messagePinned,
  messageUnpinned,
].map(({ type }) => type);

const COMMAND_KINDS = [
  ...[post, edit, remove, react, pin, rename, create, change, member],
  ...[bot, revoke, webhook],
] as const;

export type { ChatCommand };

type Taken = CommandOf<(typeof COMMAND_KINDS)[number]>;
type DifferingCommand = {
  [T in Taken['type'] | ChatCommand['type']]: Same<
    Flat<Extract<Taken, { type: T }>>,
    Flat<Extract<ChatCommand, { type: T }>>
  > extends true
    ? never
    : T;
}[Taken['type'] | ChatCommand['type']];
/** The types whose schema takes anything else than the type of commands.ts says: the compiler names them here. */
export type DifferingCommands = None<DifferingCommand>;
export const COMMANDS: ReadonlyMap<string, CommandKind> = byType<CommandKind>(COMMAND_KINDS);

const QUESTION_KINDS = [history, search, people, rooms, mine, bots, webhooks, secret] as const;
export type ChatQuestion = QuestionOf<(typeof QUESTION_KINDS)[number]>;
export const QUESTIONS: ReadonlyMap<string, QuestionKind> = byType<QuestionKind>(QUESTION_KINDS);
/** Every frame that a client may send. */
export type ClientFrame = TransportCommand | ChatCommand | ChatQuestion;

const ROWS: RowsOf<Fact> = {
  MessagePosted: [messageOfPost],
  MessageEdited: [messageOfEdit],
  MessageDeleted: [messageOfDeletion, usedIdOfDeleted],
  ReactionAdded: [reactionOfAdded],
  ReactionRemoved: [reactionOfRemoved],
  MessagePinned: [pinOfPinned],
  MessageUnpinned: [pinOfUnpinned],
  NameClaimed: [nameOfClaim],
  NameReleased: [nameOfRelease],
  RoomCreated: [roomOfState],
  RoomChanged: [roomOfState],
  RoomArchived: [roomOfState],
  MemberInvited: [memberOfFact],
  MemberJoined: [memberOfFact],
  MemberLeft: [memberOfFact],
  MemberRemoved: [memberOfFact],
  MemberBanned: [memberOfFact],
  MemberUnbanned: [memberOfFact],
  MemberMuted: [memberOfFact],
  MemberUnmuted: [memberOfFact],
  RoleChanged: [memberOfFact],
  OperatorGranted: [operatorOfFact],
  OperatorRevoked: [operatorOfFact],
  BotMade: [botOfFact],
  BotRevoked: [botOfFact],
  WebhookMade: [webhookOfFact],
  WebhookChanged: [webhookOfFact],
  WebhookRevoked: [webhookOfFact],
  WebhookFailed: [webhookOfFact],
  WebhookRecovered: [webhookOfFact],
  HoldingChanged: [holdingOfFact],
};
/** What becomes rows, of which facts, in which tables. */
export const PLAN = definePlan<Fact>({
  codec: facts,
  rows: ROWS,
  every: [usedId],
  inRooms: [roomOfFact],
  tables: [
    EVENT,
    USED_ID,
    MESSAGE,
    REACTION,
    PIN,
    ROOM,
    MEMBER,
    NAME,
    OPERATOR,
    BOT,
    WEBHOOK,
    HOLDING,
    DEAD_LETTER,
  ],
});

function byType<Kind extends { type: string }>(kinds: readonly Kind[]): ReadonlyMap<string, Kind> {
  return new Map(kinds.map((kind) => [kind.type, kind]));
}
