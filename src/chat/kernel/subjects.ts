// Where facts stand in the log: what a subject is decides what is cheap. A room's messages are one subject, so that "the last n"
// is one read that no reaction disturbs; what changes them is another; a state has a subject of its own, whose last entry is
// that state, whole. Everything of a room is one filter. k8s/base/nats/nats.conf allows the same subjects.
import { ROOM_NAME } from '../../shared/names.ts';
import { toBase64url } from './base64url.ts';

const ROOM_PREFIX = 'chat.room.';
const NAME_PREFIX = 'chat.name.';
const OPERATOR_PREFIX = 'chat.operator.';
const BOT_PREFIX = 'chat.bot.';
const WEBHOOK_PREFIX = 'chat.webhook.';
const HOLDING_PREFIX = 'chat.holding.';

/** Everything of a room. The caller has checked the name against {@link ROOM_NAME}, here and below. */
export const roomFilter = (room: string): string => `${ROOM_PREFIX}${room}.>`;
/** What was posted. */
export const messageSubject = (room: string): string => `${ROOM_PREFIX}${room}.message`;
/** What changes a message that is there. */
export const changeSubject = (room: string): string => `${ROOM_PREFIX}${room}.change`;
/** Both, with what the room is: all but what its people are in it. */
export const toldSubjects = (room: string): string => `${ROOM_PREFIX}${room}.*`;
/** What changes messages, in every room. */
export const ALL_CHANGES = `${ROOM_PREFIX}*.change`;
/** What the room itself is. */
export const stateSubject = (room: string): string => `${ROOM_PREFIX}${room}.state`;
/** What a person is in it. */
export const memberSubject = (room: string, userId: string): string =>
  `${ROOM_PREFIX}${room}.member.${tokenOf(userId)}`;
/** Everybody's membership. */
export const membersFilter = (room: string): string => `${ROOM_PREFIX}${room}.member.*`;
/** What says nothing, and carries what something else rests on (proposal.ts). */
export const guardSubject = (room: string): string => `${ROOM_PREFIX}${room}.guard`;
export const isGuardSubject = (subject: string): boolean =>
  subject.startsWith(ROOM_PREFIX) && subject.endsWith('.guard');
/** Whose a name is; `skeleton` is what all names have in common that look like it. */
export const nameSubject = (skeleton: string): string => NAME_PREFIX + tokenOf(skeleton);

/** Whether somebody is an operator; of everybody. */
export const operatorSubject = (userId: string): string => OPERATOR_PREFIX + tokenOf(userId);
export const ALL_OPERATORS = `${OPERATOR_PREFIX}*`;

/** What a bot is; of all of them. */
export const botSubject = (id: string): string => BOT_PREFIX + tokenOf(id);
export const ALL_BOTS = `${BOT_PREFIX}*`;
/** What is told to a program outside of what happens in a room: one of the few places that a room has for such. */
export const webhookSubject = (room: string, slot: number): string =>
  `${WEBHOOK_PREFIX}${room}.${slot}`;
export const ALL_WEBHOOKS = `${WEBHOOK_PREFIX}*.*`;
/** How much somebody has made of what there may only be some of. */
export const holdingSubject = (userId: string): string => HOLDING_PREFIX + tokenOf(userId);

/** A place for a fact of which only the room is known. */
export const someSubject = (room: string | undefined): string =>
  room === undefined ? 'chat.unknown.fact' : `${ROOM_PREFIX}${room}.unknown`;

/** What stands at a subject of a room, by its first word: `message`, `member`; undefined for what is of none. */
export function kindOfPlace(subject: string): string | undefined {
  if (!subject.startsWith(ROOM_PREFIX)) return undefined;
  return subject.split('.', 4)[3];
}

/** What one may call a place: a room, with what stands there; or something that concerns no room. */
export type Place = { room: string } | { room: undefined };

/** Undefined where no fact can stand. A place that only a newer program fills is one. */
export function placeOf(subject: string): Place | undefined {
  const tokens = subject.split('.');
  const [chat, kind, room = '', ...rest] = tokens;
  if (chat !== 'chat' || tokens.includes('')) return undefined;
  if (kind !== 'room') return room === '' ? undefined : { room: undefined };
  return ROOM_NAME.test(room) && rest.length > 0 ? { room } : undefined;
}

const TOKEN = /^[A-Za-z0-9_-]{1,128}$/;

/** An id as a subject's token; where it is none its bytes, written so that no other id can be taken for it. */
const tokenOf = (id: string): string => (TOKEN.test(id) ? id : `~${toBase64url(id)}`);
