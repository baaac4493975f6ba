// The one encoder of NATS names: streams, subjects, the durable consumer and the request subjects.
// Invariant: ONE subject a room, so that a room has one order and "the last n of a room" is one read.

/** The log: every chat event, in the order that every client sees. */
export const STREAM = 'CHAT';
/** The only subject of {@link STREAM} while a restore brings it back: nobody writes to half a log. */
export const RESTORING = 'restoring.CHAT';
/** A mirror of {@link STREAM} that keeps the last events of each room under their own sequences. */
export const RECENT_STREAM = 'CHAT_RECENT';
/** How many events of a room {@link RECENT_STREAM} keeps. */
export const RECENT_PER_ROOM = 200;
/** The durable consumer the persister replicas share. */
export const PERSISTER_CONSUMER = 'persister';

const ROOM_PREFIX = 'chat.room.';
/** Every room's subject, for consumers and stream definitions. */
export const ALL_ROOMS = `${ROOM_PREFIX}*`;
/** What a room may be called: it is a NATS subject token, so no dots, no spaces, no wildcards. */
export const ROOM_NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** Request subjects the persister answers (queue group {@link PROJECTION_QUEUE}). */
export const HISTORY_REQUEST = 'projection.history';
export const LOOKUP_REQUEST = 'projection.lookup';
export const PROJECTION_QUEUE = 'projection';
/** Where persister replicas say how far the rows have come (core NATS, at most a few a second). */
export const WATERMARK = 'projection.watermark';

/** The subject of one room. The caller has checked the name against {@link ROOM_NAME}. */
export const roomSubject = (room: string): string => ROOM_PREFIX + room;

/** The room of a subject, or undefined where the subject names none. */
export function roomOf(subject: string): string | undefined {
  if (!subject.startsWith(ROOM_PREFIX)) return undefined;
  const room = subject.slice(ROOM_PREFIX.length);
  return ROOM_NAME.test(room) ? room : undefined;
}

/** Where a program's replies arrive: each program may subscribe to its own inbox only. */
export const inboxPrefix = (program: string): string => `_INBOX_${program}`;
